internal import Capture
internal import OrderFlow
internal import Protocols
internal import Wire

/// The TCP connections of a capture: puts each direction's bytes in order, finds out what they carry, and hands them to
/// the decoder of their feed.
///
/// A feed is named by the server it comes from; one more of the same server at the same time, by its client too. A client
/// that connects again goes on with its feed. Everything is bounded: connections, and what is kept of their bytes.
struct StreamTable<Sink: ReceiverSink & ~Copyable>: ~Copyable {
    private let forced: FeedProtocol?
    private let options: FeedOptions
    private let directory: FeedDirectory
    private var connections: [Connection] = []
    private var places: [ConnectionKey: Int] = [:]
    /// Two to a connection: from its first endpoint, and from its second.
    private var directions: [StreamDirection] = []
    private var feeds: [StreamFeed] = []
    /// Bytes that are kept, of all connections.
    private(set) var kept = 0
    /// Rises with every segment.
    private var clock: UInt64 = 0
    /// Segments that belong to no feed.
    private(set) var unclaimed: UInt64 = 0

    /// So many connections are known at a time. The one that was silent longest gives way; one that carries a feed does
    /// not while others are there.
    static var mostConnections: Int { 4096 }
    static var mostFeeds: Int { 1024 }
    static var mostKept: Int { 64 << 20 }
    /// Bytes in which a stream has to show what it carries.
    static var headCount: Int { 32_768 }

    init(forced: FeedProtocol?, options: FeedOptions, directory: FeedDirectory) {
        self.forced = forced
        self.options = options
        self.directory = directory
    }

    /// Takes in a segment.
    ///
    /// - Parameters:
    ///   - bytes: Of which the segment's range is.
    ///   - context: What is known of its packet; the feed is filled in here.
    mutating func take(
        _ segment: Segment, of bytes: RawSpan, _ context: PacketContext, into sink: inout Sink
    ) {
        clock &+= 1
        let key = ConnectionKey(segment.source, segment.destination)
        guard let place = places[key] ?? enter(key, into: &sink) else {
            unclaimed &+= 1
            return
        }
        connections[place].lastSegment = clock
        if connections[place].feeds == 0 {
            connections[place].segments &+= 1
            unclaimed &+= 1
        }
        let own = 2 * place + (key.first == segment.source ? 0 : 1)
        let other = own ^ 1
        if segment.isOpening { open(segment, own, place, context, into: &sink) }
        if segment.isAcknowledging {
            directions[other].sorter.acknowledge(segment.acknowledgement)
            if directions[other].sorter.isStalled { settle(other, place, context, into: &sink) }
        }
        guard !directions[own].isIgnored, !directions[own].isClosed || reopen(own, segment) else { return }
        let first = segment.isOpening ? segment.sequence &+ 1 : segment.sequence
        let payload = bytes.bytes(at: segment.offset, count: segment.count)
        let held = directions[own].sorter.held
        if let fresh = directions[own].sorter.take(
            first, payload, missing: segment.missing, at: context.received)
        {
            deliver(
                payload.bytes(at: fresh.lowerBound, count: fresh.count), own, place, context, into: &sink)
            deliverKept(own, place, context, at: context.received, into: &sink)
        }
        kept += directions[own].sorter.held - held
        if directions[own].sorter.isStalled { settle(own, place, context, into: &sink) }
        if segment.isFinal {
            directions[own].sorter.close(
                first &+ UInt32(truncatingIfNeeded: segment.count + segment.missing))
        }
        if segment.isReset {
            for direction in [own, other] { close(direction, place, context, into: &sink) }
        } else if directions[own].sorter.isFinished {
            close(own, place, context, into: &sink)
        }
    }

    /// Where each feed stands, by its number.
    func put(places: inout [SequencePlace]) {
        for feed in feeds { places[Int(feed.number)] = feed.decoder.place }
    }

    /// At the end of the source: what waits is waited for no more.
    mutating func finish(_ context: PacketContext, into sink: inout Sink) {
        for place in connections.indices {
            for direction in [2 * place, 2 * place + 1] { close(direction, place, context, into: &sink) }
        }
    }

    /// What was lost of each feed, in words.
    var notes: [String] { feeds.compactMap { $0.note } }

    // MARK: Connections

