internal import CLinux
internal import Capture
internal import OrderFlow
internal import Protocols
internal import Wire

/// Streams that may break off and come again: what is known of their feeds is kept.
extension SourceReader where Sink: ~Copyable {
    /// Reads one connection, or one file that grows, until it ends. What is left over of a message then is counted.
    ///
    /// - Returns: Why it ended, and whether anything came.
    /// - Throws: When nothing that may still come could be read.
    mutating func readLive<Window: ByteWindow & ~Copyable>(
        _ window: inout Window, _ feeds: inout LiveFeeds<Sink>
    ) throws(IntakeError) -> (WindowEnd, hasCome: Bool) {
        let end = try readFeeds(&window, &feeds)
        let left = window.front.byteCount
        if case .stopped = end {} else { setting.report.truncatedBytes += UInt64(left) }
        feeds.messages?.decoder.interrupt()
        if feeds.messages == nil, feeds.capture == nil, feeds.firstBytes.isEmpty {
            for offset in 0..<min(left, 16) { feeds.firstBytes.append(window.front.byte(at: offset)) }
        }
        return (end, window.position + left > 0)
    }

    /// At the end of all connections.
    mutating func finish(_ feeds: inout LiveFeeds<Sink>) throws(IntakeError) {
        if feeds.capture != nil {
            feeds.capture!.finish(into: &sink)
            feeds.capture!.reportSkipped(to: setting.report)
            if !setting.stop.isRaised, setting.directory.knownCount == 0 {
                throw feeds.capture!.noFeed(feeds.label)
            }
        } else if feeds.messages == nil, !feeds.firstBytes.isEmpty, !setting.stop.isRaised {
            throw .unrecognised(
                "\(feeds.label): broke off before its format could be told", feeds.firstBytes)
        }
    }

    private mutating func readFeeds<Window: ByteWindow & ~Copyable>(
        _ window: inout Window, _ feeds: inout LiveFeeds<Sink>
    ) throws(IntakeError) -> WindowEnd {
        if feeds.messages == nil {
            do throws(IntakeError) {
                guard try fillHead(&window) else { return setting.stop.isRaised ? .stopped : .ended }
            } catch { return .failed(error) }
            if CaptureParser.recognises(window.front) {
                do throws(CaptureError) {
                    let parser = try CaptureParser(head: window.front)
                    if feeds.capture == nil {
                        feeds.capture = CaptureReader<Sink>(
                            parser, setting, groups: setting.captureLines.groups)
                    }
                    feeds.capture!.begin(parser)
                } catch { return .malformed("\(error)") }
                return readCapture(&window, &feeds.capture!)
            }
            guard feeds.capture == nil else { return .malformed("it was a capture before, and is none now") }
            let format: FeedFormat?
            do throws(IntakeError) {
                format = try streamFormat(&window, label: feeds.label, isLive: true)
            } catch {
                // More may come on another connection, unless there was enough to tell.
                if setting.forced == nil, window.front.byteCount < Self.headCount { return .failed(error) }
                throw error
            }
            guard let format else { return setting.stop.isRaised ? .stopped : .ended }
            var feed = try enter(format, name: feeds.name, label: feeds.label)
            feed.isStamped = feeds.isStamped
            feeds.messages = feed
        }
        return readMessages(&window, &feeds.messages!)
    }

    /// Waits for as many bytes as tell a capture from messages; `false` at the end.
    private mutating func fillHead<Window: ByteWindow & ~Copyable>(
        _ window: inout Window
    ) throws(IntakeError) -> Bool {
        guard try window.fill(atLeast: 4) else { return false }
        let first: UInt32 = window.front.bigEndian(at: 0)
        // Only the section header of pcapng may begin like something else.
        if first == 0x0A0D_0D0A, try !window.fill(atLeast: 12) { return false }
        guard CaptureParser.recognises(window.front) else { return true }
        return try window.fill(atLeast: 24)
    }
}
