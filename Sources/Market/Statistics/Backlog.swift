/// How far the books are behind what is published to the ring, at most, since the start.
struct Backlog {
    /// Events that waited.
    private(set) var most = 0
    /// ns since the intake of the packet last applied, while others waited.
    private(set) var oldest: UInt64 = 0
    /// The same since it was last taken.
    private var recent: UInt64 = 0

    /// How old the newest applied event is, in ns: 0 when nothing waits or its time is not known.
    static func age(waiting: Int, intake: UInt64, now: UInt64) -> UInt64 {
        waiting > 0 && intake != 0 && now > intake ? now - intake : 0
    }

    mutating func note(waiting: Int, age: UInt64) {
        most = max(most, waiting)
        oldest = max(oldest, age)
        recent = max(recent, age)
    }

    /// The greatest age since the last call, ns.
    mutating func takeRecent() -> UInt64 {
        defer { recent = 0 }
        return recent
    }
}