    private mutating func enter(_ key: ConnectionKey, into sink: inout Sink) -> Int? {
        let connection = Connection(key: key)
        if connections.count < Self.mostConnections {
            connections.append(connection)
            directions += [StreamDirection(), StreamDirection()]
            places[key] = connections.count - 1
            return connections.count - 1
        }
        var oldest: Int?
        for (index, known) in connections.enumerated() where known.feeds == 0 {
            if oldest.map({ known.lastSegment < connections[$0].lastSegment }) ?? true { oldest = index }
        }
        guard let oldest else { return nil }
        places[connections[oldest].key] = nil
        for direction in [2 * oldest, 2 * oldest + 1] {
            kept -= directions[direction].kept
            directions[direction] = StreamDirection()
        }
        connections[oldest] = connection
        places[key] = oldest
        return oldest
    }

    /// A SYN: if it is another connection's than the one known between these endpoints, that one is over.
    private mutating func open(
        _ segment: Segment, _ direction: Int, _ place: Int, _ context: PacketContext, into sink: inout Sink
    ) {
        if directions[direction].sorter.isAnother(segment.sequence) || directions[direction].isClosed {
            for direction in [direction, direction ^ 1] {
                close(direction, place, context, into: &sink)
                directions[direction] = StreamDirection()
            }
        }
        directions[direction].sorter.open(segment.sequence)
        directions[direction].isFromTheStart = true
        if !segment.isAcknowledging { connections[place].clientIsFirst = direction & 1 == 0 }
    }

    /// No more comes in a direction: what waits behind a hole goes on without it.
    private mutating func close(
        _ index: Int, _ place: Int, _ context: PacketContext, into sink: inout Sink
    ) {
        guard !directions[index].isClosed else { return }
        while let loss = directions[index].sorter.lossAtEnd {
            jump(index, place, loss, context, into: &sink)
        }
        directions[index].isClosed = true
        look(index, place, context, into: &sink)
        kept -= directions[index].kept
        directions[index].buffer = []
        if let feed = directions[index].feed { feeds[feed].isOpen = false }
    }

    /// A reset was not meant for the connection, if it goes on.
    private mutating func reopen(_ index: Int, _ segment: Segment) -> Bool {
        guard segment.count > 0, !directions[index].sorter.isFinished else { return false }
        if let feed = directions[index].feed {
            // Its client has connected anew meanwhile.
            guard !feeds[feed].isOpen else { return false }
            feeds[feed].isOpen = true
        }
        directions[index].isClosed = false
        return true
    }

    // MARK: Bytes

    /// Gives up holes that cannot be waited for any longer.
    private mutating func settle(
        _ index: Int, _ place: Int, _ context: PacketContext, into sink: inout Sink
    ) {
        while true {
            let loss = directions[index].sorter.loss(at: context.received)
            guard let loss = loss ?? (kept > Self.mostKept ? directions[index].sorter.lossAtEnd : nil),
                directions[index].sorter.isStalled
            else { return }
            jump(index, place, loss, context, into: &sink)
        }
    }

    /// Goes on behind a hole.
    private mutating func jump(
        _ index: Int, _ place: Int, _ loss: SegmentSorter.Loss, _ context: PacketContext,
        into sink: inout Sink
    ) {
        directions[index].sorter.jump()
        lose(index, loss == .capture ? .capture : .wire, context, into: &sink)
        deliverKept(index, place, context, at: nil, into: &sink)
    }

    /// The bytes in front of a hole are no whole message, and those behind it begin anywhere.
    private mutating func lose(
        _ index: Int, _ cause: LossCause, _ context: PacketContext, into sink: inout Sink
    ) {
        kept -= directions[index].buffer.count
        if let feed = directions[index].feed {
            feeds[feed].holes += 1
            feeds[feed].skipped += UInt64(directions[index].buffer.count)
            if directions[index].gapCause == nil { tellLoss(feed, cause, context, into: &sink) }
        }
        directions[index].gapCause = cause
        directions[index].buffer.removeAll()
        directions[index].searched = 0
        directions[index].isOutOfStep = true
    }

    private mutating func tellLoss(
        _ feed: Int, _ cause: LossCause, _ context: PacketContext, into sink: inout Sink
    ) {
        var context = context
        context.feed = feeds[feed].number
        context.gapCause = cause
        feeds[feed].decoder.lose(context, into: &sink)
    }

