import Testing

@testable import Intake

@Suite("Staying awake for the next datagram")
struct BriskWaitTests {
    /// What it does `later` ns after the last of many batches that came `pause` ns apart.
    private func stays(pause: UInt64, later: UInt64) -> Bool {
        var wait = BriskWait()
        var now: UInt64 = 1_000_000_000
        for _ in 0..<100 {
            now += pause
            wait.arrived(at: now)
        }
        return wait.stays(at: now + later)
    }

    @Test("is worth it where pauses are as long as a wake-up, and only as long as the feed goes on")
    func worthwhile() {
        #expect(stays(pause: 30_000, later: 1_000) && stays(pause: 30_000, later: 60_000))
        #expect(!stays(pause: 30_000, later: 200_000))
        #expect(!stays(pause: 1_000, later: 500) && !stays(pause: 2_000_000, later: 500))
    }
}
