internal import Capture
internal import OrderFlow
internal import Protocols
internal import Wire

/// The feeds of a source by destination: finds out what each carries, and hands its datagrams to its decoder.
///
/// A destination is a feed from its first datagram on, of unknown format until a message settles what it is. What came
/// before and may be of that format is held meanwhile, and decoded then. How much came is told at once.
struct FeedTable<Sink: ReceiverSink & ~Copyable>: ~Copyable {
    private let forced: FeedProtocol?
    private let options: FeedOptions
    private let directory: FeedDirectory
    /// Where the lines of the one feed go to; none or one: there are no lines to tell apart.
    private let lines: [String]
    /// Which destinations are lines of one feed.
    private let groups: LineGroups
    private var destinations: [Destination] = []
    /// The destination that an endpoint is, or the feed's of which it is a line.
    private var positions: [Endpoint: Position] = [:]
    /// The endpoint of the last datagram, and its place: most often those of the next one too.
    private var currentEndpoint: Endpoint?
    private var current = -1
    private var currentLine: UInt8 = 0
    /// Destinations of unknown format that were entered.
    private var unknownCount = 0
    /// Bytes that are held, of all destinations.
    private var heldBytes = 0
    /// How often the kernel is known to have dropped something, wherever it was to go.
    private var kernelDrops: UInt64 = 0
    /// Datagrams whose format was not found out.
    private(set) var unrecognised: UInt64 = 0
    /// Of those, the ones that fit no format at all.
    private(set) var unlike: UInt64 = 0
    /// Of those, the ones to destinations beyond the bound, which have no row.
    private(set) var beyond: UInt64 = 0
    /// The first bytes of the first datagram that fits nothing; if all fit something, of the first that was not decoded.
    private(set) var firstUnrecognised: [UInt8] = []

    /// So many feeds of one format at one destination: channels, units, sessions that go on at the same time.
    private static var mostStreams: Int { 16 }

    /// So many destinations may be of unknown format, and so many there may be in all: memory stays bounded.
    static var mostUnknown: Int { 128 }
    private static var mostDestinations: Int { 256 }
    /// So much is held of all destinations together.
    private static var mostHeldBytes: Int { 8 << 20 }
    /// So many bytes tell what a datagram begins with.
    private static var firstByteCount: Int { 16 }

    private struct Position {
        let index: Int
        let line: UInt8
    }

