internal import Capture
internal import OrderFlow
internal import Protocols
internal import Wire

/// Why a stretch of a capture ended.
enum CaptureStop {
    case batch
    /// The next packet has this capture time.
    case notDue(UInt64)
    case needsMore(Int)
    case damaged
}

/// The state of reading one capture.
struct CaptureReader<Sink: ReceiverSink & ~Copyable>: ~Copyable {
    private var parser: CaptureParser
    private var table: FeedTable<Sink>
    private var pacer: Pacer?
    /// The sink asks the pacer's gate.
    private var isWatched = false
    private var packets: UInt64 = 0
    private var bytes: UInt64 = 0
    private var skipped = SkippedFrames()
    private var fragments = FragmentTable()
    private var streams: StreamTable<Sink>
    /// What was last read was of this packet.
    private var latest = PacketContext(feed: 0, received: 0, intake: 0)
    private var consumed = 0
    /// A frame's own time counts, where it has one.
    private let readsTapTimes: Bool
    private var tapTimes: UInt64 = 0
    /// Datagrams in fragments may lie in others, as tunnels go; no deeper than this.
    private static var deepest: Int { 4 }

    /// A packet that was parsed but is not due yet.
    private var held: CaptureStep?

    /// - Parameter groups: Which destinations are lines of one feed.
    init(_ parser: CaptureParser, _ setting: ReceiverSetting, groups: LineGroups) {
        self.parser = parser
        table = FeedTable<Sink>(
            forced: setting.forced, options: setting.options, directory: setting.directory, groups: groups)
        streams = StreamTable<Sink>(
            forced: setting.forced, options: setting.options, directory: setting.directory)
        pacer = setting.replay.map { Pacer($0, stop: setting.stop) }
        readsTapTimes = setting.clock == .tap
        setting.report.set(clock: setting.clock)
    }

    /// Another capture of the same feeds begins.
    mutating func begin(_ parser: CaptureParser) {
        self.parser = parser
        consumed = 0
        held = nil
    }

    /// Bytes of the window gone through since the last call.
    mutating func takeConsumed() -> Int {
        defer { consumed = 0 }
        return consumed
    }

    /// Reads up to `limit` packets from the front of the window.
    mutating func read(
        _ front: RawSpan, atMost limit: Int, intake: UInt64, into sink: inout Sink
    ) throws(CaptureError) -> CaptureStop {
        var left = limit
        while left > 0 {
            let rest = front.bytes(from: consumed)
            var step: CaptureStep
            if let held {
                step = held
            } else {
                step = try parser.next(rest)
                if readsTapTimes { takeTapTime(rest, into: &step) }
            }
            switch step {
            case .needsMore(let count): return .needsMore(count)
            case .skip(let count):
                consumed += count
                left -= 1
            case .packet(let packet, let count):
                if pacer != nil {
                    guard pacer!.isDue(packet.timestamp) else {
                        held = step
                        return .notDue(packet.timestamp)
                    }
                    if pacer!.isWatching || isWatched { watch(&sink) }
                }
                held = nil
                take(rest, packet, pacer?.isOutOfPace == true ? 0 : intake, &sink)
                consumed += count
                left -= 1
            }
        }
        return .batch
    }

    /// Puts the time that a tap wrote into the frame in place of the capture's.
    @inline(never)
    private mutating func takeTapTime(_ rest: RawSpan, into step: inout CaptureStep) {
        guard case .packet(var packet, let count) = step,
            let time = TapTime.find(
                in: rest.bytes(at: packet.offset, count: packet.count), packet.linkType, isCut: packet.isCut,
                captured: packet.timestamp)
        else { return }
        tapTimes &+= 1
        packet.timestamp = time
        step = .packet(packet, consumed: count)
    }

    private mutating func take(
        _ rest: RawSpan, _ packet: CapturedPacket, _ intake: UInt64, _ sink: inout Sink
    ) {
        packets &+= 1
        bytes &+= UInt64(packet.count)
        let frame = rest.bytes(at: packet.offset, count: packet.count)
        let context = PacketContext(feed: 0, received: packet.timestamp, intake: intake)
        let dissection = FrameDissector.dissect(frame, packet.linkType, isCut: packet.isCut)
        guard case .datagram(let datagram) = dissection, !fragments.isUntold else {
            takeRare(dissection, of: frame, context, &sink)
            return
        }
        _ = table.decode(
            frame.bytes(at: datagram.offset, count: datagram.count), to: datagram.destination, named: nil,
            context, into: &sink)
    }

