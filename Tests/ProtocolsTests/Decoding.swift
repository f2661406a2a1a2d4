import OrderFlow
import Protocols
import Wire

let mold50 = FeedFormat(.moldUDP64, .itch50)
let file50 = FeedFormat(.binaryFile, .itch50)
let deep = FeedFormat(.iexTP, .iexDEEP)
let tops = FeedFormat(.iexTP, .iexTOPS)
let updates = FeedFormat(.datagram, .orderUpdate)
let updateStream = FeedFormat(.stream, .orderUpdate)

/// Every event of a row of datagrams, the source's end included.
func decode(
    _ format: FeedFormat, _ datagrams: [[UInt8]], day: Int? = 19_591, received: UInt64 = 77,
    lines: [UInt8] = []
) -> [OrderEvent] {
    var sink = EventList()
    let options = FeedOptions(day: day, symbol: SymbolName("TEST"))
    guard let decoder = ProtocolRegistry.datagramDecoder(format, options) else {
        return []
    }
    for (index, datagram) in datagrams.enumerated() {
        let line = index < lines.count ? lines[index] : 0
        let context = PacketContext(feed: 3, line: line, received: received, intake: 5)
        decoder.decode(datagram.rawBytes, context, into: &sink)
    }
    decoder.finish(into: &sink)
    return sink.events
}

/// A stream decoder and what it wrote.
struct StreamRun {
    let decoder: StreamDecoder
    var sink = EventList()

    init(_ format: FeedFormat, day: Int? = 19_591) {
        let options = FeedOptions(day: day, symbol: SymbolName("TEST"))
        guard let decoder = ProtocolRegistry.streamDecoder(format, options) else {
            preconditionFailure("\(format) is no stream format")
        }
        self.decoder = decoder
    }

    mutating func feed(
        _ bytes: [UInt8], _ limits: StreamLimits = StreamLimits(), received: UInt64 = 0
    ) throws(StreamError) -> StreamProgress {
        try decoder.decode(
            bytes.rawBytes, PacketContext(feed: 3, received: received, intake: 5), limits, into: &sink)
    }

    /// Reads until more bytes are needed; returns how many were left over.
    mutating func drain(_ bytes: [UInt8], _ limits: StreamLimits = StreamLimits()) throws(StreamError) -> Int
    {
        var rest = bytes
        while true {
            let progress = try feed(rest, limits)
            rest.removeFirst(progress.consumed)
            if case .needsMore = progress.stop { return rest.count }
        }
    }
}

extension [OrderEvent] {
    var messages: [OrderEvent] { filter { $0.isMessage } }
    func all(_ kind: EventKind) -> [OrderEvent] { filter { $0.kind == kind } }
    func count(_ kind: EventKind) -> Int { all(kind).count }
    /// Without packet events, which every test would have to repeat.
    var content: [OrderEvent] { filter { $0.kind != .packet } }
    var packetBytes: Int { all(.packet).reduce(0) { $0 + $1.packetBytes } }
    /// Missing ranges, first to last.
    var gaps: [ClosedRange<UInt64>] { all(.gap).map { $0.reference...UInt64(bitPattern: $0.price) } }
    var duplicates: Int { all(.duplicate).reduce(0) { $0 + ($1.isStray ? 0 : Int($1.quantity)) } }
    var strays: Int { all(.duplicate).count { $0.isStray } }
    /// Order references of deletions: which messages were delivered, where tests number them so.
    var deleted: [UInt64] { all(.delete).map { $0.reference } }
}

/// `count` deletions whose references are the messages' own sequence numbers, plus `offset`.
func deletions(_ first: UInt64, _ count: Int, offset: UInt64 = 0) -> [[UInt8]] {
    (0..<UInt64(count)).map { ITCHBytes.delete(first + $0 + offset) }
}

/// A packet of messages `first ..< first + count`.
func run(_ first: UInt64, _ count: Int, session: String = "SESSION001", offset: UInt64 = 0) -> [UInt8] {
    mold(first, deletions(first, count, offset: offset), session: session)
}

func heartbeat(_ next: UInt64, session: String = "SESSION001") -> [UInt8] { mold(next, [], session: session) }
func ending(_ next: UInt64, session: String = "SESSION001") -> [UInt8] {
    mold(next, [], session: session, count: 0xFFFF)
}
