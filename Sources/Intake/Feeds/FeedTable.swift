internal import Capture
internal import OrderFlow
internal import Protocols
internal import Wire

/// The feeds of a source by destination: finds out what each carries, and hands its datagrams to its decoder.
struct FeedTable<Sink: ReceiverSink & ~Copyable>: ~Copyable {
    private let forced: FeedProtocol?
    private let options: FeedOptions
    private let directory: FeedDirectory
    /// Where the lines of the one feed go to; none or one: there are no lines to tell apart.
    private let lines: [String]
    private var destinations: [Destination] = []
    private var positions: [Endpoint: Int] = [:]
    /// The destination of the last datagram: most often that of the next one too.
    private var current = -1
    /// How often the kernel is known to have dropped something, wherever it was to go.
    private var kernelDrops: UInt64 = 0
    /// Datagrams to destinations whose format was never found out.
    private(set) var unrecognised: UInt64 = 0
    /// The first bytes of the first of them.
    private(set) var firstUnrecognised: [UInt8] = []

    /// After so many datagrams of unknown structure a destination is looked at no more.
    private static var attempts: Int { 256 }

    /// So many feeds of one format at one destination: channels, units, sessions that go on at the same time.
    private static var mostStreams: Int { 16 }

    /// Beyond this many destinations, datagrams to others are not looked at: memory stays bounded.
    private static var mostDestinations: Int { 128 }

    private struct Destination {
        let endpoint: Endpoint
        var feeds: [Feed] = []
        var attempts = 0
        /// As many of the kernel's drops as were known when its last datagram came.
        var kernelDrops: UInt64 = 0
        /// The capture lacks something that went there since.
        var isLackingInCapture = false
    }

    private struct Feed {
        let number: UInt16
        let format: FeedFormat
        let decoder: DatagramDecoder<Sink>
    }

    init(forced: FeedProtocol?, options: FeedOptions, directory: FeedDirectory, lines: [String] = []) {
        self.lines = lines
        self.forced = forced
        self.options = options
        self.directory = directory
    }

    var hasFeeds: Bool { directory.count > 0 }

    /// The kernel dropped something before the next datagram: at each destination, a gap in front of what comes next
    /// is the kernel's.
    mutating func noteKernelDrop() { kernelDrops &+= 1 }

    /// The capture lacks something that went to that destination (port 0: to some port of it): the gap in front of what
    /// comes next there is the capture's.
    mutating func noteCaptureLoss(at endpoint: Endpoint) {
        for index in destinations.indices where endpoint.covers(destinations[index].endpoint) {
            destinations[index].isLackingInCapture = true
        }
    }

    /// Decodes what is there of a datagram that the capture cut.
    ///
    /// - Parameter missing: Bytes of payload that the capture lacks.
    /// - Returns: `false` when nothing of it could be read.
    @inline(never)
    mutating func decode(
        cut payload: RawSpan, missing: Int, to endpoint: Endpoint, _ context: PacketContext,
        into sink: inout Sink
    ) -> Bool {
        defer { current = -1 }
        guard let known = positions[endpoint] else { return false }
        current = known
        let context = explained(context)
        for feed in destinations[known].feeds where feed.decoder.accepts(payload) {
            let isTold = feed.decoder.decode(
                cut: payload, missing: missing, context.of(feed.number), into: &sink)
            if !isTold { destinations[known].isLackingInCapture = true }
            return true
        }
        destinations[known].isLackingInCapture = true
        return false
    }

    /// Decodes one datagram into the sink.
    ///
    /// - Parameter context: What is known of it; its feed is filled in here.
    /// - Returns: `false` when nothing is known of its format (it is counted).
    mutating func decode(
        _ payload: RawSpan, to endpoint: Endpoint, named name: String?, _ context: PacketContext,
        into sink: inout Sink
    ) -> Bool {
        if current < 0 || destinations[current].endpoint != endpoint {
            guard select(endpoint) else {
                unrecognised += 1
                return false
            }
        }
        var context = context
        if destinations[current].kernelDrops != kernelDrops || destinations[current].isLackingInCapture {
            context = explained(context)
        }
        for feed in destinations[current].feeds where feed.decoder.accepts(payload) {
            feed.decoder.decode(payload, context.of(feed.number), into: &sink)
            if feed.decoder.hasDisowned { rehome(from: feed, named: name, into: &sink) }
            return true
        }
        return identify(payload, named: name, context, into: &sink)
    }

    /// The same, with what is known of a gap in front of the next packet to the current destination.
    @inline(never)
    private mutating func explained(_ context: PacketContext) -> PacketContext {
        var context = context
        if destinations[current].isLackingInCapture { context.gapCause = .capture }
        if destinations[current].kernelDrops != kernelDrops { context.gapCause = .kernel }
        destinations[current].isLackingInCapture = false
        destinations[current].kernelDrops = kernelDrops
        return context
    }

    /// Everything received before `now` (ns since the epoch) has been decoded: feeds give up what they waited for.
    mutating func expire(at now: UInt64, into sink: inout Sink) {
        forEachFeed { table, feed in
            feed.decoder.expire(at: now, into: &sink)
            if feed.decoder.hasDisowned { table.rehome(from: feed, named: nil, into: &sink) }
        }
    }

    /// Packets are held of which time may tell what they are.
    var isUnsettled: Bool {
        for destination in destinations {
            for feed in destination.feeds where feed.decoder.isUnsettled { return true }
        }
        return false
    }

