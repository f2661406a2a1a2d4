/// What a session knows of the lines of its feed, and what it waits for.
@usableFromInline
struct LineArbiter: ~Copyable {
    @usableFromInline var lines: [LineState]
    /// A request server answers on the line after the last.
    @usableFromInline let isFillable: Bool
    @usableFromInline var hold = HoldQueue()
    @usableFromInline var arrivals = ArrivalTable()
    /// What the kernel dropped or the capture lacks, on any line.
    @usableFromInline var reasons = LossReasons()
    /// How often the sender has begun anew.
    @usableFromInline var life = 0
    /// Where the latest life began.
    @usableFromInline var beginning: UInt64 = 0
    /// What came next in the life before.
    @usableFromInline var formerExpected: UInt64 = 0
    /// The latest life has another session identity, so that packets tell themselves which life they are of.
    @usableFromInline var isNamedAnew = false

    /// Packets behind a hole wait so long for a line that has not passed it, ns.
    @usableFromInline static let linePatience: UInt64 = 500_000_000
    /// And so long, once every line has passed it, for packets that were overtaken, where fewer
    /// than sixteen packets of each line came since: a line that takes several ways through a network, or whose packets
    /// are spread over the queues of an interface, delivers them some places or some hundred microseconds apart.
    @usableFromInline static let orderPatience: UInt64 = 10_000_000
    /// And so long for the request server, once every line has.
    @usableFromInline static let answerPatience: UInt64 = 100_000_000
    /// A line from which nothing came for so long is not waited for, ns.
    @usableFromInline static let silence: UInt64 = 3_000_000_000

    @usableFromInline
    init(_ options: FeedOptions) {
        let count = min(max(options.lines, 1), FeedOptions.mostLines)
        lines = count > 1 || options.isFillable ? [LineState](repeating: LineState(), count: count) : []
        isFillable = options.isFillable
    }

    /// There is something to wait for: another line, or a request server.
    @inlinable var isNeeded: Bool { !lines.isEmpty }

    /// Whether a packet is a request server's answer, or otherwise from no line of the feed.
    @inlinable
    func isAnswer(_ line: UInt8) -> Bool { Int(line) >= lines.count }

    /// Whether some line has shown that there are messages before `next`: nothing else was asked for.
    @usableFromInline
    func isShown(_ next: UInt64) -> Bool {
        lines.contains { $0.life == life && $0.tracker.expected >= next }
    }

    /// The sender has begun anew; each line shows in its own time that it has noticed.
    @usableFromInline
    mutating func startOver(at beginning: UInt64, formerExpected: UInt64, isNamedAnew: Bool) {
        guard isNeeded else { return }
        life += 1
        self.beginning = beginning
        self.formerExpected = formerExpected
        self.isNamedAnew = isNamedAnew
        arrivals.removeAll()
        reasons.removeAll()
    }

    /// The first packet of the new life came on a line.
    @usableFromInline
    mutating func begin(on line: UInt8, with sequence: UInt64, count: UInt64, received: UInt64) {
        guard isNeeded, !isAnswer(line) else { return }
        lines[Int(line)].startOver(life: life, at: beginning)
        _ = lines[Int(line)].tracker.arrive(sequence, count: count)
        lines[Int(line)].lastReceived = received
        arrivals.note(sequence, sequence &+ count, line: line, received: received)
    }

    /// Whether a packet with `sequence` on a line that has not noticed the restart yet belongs to the new life: it
    /// steps back on its line, or lies nearer to where the new life is than to where the old one was.
    @usableFromInline
    func isOfThisLife(_ sequence: UInt64, on line: UInt8, expected: UInt64) -> Bool {
        if isNamedAnew { return true }
        func distance(_ other: UInt64) -> UInt64 { sequence > other ? sequence - other : other - sequence }
        return sequence < lines[Int(line)].tracker.expected || distance(expected) < distance(formerExpected)
    }

    /// Whether each line has not only passed what is missing right before `sequence`, but so many packets ago that what
    /// it sent before was not merely overtaken.
    @usableFromInline
    func isSettled(_ sequence: UInt64, at now: UInt64) -> Bool {
        for line in lines {
            if line.life == life, line.settled >= sequence { continue }
            if line.lastReceived &+ Self.silence < now { continue }
            return false
        }
        return true
    }

    /// Whether no line can bring what is missing right before `sequence`: each has passed it, or is silent.
    @usableFromInline
    func isPassed(_ sequence: UInt64, at now: UInt64) -> Bool {
        for line in lines {
            if line.life == life, line.tracker.expected >= sequence { continue }
            if line.lastReceived &+ Self.silence < now { continue }
            return false
        }
        return true
    }
}
