internal import Capture
internal import Protocols
internal import Wire

/// Captures: which feeds there are, and the datagrams of one.
extension RecordingScan {
    /// A destination, and what is known of what goes there.
    private struct Destination {
        var datagrams = 0
        var format: FeedFormat?
        var search = FormatSearch()
    }

    mutating func readCapture(
        _ bytes: RawSpan, label: String, wanted: String?, forced: FeedProtocol?
    ) throws(RecordingError) {
        var found: [Endpoint: Destination] = [:]
        try forEachDatagram(bytes, label) { datagram, payload, _ in
            var destination = found[datagram.destination, default: Destination()]
            if destination.format == nil {
                if let forced {
                    destination.format = ProtocolRegistry.formats.first {
                        $0.content == forced && $0.transport.isPacketed
                    }
                } else if case .settled(let format) = destination.search.look(at: payload) {
                    destination.format = format
                }
            }
            destination.datagrams += 1
            found[datagram.destination] = destination
        }
        let chosen = try Self.choose(found, wanted, label)
        feed = chosen.description
        format = found[chosen]?.format
        var packets: [RecordedPacket] = []
        try forEachDatagram(bytes, label) { datagram, payload, time in
            guard datagram.destination == chosen else { return }
            packets.append(RecordedPacket(time: time, offset: datagram.offset, count: datagram.count))
        }
        self.packets = packets
        indexMessages(bytes)
    }

    private static func choose(
        _ found: [Endpoint: Destination], _ wanted: String?, _ label: String
    ) throws(RecordingError) -> Endpoint {
        guard !found.isEmpty else { throw RecordingError("\(label): has no UDP datagram to send", .noData) }
        func names(_ endpoints: [Endpoint]) -> String {
            let sorted = endpoints.sorted { found[$0]!.datagrams > found[$1]!.datagrams }
            let shown = sorted.prefix(8).map { "\($0) (\(found[$0]!.datagrams) datagrams)" }
            return shown.joined(separator: ", ") + (sorted.count > 8 ? ", and \(sorted.count - 8) more" : "")
        }
        if let wanted {
            guard let endpoint = found.keys.first(where: { $0.description == wanted }) else {
                throw RecordingError(
                    "--feed \(wanted): nothing in \(label) goes there; it has \(names(Array(found.keys)))",
                    .usage)
            }
            return endpoint
        }
        let known = found.filter { $0.value.format != nil }.map { $0.key }
        let candidates = known.isEmpty ? Array(found.keys) : known
        guard candidates.count == 1 else {
            throw RecordingError(
                "\(label): has several feeds; choose one with --feed: \(names(candidates))", .usage)
        }
        return candidates[0]
    }

    /// Calls `visit` with each datagram (its offset as of the file), its payload, and its time.
    private mutating func forEachDatagram(
        _ bytes: RawSpan, _ label: String, _ visit: (Datagram, RawSpan, UInt64) -> Void
    ) throws(RecordingError) {
        var (offset, lastTime): (Int, UInt64) = (0, 0)
        do throws(CaptureError) {
            var parser = try CaptureParser(head: bytes)
            while offset < bytes.byteCount {
                let rest = bytes.bytes(from: offset)
                switch try parser.next(rest) {
                case .needsMore:
                    note =
                        "\(label): the last \(rest.byteCount) bytes are no whole record, and are not sent: "
                        + "the file is cut"
                    return
                case .skip(let count): offset += count
                case .packet(let packet, let count):
                    let frame = rest.bytes(at: packet.offset, count: packet.count)
                    if packet.timestamp != 0 { lastTime = packet.timestamp }
                    if case .datagram(var datagram) = FrameDissector.dissect(
                        frame, packet.linkType, isCut: packet.isCut)
                    {
                        let payload = frame.bytes(at: datagram.offset, count: datagram.count)
                        datagram.offset += offset + packet.offset
                        visit(datagram, payload, lastTime)
                    }
                    offset += count
                }
            }
        } catch {
            guard offset > 0 else { throw RecordingError("\(label): \(error)") }
            note = "\(label): \(error); what came before is sent"
        }
    }
}

