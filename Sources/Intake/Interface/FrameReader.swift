internal import CLinux
internal import Capture
internal import OrderFlow
internal import Protocols
internal import Wire

/// The state of reading the frames of one interface.
struct FrameReader<Sink: ReceiverSink & ~Copyable>: ~Copyable {
    private var table: FeedTable<Sink>
    private let report: SourceReport
    private let address: InterfaceAddress
    /// A frame's own time counts, where it has one.
    private let readsTapTimes: Bool
    private var tapTimes: UInt64 = 0
    private var packets: UInt64 = 0
    private var bytes: UInt64 = 0
    private var skipped = SkippedFrames()
    private var fragments = FragmentTable()
    /// Frames that the kernel dropped, of which the market has not heard yet.
    private var untoldDrops: UInt64 = 0
    /// When drops were last found, ns since the epoch; 0: frames that came after it have been seen.
    private var dropsFound: UInt64 = 0

    init(_ setting: ReceiverSetting, _ address: InterfaceAddress) {
        table = FeedTable<Sink>(
            forced: setting.forced, options: setting.options, directory: setting.directory,
            groups: setting.captureLines.groups)
        report = setting.report
        self.address = address
        readsTapTimes = setting.clock == .tap
        report.set(clock: setting.clock)
    }

    /// Reads all frames of a block, in place, and publishes what they told.
    mutating func read(_ block: borrowing PacketBlock, into sink: inout Sink) {
        if block.isLosing {
            note(drops: block.takeDrops())
            report.systemCalls &+= 1
        }
        var offset = block.firstOffset
        for index in 0..<block.frameCount {
            guard let frame = block.frame(at: offset) else { break }
            if index == 0 { markDrops(block.isLosing, before: frame.received) }
            take(block.bytes(of: frame), frame, into: &sink)
            offset = frame.nextOffset
        }
        sink.publish(at: linux_realtime())
        report.packets = packets
        report.bytes = bytes
    }

    /// Frames that were dropped, and are told of though nothing comes.
    mutating func notice(drops: UInt64, into sink: inout Sink) {
        guard drops > 0 else { return }
        note(drops: drops)
        if table.hasFeeds {
            tellDrops(to: &sink)
            sink.publish(at: linux_realtime())
        }
    }

    /// At the end of the source.
    mutating func finish(into sink: inout Sink) {
        if untoldDrops > 0 { tellDrops(to: &sink) }
        fragments.finish()
        skipped.count(.fragment, times: fragments.takeRefused())
        table.finish(into: &sink)
        report.packets = packets
        report.bytes = bytes
        report.set(skipped: skipped.reasons(unrecognised: table.unrecognised))
        if let words = table.beyondNote { report.note(words) }
    }

    private mutating func note(drops: UInt64) {
        guard drops > 0 else { return }
        untoldDrops &+= drops
        dropsFound = linux_realtime()
    }

    /// A full ring drops between two blocks, so only what comes first in a block can follow a drop; and those found now
    /// may lie as late as before the first block that was begun after now.
    private mutating func markDrops(_ isLosing: Bool, before first: UInt64) {
        guard isLosing || dropsFound > 0 else { return }
        table.noteKernelDrop()
        if first > dropsFound { dropsFound = 0 }
    }

    private mutating func tellDrops(to sink: inout Sink) {
        sink.accept(.kernelDrop(untoldDrops, line: 0))
        untoldDrops = 0
    }

    private mutating func take(_ bytes: RawSpan, _ frame: PacketFrame, into sink: inout Sink) {
        let dissection = FrameDissector.dissect(bytes, .ethernet, isCut: frame.isCut)
        let received = readsTapTimes ? tapTime(of: bytes, frame) : frame.received
        guard case .datagram(let datagram) = dissection, !fragments.isUntold else {
            takeRare(dissection, of: bytes, frame, at: received, into: &sink)
            return
        }
        take(datagram, of: bytes, frame, at: received, into: &sink)
    }

    /// What is no whole datagram, or may follow one that is not.
    ///
    /// - Parameters:
    ///   - bytes: Of which the dissection's ranges are.
    ///   - joined: The order of the datagram in fragments that they were, if they were.
    ///   - received: When the kernel saw the frame, or a tap did.
    @inline(never)
    private mutating func takeRare(
        _ dissection: Dissection, of bytes: RawSpan, joined: UInt64? = nil, _ frame: PacketFrame,
        at received: UInt64, into sink: inout Sink
    ) {
        switch dissection {
        case .datagram(let datagram):
            // Of fragments the filter lets all ports pass.
            guard joined == nil || address.port == nil || address.port == datagram.destination.port else {
                return
            }
            if fragments.explainsGap(to: datagram.destination, before: joined ?? .max, at: received) {
                table.noteCaptureLoss(at: datagram.destination)
            }
            take(datagram, of: bytes, frame, at: received, into: &sink)
        case .fragment(let fragment) where joined == nil:
            let part = bytes.bytes(at: fragment.offset, count: fragment.count)
            guard let whole = fragments.take(fragment, part, at: received) else { return }
            let inner = FrameDissector.dissect(
                payload: whole.bytes.rawBytes, whole.kind, source: whole.source,
                destination: whole.destination)
            takeRare(inner, of: whole.bytes.rawBytes, joined: whole.order, frame, at: received, into: &sink)
            fragments.recycle(whole)
        default:
            packets &+= 1
            if let reason = dissection.reason { skipped.count(reason) }
        }
    }

    /// A datagram, or several in one frame.
    private mutating func take(
        _ datagram: Datagram, of bytes: RawSpan, _ frame: PacketFrame, at received: UInt64,
        into sink: inout Sink
    ) {
        let payload = bytes.bytes(at: datagram.offset, count: datagram.count)
        let step = frame.segmentBytes > 0 ? frame.segmentBytes : max(datagram.count, 1)
        var offset = 0
        repeat {
            let count = min(step, payload.byteCount - offset)
            decode(
                payload.bytes(at: offset, count: count), datagram, received, intake: frame.received,
                into: &sink)
            offset += count
        } while offset < payload.byteCount
    }

    /// When a tap saw the frame, or else the kernel.
    @inline(never)
    private mutating func tapTime(of bytes: RawSpan, _ frame: PacketFrame) -> UInt64 {
        guard
            let time = TapTime.find(in: bytes, .ethernet, isCut: frame.isCut, captured: frame.received)
        else { return frame.received }
        tapTimes &+= 1
        report.tapTimes = tapTimes
        return time
    }

    private mutating func decode(
        _ payload: RawSpan, _ datagram: Datagram, _ received: UInt64, intake: UInt64, into sink: inout Sink
    ) {
        packets &+= 1
        bytes &+= UInt64(payload.byteCount)
        sink.beginPacket(byteCount: payload.byteCount)
        let isKnown = table.decode(
            payload, to: datagram.destination, named: nil,
            PacketContext(feed: 0, received: received, intake: intake), into: &sink)
        if isKnown {
            if untoldDrops > 0 { tellDrops(to: &sink) }
        } else if address.port != nil, table.unlike == 1 {
            report.note(
                IntakeError.unrecognised(
                    "\(address.label): what comes to \(datagram.destination) is of no known format",
                    table.firstUnrecognised
                ).description)
        }
    }
}