    /// - Parameter time: When the bytes became whole; `nil`: as each was seen.
    private mutating func deliverKept(
        _ index: Int, _ place: Int, _ context: PacketContext, at time: UInt64?, into sink: inout Sink
    ) {
        while true {
            let held = directions[index].sorter.held
            let next = directions[index].sorter.takeNext()
            kept += directions[index].sorter.held - held
            guard let next else { return }
            var context = context
            context.received = time ?? next.time
            deliver(next.bytes.rawBytes, index, place, context, into: &sink)
        }
    }

    /// Bytes that come next in a direction.
    private mutating func deliver(
        _ bytes: RawSpan, _ index: Int, _ place: Int, _ context: PacketContext, into sink: inout Sink
    ) {
        guard !directions[index].isIgnored else { return }
        if let feed = directions[index].feed, directions[index].buffer.isEmpty,
            !directions[index].isOutOfStep
        {
            // Nothing is left over of the bytes before: these are read in place.
            let consumed = decode(bytes, feed, index, context, into: &sink)
            keep(bytes.bytes(from: consumed), index)
            if directions[index].isOutOfStep { look(index, place, context, into: &sink) }
            return
        }
        keep(bytes, index)
        look(index, place, context, into: &sink)
    }

    private mutating func keep(_ bytes: RawSpan, _ index: Int) {
        // SAFETY: the buffer is read within the closure that lends it.
        unsafe bytes.withUnsafeBytes { buffer in
            unsafe directions[index].buffer.append(contentsOf: buffer)
        }
        kept += bytes.byteCount
    }

    private mutating func drop(_ count: Int, _ index: Int) {
        kept -= count
        if count == directions[index].buffer.count, count > 4096 {
            directions[index].buffer = []
        } else {
            directions[index].buffer.removeFirst(count)
        }
    }

    /// Reads what is kept of a direction as far as it goes.
    private mutating func look(
        _ index: Int, _ place: Int, _ context: PacketContext, into sink: inout Sink
    ) {
        guard !directions[index].buffer.isEmpty, !directions[index].isIgnored else { return }
        if directions[index].feed == nil, !recognise(index, place, context, into: &sink) { return }
        guard let feed = directions[index].feed else { return }
        while !directions[index].buffer.isEmpty {
            if directions[index].isOutOfStep, !fallInStep(feed, index) { return }
            var buffer: [UInt8] = []
            swap(&buffer, &directions[index].buffer)
            let consumed = decode(buffer.rawBytes, feed, index, context, into: &sink)
            swap(&buffer, &directions[index].buffer)
            drop(consumed, index)
            if !directions[index].isOutOfStep { return }
        }
    }

    /// - Returns: Bytes that were read. What is left is no whole message, or the direction is out of step.
    private mutating func decode(
        _ bytes: RawSpan, _ feed: Int, _ index: Int, _ context: PacketContext, into sink: inout Sink
    ) -> Int {
        var context = context
        context.feed = feeds[feed].number
        context.gapCause = directions[index].gapCause ?? .wire
        var consumed = 0
        do throws(StreamError) {
            while true {
                let progress = try feeds[feed].decoder.decode(
                    bytes.bytes(from: consumed), context, StreamLimits(), into: &sink)
                consumed += progress.consumed
                if progress.consumed > 0 {
                    directions[index].gapCause = nil
                    context.gapCause = .wire
                }
                guard progress.stop == .limit, progress.consumed > 0 else { return consumed }
            }
        } catch {
            consumed += error.offset
            // The bytes are there and are no messages: what they were is lost to the books.
            sink.accept(
                .packet(
                    feed: context.feed, sequence: 0, messages: 0, bytes: 0, received: context.received,
                    intake: context.intake, isPacket: false))
            sink.accept(OrderEvent(.malformedPacket, timestamp: context.received))
            feeds[feed].faults += 1
            directions[index].isOutOfStep = true
            // The place itself is not where a message begins.
            directions[index].searched = 1
            return consumed
        }
    }