    /// What is no whole datagram, or may follow one that is not.
    ///
    /// - Parameters:
    ///   - bytes: Of which the dissection's ranges are.
    ///   - joined: The order of the datagram in fragments that they were, if they were.
    ///   - depth: How many such datagrams lay one in another.
    @inline(never)
    private mutating func takeRare(
        _ dissection: Dissection, of bytes: RawSpan, joined: UInt64? = nil, depth: Int = 0,
        _ context: PacketContext, _ sink: inout Sink
    ) {
        switch dissection {
        case .datagram(let datagram):
            if fragments.explainsGap(
                to: datagram.destination, before: joined ?? .max, at: context.received)
            {
                table.noteCaptureLoss(at: datagram.destination)
            }
            _ = table.decode(
                bytes.bytes(at: datagram.offset, count: datagram.count), to: datagram.destination, named: nil,
                context, into: &sink)
        case .cut(let datagram, let missing):
            let isRead = table.decode(
                cut: bytes.bytes(at: datagram.offset, count: datagram.count), missing: missing,
                to: datagram.destination, context, into: &sink)
            if !isRead { skipped.count(.cut) }
        case .headless(let destination):
            table.noteCaptureLoss(at: destination)
            skipped.count(.cut)
        case .fragment(let fragment):
            guard depth < Self.deepest else { return skipped.count(.malformed) }
            let part = bytes.bytes(at: fragment.offset, count: fragment.count)
            guard let whole = fragments.take(fragment, part, at: context.received) else { return }
            let inner = FrameDissector.dissect(
                payload: whole.bytes.rawBytes, whole.kind, source: whole.source,
                destination: whole.destination)
            takeRare(
                inner, of: whole.bytes.rawBytes, joined: whole.order, depth: depth + 1, context, &sink)
            fragments.recycle(whole)
        case .segment(let segment):
            latest = context
            streams.take(segment, of: bytes, context, into: &sink)
        case .skipped(let reason): skipped.count(reason)
        }
    }

    /// Before a packet that may have to be held back message by message, or the first that has not.
    @inline(never)
    private mutating func watch(_ sink: inout Sink) {
        guard let pacer else { return }
        if pacer.isWatching, !isWatched || pacer.gate.isBlind { pacer.gate.begin(at: places) }
        if isWatched != pacer.isWatching {
            isWatched = pacer.isWatching
            sink.watch(isWatched ? pacer.gate : nil)
        }
    }

    /// Sleeps until a packet of that time may go, or there is another reason to look.
    mutating func wait(for time: UInt64) {
        if pacer?.isAsked == true { pacer!.decide(places) }
        pacer?.wait(for: time)
    }

    /// At the end of the capture.
    mutating func finish(into sink: inout Sink) {
        if isWatched { sink.watch(nil) }
        pacer?.end(at: places)
        fragments.finish()
        skipped.count(.fragment, times: fragments.takeRefused())
        latest.intake = 0
        streams.finish(latest, into: &sink)
        table.finish(into: &sink)
    }

    /// Where each feed stands, by its number.
    private var places: [SequencePlace] {
        var places = table.places
        streams.put(places: &places)
        return places
    }

    func report(to report: SourceReport, position: Int) {
        pacer?.noteProgress()
        report.packets = packets
        report.bytes = bytes
        report.tapTimes = tapTimes
        report.position = UInt64(position)
    }

    func reportSkipped(to report: SourceReport) {
        report.set(skipped: reasons(unrecognised: table.unrecognised))
        if let words = table.beyondNote { report.note(words) }
        for note in streams.notes { report.note(note) }
    }

    private func reasons(unrecognised: UInt64) -> [String: UInt64] {
        var all = skipped
        all.count(.tcp, times: streams.unclaimed)
        return all.reasons(unrecognised: unrecognised)
    }

    /// Why a capture without a feed has none.
    func noFeed(_ label: String) -> IntakeError {
        if table.unrecognised > 0 {
            return .unrecognised(
                "\(label): none of its \(table.unrecognised) UDP datagrams tells a known format",
                table.firstUnrecognised)
        }
        let cut =
            skipped.isCut ? "; its snap length cut them: capture whole packets (tcpdump -s 0)" : ""
        let reasons = reasons(unrecognised: 0).map { "\($0) \($1)" }.sorted().joined(separator: ", ")
        return IntakeError(
            "\(label): no UDP datagram and no TCP stream of a known format in its \(packets) packets"
                + (reasons.isEmpty ? "" : " (skipped: \(reasons))")
                + (cut.isEmpty ? "; is it the right capture?" : cut), kind: .noData)
    }
}