/// The messages inside captured datagrams, in the order of their sequence.
extension RecordingScan {
    /// One datagram's blocks.
    private struct Blocks {
        var session: Int
        var chunk: MessageChunk
        var count: Int
    }

    private mutating func indexMessages(_ bytes: RawSpan) {
        switch format?.transport {
        case .moldUDP64: indexBlocks(bytes)
        case .datagram: indexUpdates(bytes)
        default: break
        }
    }

    private mutating func indexUpdates(_ bytes: RawSpan) {
        for packet in packets {
            let (start, end) = (count, packet.offset + packet.count)
            var offset = packet.offset
            while let header = OrderUpdate.Header(bytes.bytes(at: offset, count: end - offset)) {
                let length = Int(header.length)
                guard length >= OrderUpdate.Header.byteCount, length <= end - offset else { break }
                longest = max(longest, length)
                offset += length
                count += 1
            }
            guard count > start else { continue }
            chunks.append(
                MessageChunk(
                    first: start, offset: packet.offset, time: packet.time, sequence: UInt64(start + 1),
                    arrival: count))
        }
        if count > 0 { sessions = [RecordedSession(id: nil, first: 0, count: count)] }
    }

    private mutating func indexBlocks(_ bytes: RawSpan) {
        var (numbers, identities): ([[UInt8]: Int], [[UInt8]]) = ([:], [])
        var (session, identity): (Int, SessionIdentity?) = (0, nil)
        var blocks: [Blocks] = []
        var arrival = 0
        for packet in packets {
            let datagram = bytes.bytes(at: packet.offset, count: packet.count)
            guard let header = MoldUDP64().header(of: datagram), header.kind == .data else { continue }
            arrival += header.count
            if header.session != identity {
                let name = (0..<10).map { datagram.byte(at: $0) }
                (session, identity) = (numbers[name] ?? identities.count, header.session)
                if session == identities.count {
                    numbers[name] = session
                    identities.append(name)
                }
            }
            let count = whole(datagram, header.count)
            guard count > 0 else { continue }
            let chunk = MessageChunk(
                first: 0, offset: packet.offset + MoldUDP64Header.byteCount, time: packet.time,
                sequence: header.sequence, arrival: arrival)
            blocks.append(Blocks(session: session, chunk: chunk, count: count))
        }
        func precede(_ one: Blocks, _ other: Blocks) -> Bool {
            (one.session, one.chunk.sequence, one.chunk.arrival)
                < (other.session, other.chunk.sequence, other.chunk.arrival)
        }
        if !zip(blocks, blocks.dropFirst()).allSatisfy({ precede($0, $1) }) { blocks.sort(by: precede) }
        merge(blocks, identities, bytes)
    }

    /// Whole blocks at the front of a datagram.
    private mutating func whole(_ datagram: RawSpan, _ promised: Int) -> Int {
        var offset = MoldUDP64Header.byteCount
        for index in 0..<promised {
            guard datagram.byteCount - offset >= 2 else { return index }
            let length: UInt16 = datagram.bigEndian(at: offset)
            guard datagram.byteCount - offset - 2 >= Int(length) else { return index }
            longest = max(longest, Int(length))
            offset += 2 + Int(length)
        }
        return promised
    }

    /// Keeps each message once.
    private mutating func merge(_ blocks: [Blocks], _ identities: [[UInt8]], _ bytes: RawSpan) {
        var (expected, session): (UInt64, Int) = (0, -1)
        for var block in blocks {
            if block.session != session {
                (expected, session) = (0, block.session)
                sessions.append(RecordedSession(id: identities[block.session], first: count, count: 0))
            }
            let end = block.chunk.sequence + UInt64(block.count)
            guard end > expected else { continue }
            while block.chunk.sequence < expected {
                let length: UInt16 = bytes.bigEndian(at: block.chunk.offset)
                block.chunk.offset += 2 + Int(length)
                block.chunk.sequence += 1
                block.count -= 1
            }
            block.chunk.first = count
            chunks.append(block.chunk)
            count += block.count
            sessions[sessions.count - 1].count += block.count
            expected = end
        }
    }
}
