internal import Capture
internal import OrderFlow
internal import Protocols

/// The two endpoints of a TCP connection, whichever speaks.
struct ConnectionKey: Hashable {
    let first: Endpoint
    let second: Endpoint

    init(_ one: Endpoint, _ other: Endpoint) {
        let isInOrder = (one.high, one.low, UInt64(one.port)) <= (other.high, other.low, UInt64(other.port))
        (first, second) = isInOrder ? (one, other) : (other, one)
    }
}

/// A TCP connection of a capture.
struct Connection {
    let key: ConnectionKey
    /// By the count of segments, for the one that was silent longest.
    var lastSegment: UInt64 = 0
    /// Segments that came before it was known to carry a feed.
    var segments: UInt64 = 0
    /// Directions that are feeds.
    var feeds = 0
    /// Which endpoint sent the SYN; `nil`: it was not seen.
    var clientIsFirst: Bool?

    init(key: ConnectionKey) { self.key = key }
}

/// One direction of a TCP connection.
struct StreamDirection {
    var sorter = SegmentSorter()
    /// Bytes in order that are not decoded yet.
    var buffer: [UInt8] = []
    /// What it carries, by its place in the table of feeds.
    var feed: Int?
    /// Its SYN was seen.
    var isFromTheStart = false
    /// Bytes before the buffer's first were lost, so that it need not begin a message.
    var isOutOfStep = false
    /// No message begins in the buffer before this place.
    var searched = 0
    /// Why bytes before the buffer were lost, until the next message was read.
    var gapCause: LossCause?
    /// It carries nothing that is known.
    var isIgnored = false
    /// No more comes.
    var isClosed = false

    var kept: Int { buffer.count + sorter.held }
}

/// A feed that comes over TCP.
struct StreamFeed {
    let number: UInt16
    let format: FeedFormat
    let decoder: StreamDecoder
    let name: String
    /// Who sends it.
    let source: Endpoint
    /// To which host, port 0.
    let client: Endpoint
    let server: Endpoint
    var isOpen = true
    /// Holes in the bytes, places where they were no messages, and bytes passed over to find the next message.
    var holes: UInt64 = 0
    var faults: UInt64 = 0
    var skipped: UInt64 = 0

    init(
        number: UInt16, format: FeedFormat, decoder: StreamDecoder, name: String, source: Endpoint,
        client: Endpoint, server: Endpoint
    ) {
        self.number = number
        self.format = format
        self.decoder = decoder
        self.name = name
        self.source = source
        self.client = client
        self.server = server
    }

    /// `nil`: nothing was lost.
    var note: String? {
        guard holes + faults > 0 else { return nil }
        var what: [String] = []
        if holes > 0 { what.append("\(holes) \(holes == 1 ? "hole" : "holes") in its TCP stream") }
        if faults > 0 { what.append("\(faults) \(faults == 1 ? "place" : "places") with no message in it") }
        return "\(name): \(what.joined(separator: " and ")); "
            + "\(skipped) bytes were passed over to find the next message, and what they were is lost"
    }
}
