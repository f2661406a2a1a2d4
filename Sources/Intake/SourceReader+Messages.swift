internal import CLinux
internal import OrderFlow
internal import Protocols
internal import Wire

/// Streams of messages without packets: day files and order-update streams, at the replay's pace.
extension SourceReader where Sink: ~Copyable {
    /// Bytes looked at to find out what a stream carries.
    private static var headCount: Int { 16_384 }

    mutating func receiveMessages<Window: ByteWindow & ~Copyable>(
        _ window: inout Window, label: String
    ) throws(IntakeError) {
        let format = try streamFormat(&window, label: label)
        guard let format else { return }  // stopped
        var options = setting.options
        let name = label == "standard input" ? "-" : label.lastPathComponent
        if options.symbol == SymbolName() { options.symbol = SymbolName(name) }
        guard let decoder = ProtocolRegistry.streamDecoder(format, options, for: Sink.self) else {
            throw IntakeError("\(label): \(format.content.rawValue) does not come as a stream")
        }
        if format.content.countsFromMidnight, options.day == nil {
            setting.report.note(
                "\(label): its messages only count from midnight and the file's name tells no date; "
                    + "times are shown as of 1970-01-01 (--date sets the day)")
        }
        let feed = UInt16(setting.directory.append(FeedDescription(name: name, format: format)))
        var pacer = setting.replay.map { Pacer($0, stop: setting.stop) }
        while !setting.stop.isRaised, !sink.isAbandoned {
            let context = PacketContext(feed: feed, received: 0, intake: linux_realtime())
            let limits = StreamLimits(until: pacer?.horizon ?? .max)
            let progress: StreamProgress
            do throws(StreamError) {
                progress = try decoder.decode(window.front, context, limits, into: &sink)
            } catch {
                sink.publish(at: linux_realtime())
                window.advance(by: error.offset)
                setting.report.bytes = UInt64(window.position)
                setting.report.truncatedBytes = UInt64(window.front.byteCount)
                throw IntakeError("\(label): at byte \(window.position), \(error.explanation)")
            }
            window.advance(by: progress.consumed)
            if window.hasShrunk { throw .shrank(label, at: window.position) }
            sink.publish(at: linux_realtime())
            setting.report.bytes = UInt64(window.position)
            setting.report.position = UInt64(window.position)
            switch progress.stop {
            case .limit: break
            case .notDue(let time): pacer?.wait(for: time)
            case .needsMore(let count):
                if try window.fill(atLeast: count) { continue }
                if !setting.stop.isRaised {
                    setting.report.truncatedBytes = UInt64(window.front.byteCount)
                }
                return
            }
        }
    }

    /// What the stream carries; `nil` when asked to stop before enough had come.
    private func streamFormat<Window: ByteWindow & ~Copyable>(
        _ window: inout Window, label: String
    ) throws(IntakeError) -> FeedFormat? {
        if let forced = setting.forced {
            guard
                let format = ProtocolRegistry.formats.first(where: {
                    $0.content == forced && !$0.transport.isPacketed
                })
            else {
                throw IntakeError(
                    "\(label): is no capture, and \(forced.rawValue) does not come as a stream of messages")
            }
            return format
        }
        // A pipe may bring the first messages one by one: look again whenever more has come.
        var isWhole = false
        while !isWhole {
            let known = window.front.byteCount
            if let format = ProtocolRegistry.identify(streamHead: window.front, isWhole: false).first {
                return format
            }
            if known >= Self.headCount { break }
            isWhole = try !window.fill(atLeast: known + 1)
            if setting.stop.isRaised { return nil }
        }
        if let format = ProtocolRegistry.identify(streamHead: window.front, isWhole: isWhole).first {
            return format
        }
        var first: [UInt8] = []
        for offset in 0..<min(window.front.byteCount, 16) { first.append(window.front.byte(at: offset)) }
        throw .unrecognised("\(label): is neither a capture nor messages of a known format", first)
    }
}

extension String {
    /// What follows the last `/`.
    var lastPathComponent: String { split(separator: "/").last.map { String($0) } ?? self }
}
