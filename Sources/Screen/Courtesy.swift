internal import Glibc

/// The screen's thread gives way to every other: to the kernel a processor that only draws is idle, and whoever receives
/// or applies has it at once (`SCHED_IDLE`, sched(7)).
///
/// On a host that is busy on all its processors that would leave next to no time for pictures and keys. So whenever the
/// thread finds that it was kept waiting, it takes part like any other for two seconds.
struct Courtesy {
    /// Kept waiting for longer than that, ns.
    static let patience: UInt64 = 50_000_000
    /// How long it takes part then, ns.
    static let insistence: UInt64 = 2_000_000_000

    /// `SCHED_IDLE`, which Glibc's module hides.
    private static let idlePolicy: Int32 = 5

    /// `nil`: it gives way.
    private var insistsUntil: UInt64?

    /// Gives way from now on. A kernel that refuses changes nothing but the manners.
    init() { Self.schedule(idle: true) }

    /// The thread has its share again, like any other.
    func end() { Self.schedule(idle: false) }

    /// The thread has just run, or has just been woken.
    ///
    /// - Parameters:
    ///   - late: By how much later than it wanted to, ns.
    ///   - now: Of a clock that never steps, ns.
    mutating func note(late: UInt64, at now: UInt64) {
        let before = insistsUntil != nil
        insistsUntil = Self.insists(until: insistsUntil, late: late, at: now)
        if before != (insistsUntil != nil) { Self.schedule(idle: insistsUntil == nil) }
    }

    static func insists(until: UInt64?, late: UInt64, at now: UInt64) -> UInt64? {
        if late > patience { return now &+ insistence }
        return until.flatMap { $0 > now ? $0 : nil }
    }

    private static func schedule(idle: Bool) {
        var parameters = sched_param()
        // SAFETY: the parameters are read during the call only; 0 is the calling thread.
        _ = unsafe sched_setscheduler(0, idle ? idlePolicy : SCHED_OTHER, &parameters)
    }
}
