/// How many bytes the terminal is sent: at most 4 kB a second at 80×24 and ten pictures a second, in proportion
/// more where there is more room or more pictures are asked for.
///
/// A picture is drawn when the budget is not in debt, and what it takes is owed afterwards; so pictures come less often
/// while much changes. What answers a key is drawn at once, whatever is owed. A second is the longest wait.
struct OutputBudget: Sendable {
    /// At 80×24 and ten pictures a second.
    static let bytesPerSecond = 3800.0
    private static let second: UInt64 = 1_000_000_000

    /// What there is to spend in a second.
    private(set) var rate = Self.bytesPerSecond
    /// Bytes in hand; below zero, what is owed.
    private var balance = 0.0
    private var countedAt: UInt64 = 0

    /// - Parameter framesPerSecond: Pictures that are wanted.
    mutating func adapt(rows: Int, columns: Int, framesPerSecond: Int) {
        let room = max(1, Double(rows * columns) / (80 * 24))
        rate = Self.bytesPerSecond * room * Double(framesPerSecond) / 10
    }

    /// A picture of so many bytes was drawn.
    mutating func spend(_ bytes: Int, at now: UInt64) {
        // A quarter of a second's worth may be saved, a second's worth owed.
        balance = max(-rate, balance(at: now) - Double(bytes))
        countedAt = now
    }

    /// When news may be drawn again, in ns of the same clock.
    ///
    /// - Parameter last: When they were asked for the last time.
    func nextPicture(after last: UInt64) -> UInt64 {
        guard balance < 0 else { return 0 }
        let wait = UInt64(-balance / rate * Double(Self.second))
        return min(countedAt &+ wait, last &+ Self.second)
    }

    private func balance(at now: UInt64) -> Double {
        let passed = Double(now &- min(now, countedAt)) / Double(Self.second)
        return min(rate / 4, balance + passed * rate)
    }
}
