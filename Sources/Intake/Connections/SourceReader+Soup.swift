internal import CLinux
internal import OrderFlow
internal import Protocols
internal import Wire

/// A SoupBinTCP session while it is read. It outlives the connections that bring it.
struct SoupFeed: ~Copyable {
    var client: SoupBinTCPClient
    var stream: SoupBinTCPStream<ITCH50Codec>
    /// `nil`: no login has been answered yet.
    var number: UInt16?
    /// A message has shown what the session carries.
    var isSettled = false
}

/// Why a connection to a SoupBinTCP server is over.
private enum SoupEnd {
    case stopped
    /// The server said so.
    case finished
    case rejected(SoupRejection)
    case lost(String)
    case broken(String)
}

/// SoupBinTCP sessions: log in, show signs of life, read, and log in again where the session broke off.
extension SourceReader where Sink: ~Copyable {
    mutating func receiveSoup(from address: SoupAddress) throws(IntakeError) {
        if let forced = setting.forced, forced != .itch50 {
            throw IntakeError(
                "\(address.name): \(forced.rawValue) does not come over SoupBinTCP; leave out --protocol",
                kind: .usage)
        }
        var options = setting.options
        if options.symbol == SymbolName() { options.symbol = SymbolName(address.name) }
        let client = SoupBinTCPClient(
            address.login, beatInterval: setting.pace.beatInterval, silenceLimit: setting.pace.silenceLimit)
        var feed = SoupFeed(
            client: client, stream: SoupBinTCPStream(ITCH50Codec(options), asked: address.sequence))
        var connector = Connector(.tcp(host: address.host, port: address.port), setting)
        while !sink.isAbandoned, let descriptor = try connector.next() {
            let (end, isGood) = try receiveSoup(descriptor, &feed, address)
            sink.publish(at: linux_realtime())
            switch end {
            case .stopped, .finished: return
            case .rejected(let rejection):
                guard feed.client.begin(after: rejection) else { throw .rejected(address, rejection) }
                connector.lose("the session is over there; asking for the active one", wasGood: true)
            case .lost(let reason): connector.lose(reason, wasGood: isGood)
            case .broken(let words):
                if let number = feed.number { tellMalformed(number) }
                connector.lose(words, wasGood: isGood)
            }
            if let session = feed.stream.session, feed.client.isLoggedIn {
                feed.client.resume(session, at: feed.stream.next)
            }
        }
    }

    /// Reads one connection to its end, in a window over its descriptor, which it closes.
    ///
    /// - Returns: Why it ended, and whether a new message came.
    private mutating func receiveSoup(
        _ descriptor: Int32, _ feed: inout SoupFeed, _ address: SoupAddress
    ) throws(IntakeError) -> (SoupEnd, isGood: Bool) {
        var window = try streamWindow(over: descriptor)
        let next = feed.stream.next
        var writer = SocketWriter(descriptor)
        writer.send(feed.client.connect(at: linux_monotonic()))
        let end = converse(&window, &writer, &feed, address)
        switch end {
        case .stopped: writer.send(SoupBinTCPClient.logout)
        case .finished: break
        case .lost, .broken, .rejected: setting.report.truncatedBytes += UInt64(window.front.byteCount)
        }
        return (end, feed.stream.next != next)
    }

    private mutating func converse<Window: ByteWindow & ~Copyable>(
        _ window: inout Window, _ writer: inout SocketWriter, _ feed: inout SoupFeed, _ address: SoupAddress
    ) -> SoupEnd {
        var arrival = linux_realtime()
        while !setting.stop.isRaised, !sink.isAbandoned {
            if let number = feed.number, feed.client.isLoggedIn {
                if let end = readSession(&window, &feed, number, arrival) { return end }
            } else {
                switch feed.client.greet(window.front) {
                case .needsMore: break
                case .skip(let count):
                    window.advance(by: count)
                    setting.report.bytes += UInt64(count)
                    continue
                case .accepted:
                    if feed.number == nil { feed.number = enter(address) }
                    continue
                case .rejected(let rejection): return .rejected(rejection)
                case .broken(let fault): return .broken("\(fault)")
                }
            }
            if let end = waitForMore(&window, &writer, &feed.client) { return end }
            arrival = linux_realtime()
        }
        return .stopped
    }

