import Testing

@testable import Screen

@Suite("How much the terminal is sent")
struct OutputBudgetTests {
    private static let second: UInt64 = 1_000_000_000

    /// Draws whenever it may, as the loop does, for `seconds`; pictures of `bytes` at most `frames` a second.
    private func run(
        _ budget: inout OutputBudget, bytes: Int, frames: Int = 10, seconds: UInt64
    ) -> (bytes: Int, pictures: Int, longestWait: UInt64) {
        var (sent, pictures, longest) = (0, 0, UInt64(0))
        var now = 1000 * Self.second
        let end = now + seconds * Self.second
        var last = now
        while now < end {
            budget.spend(bytes, at: now)
            sent += bytes
            pictures += 1
            longest = max(longest, now - last)
            last = now
            now = max(now + Self.second / UInt64(frames), budget.nextPicture(after: now))
        }
        return (sent, pictures, longest)
    }

    @Test("small pictures come at the rate that was asked for")
    func small() {
        var budget = OutputBudget()
        budget.adapt(rows: 24, columns: 80, framesPerSecond: 10)
        #expect(run(&budget, bytes: 300, seconds: 20).pictures == 200)
    }

    @Test("large ones come less often: 4 kB a second at 80×24", arguments: [500, 900, 1500, 3700])
    func large(bytes: Int) {
        var budget = OutputBudget()
        budget.adapt(rows: 24, columns: 80, framesPerSecond: 10)
        let sent = run(&budget, bytes: bytes, seconds: 60)
        #expect(sent.bytes <= 3800 * 60 + 950 + bytes && sent.bytes > 3800 * 55)
        #expect(sent.longestWait <= Self.second)
    }

    @Test("at least one a second comes, however large they are")
    func huge() {
        var budget = OutputBudget()
        budget.adapt(rows: 24, columns: 80, framesPerSecond: 10)
        let sent = run(&budget, bytes: 100_000, seconds: 30)
        #expect(sent.pictures == 30 && sent.longestWait == Self.second)
    }

    @Test("it grows with the room and with the pictures that are asked for, and not below 80×24")
    func growth() {
        var budget = OutputBudget()
        budget.adapt(rows: 24, columns: 80, framesPerSecond: 10)
        #expect(budget.rate == 3800)
        budget.adapt(rows: 48, columns: 80, framesPerSecond: 20)
        #expect(budget.rate == 15_200)
        budget.adapt(rows: 5, columns: 20, framesPerSecond: 10)
        #expect(budget.rate == 3800)
    }

    @Test("what was saved in quiet times is a quarter of a second's worth, whatever their length")
    func savings() {
        var budget = OutputBudget()
        budget.adapt(rows: 24, columns: 80, framesPerSecond: 10)
        budget.spend(1, at: Self.second)
        budget.spend(950, at: 3600 * Self.second)
        #expect(budget.nextPicture(after: 3600 * Self.second) == 0)
        budget.spend(380, at: 3600 * Self.second)
        #expect(budget.nextPicture(after: 3600 * Self.second) == 3600 * Self.second + Self.second / 10)
    }

    @Test("however often keys are answered, news come once a second")
    func keysHeld() {
        var budget = OutputBudget()
        budget.adapt(rows: 24, columns: 80, framesPerSecond: 10)
        let asked = 1000 * Self.second
        for answer in UInt64(0)..<7 { budget.spend(3000, at: asked + answer * 150_000_000) }
        #expect(budget.nextPicture(after: asked) == asked + Self.second)
    }
}
