internal import Wire

/// Packets that do not fit the sequence, kept until it is known what they are: an implausibly great step ahead, or another
/// session, channel or unit. One of them may be a stray (sent to the wrong group, or damaged); what goes on for some packets is
/// a gap, a new session, or another stream on the same group.
///
/// Bounded in packets, bytes and runs; its memory is taken when the first packet is kept.
@usableFromInline
struct Outliers: ~Copyable {
    /// A step ahead of more messages than this is not believed at once.
    ///
    /// At a million messages a second that is an outage of 16 ms; most losses are shorter and are told the moment they
    /// show. Greater ones happen, of any size, and are told as well: when ``proof`` packets have gone on from there.
    /// Of damaged numbers only one in 2^50 lies as near as this, and of numbers of another stream few do.
    @usableFromInline static let implausible: UInt64 = 16_384
    /// So many packets that go on with each other are no accident: a copy of a stray, or its copy on another line, does
    /// not go on with it.
    @usableFromInline static let proof = 3
    /// A session has been followed by another when nothing came of it for so long, ns: senders show signs of life once a
    /// second. Two that run beside each other may each be silent for less.
    @usableFromInline static let silence: UInt64 = 1_500_000_000
    /// When nothing more came of a run for so long, no more is waited for, ns: three signs of life.
    @usableFromInline static let patience: UInt64 = 3_000_000_000
    private static let mostPackets = 4096
    /// Runs told apart; the one from which nothing came for longest gives way.
    @usableFromInline static let mostRuns = 8

    /// Packets that belong together.
    @usableFromInline
    struct Run: BitwiseCopyable {
        @usableFromInline var session: SessionIdentity
        /// The sequence of its first packet, and what comes next.
        @usableFromInline var first: UInt64
        @usableFromInline var next: UInt64
        /// Packets that went on with it, the first among them.
        @usableFromInline var steps = 1
        /// Of those, since the sequence itself last went on.
        @usableFromInline var streak = 1
        /// How often the sequence itself went on, on a line of this run, since it began, and since its latest packet.
        @usableFromInline var returns = 0
        @usableFromInline var returnsSince = 0
        /// Lines that it was seen on, a bit each.
        @usableFromInline var lines: UInt64
        /// Packets count up: its first and its latest.
        @usableFromInline var born: Int
        @usableFromInline var latest: Int
        /// When its latest packet came, ns since the epoch.
        @usableFromInline var heard: UInt64
        /// It is a stream of its own, which another decoder is to take.
        @usableFromInline var isDisowned = false
    }

    @usableFromInline
    struct Packet: BitwiseCopyable {
        @usableFromInline var header: PacketHeader
        @usableFromInline var context: PacketContext
        /// It is the front of its datagram, or all of it.
        @usableFromInline var isFirst: Bool
        @usableFromInline var start: Int
        @usableFromInline var byteCount: Int
        /// What its run's `born` is.
        @usableFromInline var run: Int
    }

    @usableFromInline private(set) var runs: [Run] = []
    private var packets: [Packet] = []
    @usableFromInline private(set) var memory: HoldMemory?
    private var end = 0
    private var order = 0

    @usableFromInline init() {}

    @inlinable var isEmpty: Bool { runs.isEmpty }
    @usableFromInline var hasDisowned: Bool { runs.contains { $0.isDisowned } }

    @usableFromInline
    func hasRun(of session: SessionIdentity) -> Bool { runs.contains { $0.session == session } }

    @usableFromInline
    func hasRoom(for byteCount: Int) -> Bool {
        packets.count < Self.mostPackets && byteCount <= HoldMemory.byteCount - end
    }

    /// The run that must give way before a packet can begin another; `nil`: it has one, or there is room.
    @usableFromInline
    func crowded(by header: PacketHeader, isSame: Bool) -> Int? {
        guard runs.count >= Self.mostRuns, index(of: header, isSame: isSame) == nil else { return nil }
        return runs.indices.min { runs[$0].latest < runs[$1].latest }
    }

    /// The run that a packet belongs to.
    ///
    /// - Parameter isSame: Of the session that is being followed, so that only its numbers tell.
    private func index(of header: PacketHeader, isSame: Bool) -> Int? {
        runs.firstIndex { run in
            guard run.session == header.session else { return false }
            guard isSame else { return true }
            let distance =
                header.sequence > run.next ? header.sequence - run.next : run.next - header.sequence
            return distance <= Self.implausible
        }
    }

    /// Keeps a copy of a packet; there is room for it.
    @usableFromInline
    mutating func insert(
        _ header: PacketHeader, _ datagram: RawSpan, _ context: PacketContext, isFirst: Bool, isSame: Bool,
        at now: UInt64
    ) {
        let memory = memory ?? HoldMemory()
        self.memory = memory
        memory.store(datagram, at: end)
        order += 1
        let next = header.sequence &+ UInt64(header.count)
        let line: UInt64 = 1 << UInt64(context.line & 63)
        var place = runs.count
        if let known = index(of: header, isSame: isSame) {
            place = known
            // A copy goes on with nothing; a sign of life does.
            if header.count == 0 && header.sequence >= runs[place].next || next > runs[place].next {
                runs[place].steps += 1
                runs[place].streak += 1
                runs[place].next = next
            }
            runs[place].lines |= line
            runs[place].returnsSince = 0
        } else {
            runs.append(
                Run(
                    session: header.session, first: header.sequence, next: next, lines: line,
                    born: order, latest: order, heard: now))
        }
        runs[place].latest = order
        runs[place].heard = max(runs[place].heard, now)
        packets.append(
            Packet(
                header: header, context: context, isFirst: isFirst, start: end,
                byteCount: datagram.byteCount, run: runs[place].born))
        end += datagram.byteCount
    }

    /// The sequence itself has gone on.
    @usableFromInline
    mutating func noteReturn(on line: UInt8) {
        order += 1
        let bit: UInt64 = 1 << UInt64(line & 63)
        for index in runs.indices where runs[index].lines & bit != 0 {
            runs[index].returns += 1
            runs[index].returnsSince += 1
            runs[index].streak = 0
        }
    }

    /// A run has become the sequence: the others are held against it from now on.
    @usableFromInline
    mutating func judgeAnew(after accepted: Run) {
        for index in runs.indices where !runs[index].isDisowned {
            let isBeside = accepted.latest > runs[index].born
            runs[index].returns = isBeside ? 2 : 0
            runs[index].returnsSince = isBeside ? runs[index].returnsSince : 0
            if accepted.latest < runs[index].born { runs[index].streak = runs[index].steps }
        }
    }

    @usableFromInline
    mutating func disown(_ index: Int) { runs[index].isDisowned = true }

    /// Takes out a run with its packets, whose bytes stay readable until ``tidy()``.
    @usableFromInline
    mutating func remove(_ index: Int) -> [Packet] {
        let run = runs.remove(at: index)
        let taken = packets.filter { $0.run == run.born }
        packets.removeAll { $0.run == run.born }
        return taken
    }

    /// Gives back room when nothing is kept any more.
    @usableFromInline
    mutating func tidy() { if packets.isEmpty { end = 0 } }
}

/// A datagram that another decoder is to take.
public struct DisownedDatagram: Sendable {
    public let bytes: [UInt8]
    public let context: PacketContext

    @usableFromInline
    init(_ bytes: RawSpan, _ context: PacketContext) {
        var copy: [UInt8] = []
        copy.reserveCapacity(bytes.byteCount)
        for offset in 0..<bytes.byteCount { copy.append(bytes.byte(at: offset)) }
        self.bytes = copy
        self.context = context
    }
}