    /// Reads what is there; `nil` when more is needed.
    private mutating func readSession<Window: ByteWindow & ~Copyable>(
        _ window: inout Window, _ feed: inout SoupFeed, _ number: UInt16, _ arrival: UInt64
    ) -> SoupEnd? {
        let context = PacketContext(feed: number, received: arrival, intake: arrival)
        while !setting.stop.isRaised, !sink.isAbandoned {
            if !feed.isSettled, setting.forced != nil || Self.carriesITCH(window.front) {
                feed.isSettled = true
                setting.directory.replace(
                    Int(number),
                    with: FeedDescription(name: setting.directory[Int(number)].name, format: Self.format))
            }
            let progress: StreamProgress
            do throws(StreamError) {
                progress = try feed.stream.decode(window.front, context, StreamLimits(), into: &sink)
            } catch {
                window.advance(by: error.offset)
                setting.report.bytes += UInt64(error.offset)
                return .broken(error.explanation)
            }
            window.advance(by: progress.consumed)
            sink.publish(at: linux_realtime())
            setting.report.bytes += UInt64(progress.consumed)
            if feed.stream.isEnded { return .finished }
            if case .needsMore = progress.stop { return nil }
        }
        return .stopped
    }

    /// Waits for more bytes, and says what is due meanwhile; `nil` when more have come.
    private mutating func waitForMore<Window: ByteWindow & ~Copyable>(
        _ window: inout Window, _ writer: inout SocketWriter, _ client: inout SoupBinTCPClient
    ) -> SoupEnd? {
        while true {
            let patience: UInt64
            switch client.duty(at: linux_monotonic()) {
            case .giveUp: return .lost("the server was silent for too long")
            case .beat:
                writer.send(SoupBinTCPClient.heartbeat)
                client.send(at: linux_monotonic())
                continue
            case .wait(let nanoseconds): patience = nanoseconds
            }
            let milliseconds = Int32(clamping: (patience + 999_999) / 1_000_000)
            do throws(IntakeError) {
                switch try window.fill(atLeast: window.front.byteCount + 1, milliseconds: milliseconds) {
                case .filled:
                    client.hear(at: linux_monotonic())
                    return nil
                case .late: continue
                case .ended:
                    return setting.stop.isRaised ? .stopped : .lost("the server closed the connection")
                }
            } catch { return .lost(error.description) }
        }
    }

    private static var format: FeedFormat { FeedFormat(.soupBinTCP, .itch50) }

    /// The login says that a session is there, not what it carries: that shows with its first messages. They are read as
    /// ITCH 5.0, the one protocol of such sessions that is known, whether it is or not: what is none is told as malformed
    /// or skipped.
    private static func carriesITCH(_ front: RawSpan) -> Bool {
        ProtocolRegistry.identify(streamHead: front, isWhole: false).contains(format)
    }

    private func enter(_ address: SoupAddress) -> UInt16 {
        var description = FeedDescription(name: address.name, format: Self.format)
        description.content = ""
        return UInt16(setting.directory.append(description))
    }
}

extension IntakeError {
    fileprivate static func rejected(_ address: SoupAddress, _ rejection: SoupRejection) -> IntakeError {
        let remedy =
            switch rejection {
            case .notAuthorised: "check the user, and the password in the URL or in FEEDTOP_SOUP_PASSWORD"
            case .noSession: "leave out session= to join the one that is active"
            case .other: "ask whoever runs the server"
            }
        return IntakeError("\(address.name): login rejected: \(rejection); \(remedy)")
    }
}
