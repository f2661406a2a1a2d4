internal import Glibc

/// Whether to look again at once instead of sleeping. Where datagrams come some ten microseconds apart, going to sleep
/// and being woken takes as long as the wait, and in a virtual machine longer. Where they come faster, sleeping lets
/// several gather; where they come slower, it costs nothing that counts, and silence nothing at all.
struct BriskWait {
    /// Pauses worth staying awake for, ns.
    private static let worthwhile: Range<UInt64> = 12_000..<50_000

    private var last: UInt64 = 0
    /// Between two batches on the mean, ns.
    private var pause: UInt64 = 1_000_000

    /// Something came, at this moment of the host's clock.
    mutating func arrived(at now: UInt64) {
        let gap = min(now &- min(last, now), 1_000_000)
        pause = (pause &* 7 &+ gap) / 8
        last = now
    }

    /// Lets others run first; `false` when it is time to sleep.
    func stays(at now: UInt64) -> Bool {
        guard Self.worthwhile.contains(pause), now &- last < 2 * Self.worthwhile.upperBound else {
            return false
        }
        sched_yield()
        return true
    }
}
