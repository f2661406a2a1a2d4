internal import CLinux
internal import OrderFlow
internal import Protocols

/// Byte streams over sockets: connect, read, and connect again.
extension SourceReader where Sink: ~Copyable {
    mutating func receiveStream(from address: StreamAddress) throws(IntakeError) {
        var feeds = LiveFeeds<Sink>(name: address.name, label: address.name, isStamped: true)
        var connector = Connector(address, setting)
        connecting: while !sink.isAbandoned, let descriptor = try connector.next() {
            let (end, hasCome) = try readConnection(descriptor, &feeds)
            sink.publish(at: linux_realtime())
            switch end {
            case .stopped: break connecting
            case .ended: connector.lose("the sender closed the connection", wasGood: hasCome)
            case .failed(let error): connector.lose(error.description, wasGood: hasCome)
            case .malformed(let words):
                // Whoever waits for the end would wait for ever if it came again and again.
                guard setting.patience == nil else { throw IntakeError("\(address.name): \(words)") }
                if let feed = feeds.messages { tellMalformed(feed.number) }
                connector.lose(words, wasGood: false)
            }
        }
        try finish(&feeds)
    }

    /// Reads one connection to its end, in a window over its descriptor, which it closes.
    private mutating func readConnection(
        _ descriptor: Int32, _ feeds: inout LiveFeeds<Sink>
    ) throws(IntakeError) -> (WindowEnd, hasCome: Bool) {
        var window = try streamWindow(over: descriptor)
        return try readLive(&window, &feeds)
    }

    /// The window over a connection, which closes it: the receive technique that was asked for.
    func streamWindow(over descriptor: Int32) throws(IntakeError) -> StreamWindow {
        try StreamWindow(
            descriptor: descriptor, technique: setting.technique, stop: setting.stop, report: setting.report)
    }

    /// What cannot be read is counted, like a datagram that cannot.
    mutating func tellMalformed(_ feed: UInt16) {
        let now = linux_realtime()
        sink.accept(
            .packet(
                feed: feed, sequence: 0, messages: 0, bytes: 0, received: now, intake: now, isPacket: false))
        sink.accept(OrderEvent(.malformedPacket, timestamp: now))
        sink.publish(at: now)
    }
}