    init(
        forced: FeedProtocol?, options: FeedOptions, directory: FeedDirectory, lines: [String] = [],
        groups: LineGroups = LineGroups()
    ) {
        self.lines = lines
        self.groups = groups
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
        for (known, position) in positions where endpoint.covers(known) {
            destinations[position.index].noteCaptureLoss(on: position.line)
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
        defer { currentEndpoint = nil }
        guard let known = positions[endpoint] else { return false }
        (current, currentLine) = (known.index, known.line)
        let context = explained(context)
        for feed in destinations[current].feeds where feed.decoder.accepts(payload) {
            let isTold = feed.decoder.decode(
                cut: payload, missing: missing, context.of(feed.number), into: &sink)
            if !isTold { destinations[current].noteCaptureLoss(on: currentLine) }
            return true
        }
        destinations[current].noteCaptureLoss(on: currentLine)
        return false
    }

    /// Decodes one datagram into the sink.
    ///
    /// - Parameter context: What is known of it; its feed is filled in here.
    /// - Returns: `false` when nothing is known of its format yet (it is counted).
    mutating func decode(
        _ payload: RawSpan, to endpoint: Endpoint, named name: String?, _ context: PacketContext,
        into sink: inout Sink
    ) -> Bool {
        if currentEndpoint != endpoint {
            guard select(endpoint, payload) else {
                note(payload, isUnlike: true)
                beyond += 1
                return false
            }
        }
        var context = context
        if destinations[current].kernelDrops != kernelDrops || destinations[current].isLackingInCapture
            || currentLine > 0
        {
            context = explained(context)
        }
        for feed in destinations[current].feeds where feed.decoder.accepts(payload) {
            feed.decoder.decode(payload, context.of(feed.number), into: &sink)
            if feed.decoder.hasDisowned { rehome(from: feed, named: name, into: &sink) }
            return true
        }
        return identify(payload, named: name, context, into: &sink)
    }

    /// The same, with the line that the current destination is, and what is known of a gap in front of the next packet to it.
    @inline(never)
    private mutating func explained(_ context: PacketContext) -> PacketContext {
        var context = context
        if currentLine > 0 { context.line = currentLine }
        if destinations[current].takeCaptureLoss(on: currentLine) { context.gapCause = .capture }
        if destinations[current].kernelDrops != kernelDrops { context.gapCause = .kernel }
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
    private mutating func forEachFeed(_ visit: (inout Self, FeedEntry) -> Void) {
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
    private mutating func rehome(from feed: FeedEntry, named name: String?, into sink: inout Sink) {
        let name = name ?? destinations[current].endpoint.description
        for datagram in feed.decoder.takeDisowned() {
            let bytes = datagram.bytes.rawBytes
            let owner =
                destinations[current].feeds.first { $0.decoder.accepts(bytes) }
                ?? enter(feed.format, named: name, for: bytes)
            // Without room for one more feed it stays with this one, which counts a stray.
            let taker = owner ?? feed
            taker.decoder.decode(bytes, datagram.context.of(taker.number), into: &sink)
        }
    }

    /// What has no row of its own; `nil`: everything has one.
    var beyondNote: String? {
        guard beyond > 0 else { return nil }
        return
            "\(beyond) datagrams went to destinations beyond the \(Self.mostUnknown) of unknown format that are "
            + "shown; they are counted as unknown-protocol"
    }

    /// Makes a destination the current one, entering it when it is new. Where there is no room for one more of unknown
    /// format, only a datagram that tells by itself what it is makes a new one.
    private mutating func select(_ endpoint: Endpoint, _ payload: RawSpan) -> Bool {
        if let known = positions[endpoint] {
            (currentEndpoint, current, currentLine) = (endpoint, known.index, known.line)
            return true
        }
        let member = groups.member(endpoint)
        var index = destinations.firstIndex { $0.endpoint == member.first }
        if index == nil {
            guard destinations.count < Self.mostDestinations,
                unknownCount < Self.mostUnknown || !ProtocolRegistry.identify(datagram: payload).isEmpty
            else { return false }
            index = destinations.count
            destinations.append(Destination(member.first))
        }
        let position = Position(index: index ?? 0, line: member.line)
        positions[endpoint] = position
        (currentEndpoint, current, currentLine) = (endpoint, position.index, position.line)
        return true
    }

    /// Finds out the format of a datagram that no feed of the current destination takes.
    @inline(never)
    private mutating func identify(
        _ payload: RawSpan, named name: String?, _ context: PacketContext, into sink: inout Sink
    ) -> Bool {
        let name = name ?? destinations[current].endpoint.description
        switch verdict(on: payload) {
        case .settled(let format):
            guard let feed = enter(format, named: name, for: payload) else { break }
            decodeHeld(by: feed, before: payload, into: &sink)
            feed.decoder.decode(payload, context.of(feed.number), into: &sink)
            return true
        case .open:
            tellUnknown(payload, named: name, context, isOpen: true, into: &sink)
            return false
        case .unlike: break
        }
        tellUnknown(payload, named: name, context, isOpen: false, into: &sink)
        return false
    }

    private mutating func verdict(on payload: RawSpan) -> FormatSearch.Verdict {
        guard let forced else { return destinations[current].search.look(at: payload) }
        let format = ProtocolRegistry.formats.first { $0.content == forced && $0.transport.isPacketed }
        return format.map { .settled($0) } ?? .unlike
    }

    /// Tells the market that something came to a destination of unknown format, and holds it if it may be understood
    /// later.
    private mutating func tellUnknown(
        _ payload: RawSpan, named name: String, _ context: PacketContext, isOpen: Bool, into sink: inout Sink
    ) {
        note(payload, isUnlike: !isOpen)
        guard let number = destinations[current].unknown ?? enterUnknown(payload, named: name) else { return }
        sink.accept(
            .packet(
                feed: number, sequence: 0, messages: 0, bytes: payload.byteCount, received: context.received,
                intake: context.intake, line: context.line))
        if destinations[current].search.isHopeless {
            heldBytes -= destinations[current].held.byteCount
            destinations[current].held.removeAll()
        } else if isOpen {
            var context = context
            context.isTold = true
            // It waits for no fault of the program.
            context.intake = 0
            let before = destinations[current].held.byteCount
            destinations[current].held.append(
                payload, context, mostPackets: Destination.mostHeldPackets,
                mostBytes: min(Destination.mostHeldBytes, before + Self.mostHeldBytes - heldBytes))
            heldBytes += destinations[current].held.byteCount - before
        }
    }

    /// What was held of a destination whose format is known now, in order, with its own times.
    private mutating func decodeHeld(by feed: FeedEntry, before payload: RawSpan, into sink: inout Sink) {
        let held = destinations[current].held
        guard !held.isEmpty else { return }
        heldBytes -= held.byteCount
        destinations[current].held.removeAll()
        sink.beginPacket(byteCount: held.byteCount + payload.byteCount)
        held.forEach { datagram, context in
            guard feed.decoder.accepts(datagram) else { return }
            unrecognised -= 1
            feed.decoder.decode(datagram, context.of(feed.number), into: &sink)
        }
    }

    private mutating func note(_ payload: RawSpan, isUnlike: Bool) {
        unrecognised += 1
        let isFirst = firstUnrecognised.isEmpty || isUnlike && unlike == 0
        if isUnlike { unlike += 1 }
        if isFirst { firstUnrecognised = Self.firstBytes(of: payload) }
    }

    private static func firstBytes(of payload: RawSpan) -> [UInt8] {
        (0..<min(payload.byteCount, firstByteCount)).map { payload.byte(at: $0) }
    }

    /// Where the lines of the current destination's feed go to; empty: there is one way only.
    private var lineNames: [String] {
        lines.count > 1 ? lines : groups.names(of: destinations[current].endpoint)
    }

    private mutating func enterUnknown(_ payload: RawSpan, named name: String) -> UInt16? {
        guard directory.count < Int(UInt16.max) else { return nil }
        var description = FeedDescription(unknown: name, firstBytes: Self.firstBytes(of: payload))
        description.lines = lineNames
        let number = UInt16(directory.append(description))
        destinations[current].unknown = number
        unknownCount += 1
        return number
    }

    /// Enters a feed at the current destination, in the place of what was unknown there.
    ///
    /// - Parameter payload: The first datagram of it. Where there is a feed of the format already, it is of another stream.
    private mutating func enter(
        _ format: FeedFormat, named name: String, for payload: RawSpan
    ) -> FeedEntry? {
        var name = name
        var options = options
        if options.symbol == SymbolName() { options.symbol = SymbolName(name) }
        if groups.names(of: destinations[current].endpoint).count > 1 { options.lines = lineNames.count }
        let siblings = destinations[current].feeds.count { $0.format == format }
        guard directory.count < Int(UInt16.max), siblings < Self.mostStreams,
            let decoder = ProtocolRegistry.datagramDecoder(format, options),
            siblings == 0 || decoder.accepts(payload)
        else { return nil }
        if siblings > 0, let stream = decoder.streamName(of: payload) { name += " \(stream)" }
        var description = FeedDescription(name: name, format: format)
        description.lines = lineNames
        let number: Int
        if let unknown = destinations[current].unknown {
            number = Int(unknown)
            directory.replace(number, with: description)
            destinations[current].unknown = nil
            unknownCount -= 1
        } else {
            number = directory.append(description)
        }
        let feed = FeedEntry(number: UInt16(number), format: format, decoder: decoder)
        destinations[current].feeds.append(feed)
        return feed
    }
}

extension OrderEvent {
    /// What follows is of that feed.
    fileprivate static func begin(_ feed: UInt16) -> OrderEvent {
        .packet(
            feed: feed, sequence: 0, messages: 0, bytes: 0, received: 0, intake: 0, isPacket: false)
    }
}
