internal import CLinux
internal import OrderFlow
internal import Protocols
internal import Wire

/// Streams of messages without packets: day files and order-update streams, at the replay's pace.
extension SourceReader where Sink: ~Copyable {
    /// Bytes looked at to find out what a stream carries.
    static var headCount: Int { 16_384 }
    /// Bytes that tell one framing from another: the answer to a SoupBinTCP login.
    private static var framingCount: Int { 33 }

    mutating func receiveMessages<Window: ByteWindow & ~Copyable>(
        _ window: inout Window, label: String
    ) throws(IntakeError) {
        let format = try streamFormat(&window, label: label, isLive: false)
        guard let format else { return }  // stopped
        let name = label == "standard input" ? "-" : label.lastPathComponent
        var feed = try enter(format, name: name, label: label)
        feed.pacer = setting.replay.map { Pacer($0, stop: setting.stop) }
        let end = readMessages(&window, &feed)
        sink.watch(nil)
        feed.pacer?.end(at: [feed.decoder.place])
        if window.hasShrunk { throw .shrank(label, at: window.position) }
        switch end {
        case .stopped: break
        case .ended: setting.report.truncatedBytes = UInt64(window.front.byteCount)
        case .failed(let error): throw IntakeError("\(label): \(error)")
        case .malformed(let words):
            setting.report.truncatedBytes = UInt64(window.front.byteCount)
            throw IntakeError("\(label): \(words)")
        }
    }

    /// Enters the feed that a stream of messages is.
    mutating func enter(
        _ format: FeedFormat, name: String, label: String
    ) throws(IntakeError) -> MessageFeed {
        var options = setting.options
        if options.symbol == SymbolName() { options.symbol = SymbolName(name) }
        guard let decoder = ProtocolRegistry.streamDecoder(format, options) else {
            throw IntakeError("\(label): \(format.content.rawValue) does not come as a stream")
        }
        if setting.dayIsUnknown, format.content.countsFromMidnight {
            setting.report.note(
                "\(label): its messages only count from midnight and the file's name tells no date; "
                    + "times are shown as of 1970-01-01 (--date sets the day)")
        }
        let number = setting.directory.append(FeedDescription(name: name, format: format))
        return MessageFeed(decoder: decoder, number: UInt16(number))
    }

    /// Reads messages until the window ends.
    mutating func readMessages<Window: ByteWindow & ~Copyable>(
        _ window: inout Window, _ feed: inout MessageFeed
    ) -> WindowEnd {
        var arrival = feed.isStamped ? linux_realtime() : 0
        while !setting.stop.isRaised, !sink.isAbandoned {
            guard let limits = limits(&feed) else { continue }
            var context = PacketContext(
                feed: feed.number, received: arrival, intake: feed.isStamped ? arrival : linux_realtime())
            if feed.pacer?.isOutOfPace == true { context.intake = 0 }
            let progress: StreamProgress
            do throws(StreamError) {
                progress = try feed.decoder.decode(window.front, context, limits, into: &sink)
            } catch {
                sink.publish(at: linux_realtime())
                window.advance(by: error.offset)
                setting.report.bytes += UInt64(error.offset)
                return .malformed("at byte \(window.position), \(error.explanation)")
            }
            window.advance(by: progress.consumed)
            if window.hasShrunk { return .stopped }
            sink.publish(at: linux_realtime())
            setting.report.bytes += UInt64(progress.consumed)
            setting.report.position = UInt64(window.position)
            if feed.pacer != nil {
                if progress.consumed > 0 { feed.pacer!.pass(until: limits.until) }
                feed.pacer!.noteProgress(next: feed.decoder.place.next)
            }
            switch progress.stop {
            case .limit: break
            case .reached: feed.pacer?.reached()
            case .notDue(let time): feed.pacer?.heed(notDue: time)
            case .needsMore(let count):
                do throws(IntakeError) {
                    guard try window.fill(atLeast: count) else {
                        return setting.stop.isRaised ? .stopped : .ended
                    }
                } catch { return .failed(error) }
                if feed.isStamped { arrival = linux_realtime() }
            }
        }
        return .stopped
    }

    /// How far the replay may go now; `nil` when it had to wait: look again.
    private mutating func limits(_ feed: inout MessageFeed) -> StreamLimits? {
        guard feed.pacer != nil else { return StreamLimits() }
        switch feed.pacer!.turn() {
        case .go(let limits):
            if feed.isWatched != feed.pacer!.isWatching {
                feed.isWatched.toggle()
                sink.watch(feed.isWatched ? feed.pacer!.gate : nil)
            }
            return limits
        case .hold: feed.pacer!.sleep()
        case .decide: feed.pacer!.decide([feed.decoder.place])
        }
        return nil
    }

    /// What the stream carries; `nil` when asked to stop before enough had come.
    ///
    /// - Parameter isLive: A stream that ends before it was recognised may come again: `nil` as well.
    func streamFormat<Window: ByteWindow & ~Copyable>(
        _ window: inout Window, label: String, isLive: Bool
    ) throws(IntakeError) -> FeedFormat? {
        if let forced = setting.forced {
            let formats = ProtocolRegistry.formats.filter {
                $0.content == forced && !$0.transport.isPacketed
            }
            guard let usual = formats.first else {
                throw IntakeError(
                    "\(label): is no capture, and \(forced.rawValue) does not come as a stream of messages")
            }
            // The protocol is given; of several framings it may have, structure tells which.
            if formats.count > 1 { _ = try? window.fill(atLeast: Self.framingCount) }
            return ProtocolRegistry.identify(streamHead: window.front, isWhole: false).first {
                formats.contains($0)
            } ?? usual
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
        if isLive, isWhole { return nil }
        var first: [UInt8] = []
        for offset in 0..<min(window.front.byteCount, 16) { first.append(window.front.byte(at: offset)) }
        throw .unrecognised("\(label): is neither a capture nor messages of a known format", first)
    }
}

extension String {
    /// What follows the last `/`.
    var lastPathComponent: String { split(separator: "/").last.map { String($0) } ?? self }
}