    /// Looks for the next message of a direction of which the bytes before were lost.
    ///
    /// - Returns: Whether one stands at the buffer's front now.
    private mutating func fallInStep(_ feed: Int, _ index: Int) -> Bool {
        let buffer = directions[index].buffer
        let finding = StreamSearch.find(
            feeds[feed].format, in: buffer.rawBytes, from: directions[index].searched,
            isWhole: directions[index].isClosed)
        let skipped: Int
        switch finding {
        case .found(let place):
            skipped = place
            directions[index].isOutOfStep = false
        case .nothing(let place): skipped = place
        }
        feeds[feed].skipped += UInt64(skipped)
        drop(skipped, index)
        directions[index].searched = 0
        return !directions[index].isOutOfStep
    }

    // MARK: Recognition

    /// Finds out what a direction carries.
    private mutating func recognise(
        _ index: Int, _ place: Int, _ context: PacketContext, into sink: inout Sink
    ) -> Bool {
        var found: (format: FeedFormat, place: Int)?
        let isWhole = directions[index].isClosed
        let buffer = directions[index].buffer
        let bytes = buffer.rawBytes
        let candidates = ProtocolRegistry.formats.filter {
            !$0.transport.isPacketed && (forced == nil || $0.content == forced)
        }
        if !directions[index].isOutOfStep,
            let format = ProtocolRegistry.identify(streamHead: bytes, isWhole: isWhole).first(
                where: candidates.contains)
        {
            found = (format, 0)
        } else if !directions[index].isFromTheStart || directions[index].isOutOfStep {
            // Its first byte may lie anywhere in a message.
            var searched = bytes.byteCount
            for format in candidates {
                switch StreamSearch.find(
                    format, in: bytes, from: directions[index].searched, isWhole: isWhole)
                {
                case .found(let offset):
                    if offset < found?.place ?? .max { found = (format, offset) }
                case .nothing(let offset): searched = min(searched, offset)
                }
            }
            directions[index].searched = searched
        }
        guard let found else {
            if directions[index].buffer.count >= Self.headCount || kept > Self.mostKept {
                directions[index].isIgnored = true
                kept -= directions[index].buffer.count
                directions[index].buffer = []
            }
            return false
        }
        guard let feed = feed(of: found.format, index, place) else {
            directions[index].isIgnored = true
            kept -= directions[index].buffer.count
            directions[index].buffer = []
            return false
        }
        directions[index].feed = feed
        if connections[place].feeds == 0 { unclaimed &-= connections[place].segments }
        connections[place].feeds += 1
        drop(found.place, index)
        directions[index].searched = 0
        let isLogin = directions[index].buffer.count > 2 && directions[index].buffer[2] == UInt8(ascii: "A")
        let isWholeSession =
            directions[index].isFromTheStart || found.format.transport == .soupBinTCP && isLogin
        // What was sent before is in no capture that joins in the middle, and the books lack it.
        if !isWholeSession || directions[index].isOutOfStep {
            tellLoss(feed, directions[index].gapCause ?? .capture, context, into: &sink)
        }
        directions[index].isOutOfStep = false
        return true
    }

    /// The feed that a direction is: a new one, or one that this client had on an earlier connection.
    private mutating func feed(of format: FeedFormat, _ index: Int, _ place: Int) -> Int? {
        let key = connections[place].key
        let (source, target) = index & 1 == 0 ? (key.first, key.second) : (key.second, key.first)
        var client = target
        client.port = 0
        for known in feeds.indices
        where !feeds[known].isOpen && feeds[known].format == format && feeds[known].source == source
            && feeds[known].client == client
        {
            feeds[known].isOpen = true
            feeds[known].decoder.interrupt()
            return known
        }
        // The server, wherever the feed flows to.
        let isFromClient = connections[place].clientIsFirst.map { $0 == (index & 1 == 0) } ?? false
        let (server, peer) = isFromClient ? (target, source) : (source, target)
        let isAlone = !feeds.contains { $0.server == server }
        let name = isAlone ? server.description : "\(server) \(isFromClient ? "from" : "to") \(peer)"
        var options = options
        if options.symbol == SymbolName() { options.symbol = SymbolName(name) }
        guard feeds.count < Self.mostFeeds, directory.count < Int(UInt16.max),
            let decoder = ProtocolRegistry.streamDecoder(format, options)
        else { return nil }
        let number = directory.append(FeedDescription(name: name, format: format))
        feeds.append(
            StreamFeed(
                number: UInt16(number), format: format, decoder: decoder, name: name, source: source,
                client: client, server: server))
        return feeds.count - 1
    }
}
