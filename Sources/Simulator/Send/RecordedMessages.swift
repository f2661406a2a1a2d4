internal import Wire

/// The messages of a recording for a packer, at their moments by a pace: ns since the start of sending, 1 s added, so
/// that none is 0.
public struct RecordedMessages: MessageSource {
    private let recording: Recording
    /// What is sent, one run after another; a run begins with sequence 1.
    private let runs: [Range<Int>]
    private var run = 0
    private var cursor: MessageCursor
    private var clock: PaceClock
    private var sent = 0
    public private(set) var messages: UInt64 = 0
    public private(set) var timestamp: UInt64 = origin

    /// The moment at which sending starts.
    static let origin: UInt64 = 1_000_000_000

    init(_ recording: Recording, runs: [Range<Int>], pace: Pace) {
        self.recording = recording
        self.runs = runs
        cursor = MessageCursor(recording, runs.first ?? 0..<0)
        clock = PaceClock(pace)
    }

    public mutating func next(into buffer: inout MessageBuffer) -> Int {
        guard let message = cursor.next() else { return 0 }
        timestamp = Self.origin &+ clock.moment(sent, at: message.time)
        sent &+= 1
        messages &+= 1
        let mapping = recording.mapping
        buffer.append(mapping.bytes(at: message.offset, count: message.count))
        return message.count
    }

    /// The moments stay as they are; the sender keeps its own account of delays.
    public mutating func skip(to timestamp: UInt64) {}

    /// Goes on with the next run.
    public mutating func restart() {
        run += 1
        messages = 0
        cursor = MessageCursor(recording, run < runs.count ? runs[run] : 0..<0)
    }
}

extension Recording {
    /// The file's sessions as runs; with a restart, the beginning of the file before them.
    ///
    /// - Parameter restart: The sender fails after so many messages, and begins anew with the first.
    func runs(restart: UInt64?) -> [Range<Int>] {
        let whole = sessions.map { $0.first..<($0.first + $0.count) }
        guard let restart, let first = whole.first, restart < UInt64(first.count) else { return whole }
        return [first.lowerBound..<(first.lowerBound + Int(restart))] + whole
    }

    /// The messages in datagrams: MoldUDP64 for ITCH, nothing around order updates.
    public func packed(
        at pace: Pace, faults: FaultPlan, options: PackingOptions = PackingOptions()
    ) -> DatagramPacker<RecordedMessages> {
        var plan = faults
        let runs = runs(restart: faults.restarts.first?.afterMessages)
        plan.restarts = runs.dropLast().map { SenderRestart(afterMessages: UInt64($0.count)) }
        var options = plan.packing(options)
        options.sendDelay = 0
        options.maximumBytes = max(options.maximumBytes, longest + 22)
        return DatagramPacker(
            RecordedMessages(self, runs: runs, pace: pace),
            framing: hasLengthPrefix ? .moldUDP64 : .bare, options: options)
    }
}