    /// What the first feed that misses something waits for.
    var openGap: OpenGap? {
        for destination in destinations {
            for feed in destination.feeds {
                if let gap = feed.decoder.openGap { return gap }
            }
        }
        return nil
    }

    /// Where each feed stands, by its number.
    var places: [SequencePlace] {
        var places = [SequencePlace](repeating: SequencePlace(), count: directory.count)
        for destination in destinations {
            for feed in destination.feeds { places[Int(feed.number)] = feed.decoder.place }
        }
        return places
    }

    /// At the end of the source: decoders let go of what they still hold.
    mutating func finish(into sink: inout Sink) {
        forEachFeed { table, feed in
            sink.accept(.begin(feed.number))
            feed.decoder.conclude(into: &sink)
            if feed.decoder.hasDisowned { table.rehome(from: feed, named: nil, into: &sink) }
        }
        forEachFeed { _, feed in
            sink.accept(.begin(feed.number))
            feed.decoder.finish(into: &sink)
        }
    }

    /// Visits every feed, those too that a visit adds.
    private mutating func forEachFeed(_ visit: (inout Self, Feed) -> Void) {
        let before = current
        for place in destinations.indices {
            var index = 0
            while index < destinations[place].feeds.count {
                current = place
                visit(&self, destinations[place].feeds[index])
                index += 1
            }
        }
        current = before
    }

    /// Gives what a decoder held of other streams to theirs: another channel, or a session that goes on beside the feed's
    /// own. Each is a feed by itself.
    @inline(never)
    private mutating func rehome(from feed: Feed, named name: String?, into sink: inout Sink) {
        let endpoint = destinations[current].endpoint
        for datagram in feed.decoder.takeDisowned() {
            let isTaken = decode(
                datagram.bytes.rawBytes, to: endpoint, named: name, datagram.context,
                into: &sink)
            guard !isTaken else { continue }
            // No room for one more feed: as it takes it for another's, it counts a stray.
            unrecognised -= 1
            feed.decoder.decode(datagram.bytes.rawBytes, datagram.context.of(feed.number), into: &sink)
        }
    }

    /// Makes a destination the current one, entering it when it is new.
    private mutating func select(_ endpoint: Endpoint) -> Bool {
        if let known = positions[endpoint] {
            current = known
            return true
        }
        guard destinations.count < Self.mostDestinations else { return false }
        destinations.append(Destination(endpoint: endpoint))
        current = destinations.count - 1
        positions[endpoint] = current
        return true
    }

    /// Finds out the format of a datagram that no feed of the current destination takes.
    private mutating func identify(
        _ payload: RawSpan, named name: String?, _ context: PacketContext, into sink: inout Sink
    ) -> Bool {
        let destination = destinations[current]
        if destination.attempts < Self.attempts, let format = format(of: payload),
            let feed = enter(format, at: destination.endpoint, named: name, for: payload)
        {
            feed.decoder.decode(payload, context.of(feed.number), into: &sink)
            return true
        }
        destinations[current].attempts += 1
        unrecognised += 1
        if firstUnrecognised.isEmpty {
            for offset in 0..<min(payload.byteCount, 16) {
                firstUnrecognised.append(payload.byte(at: offset))
            }
        }
        return false
    }

    private func format(of payload: RawSpan) -> FeedFormat? {
        if let forced {
            return ProtocolRegistry.formats.first { $0.content == forced && $0.transport.isPacketed }
        }
        return ProtocolRegistry.identify(datagram: payload).first
    }

    /// - Parameter payload: The first datagram of it. Where there is a feed of the format already, it is of another stream.
    private mutating func enter(
        _ format: FeedFormat, at endpoint: Endpoint, named name: String?, for payload: RawSpan
    ) -> Feed? {
        var name = name ?? endpoint.description
        var options = options
        if options.symbol == SymbolName() { options.symbol = SymbolName(name) }
        let siblings = destinations[current].feeds.count { $0.format == format }
        guard directory.count < Int(UInt16.max), siblings < Self.mostStreams,
            let decoder = ProtocolRegistry.datagramDecoder(format, options, for: Sink.self),
            siblings == 0 || decoder.accepts(payload)
        else { return nil }
        if siblings > 0, let stream = decoder.streamName(of: payload) { name += " \(stream)" }
        var description = FeedDescription(name: name, format: format)
        if lines.count > 1 { description.lines = lines }
        let number = directory.append(description)
        let feed = Feed(number: UInt16(number), format: format, decoder: decoder)
        destinations[current].feeds.append(feed)
        return feed
    }
}

extension FeedDescription {
    init(name: String, format: FeedFormat) {
        self.init(
            name: name, transport: format.transport.rawValue, content: format.content.rawValue,
            isEastern: format.content.isEastern, isOrderLevel: format.content.isOrderLevel)
        buildsBooks = format.content.buildsBooks
        typeNames = format.content.typeNames
    }
}

extension OrderEvent {
    /// What follows is of that feed.
    fileprivate static func begin(_ feed: UInt16) -> OrderEvent {
        .packet(
            feed: feed, sequence: 0, messages: 0, bytes: 0, received: 0, intake: 0, isPacket: false)
    }
}

extension PacketContext {
    /// The same of a feed that is known now.
    fileprivate func of(_ feed: UInt16) -> PacketContext {
        var context = self
        context.feed = feed
        return context
    }
}
