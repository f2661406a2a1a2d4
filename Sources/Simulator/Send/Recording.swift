public import Protocols
internal import Wire

/// A capture or day file to be sent: mapped, looked through once, and never copied.
///
/// Its messages are numbered from 0 on, in the order of their sequence; an index keeps the place of one in a few
/// hundred (of a day file) or of the first in each datagram (of a capture).
public final class Recording: Sendable {
    /// As the user named it.
    public let label: String
    /// What it carries; `nil`: datagrams of an unknown protocol, which can only be sent on as they are.
    public let format: FeedFormat?
    /// The feed sent, of a capture: `224.0.0.1:26477`.
    public let feed: String?
    /// Something that the user should know: a cut end, a damaged place.
    public let note: String?
    /// Messages of the whole file that can be sent one by one.
    public let count: Int
    /// Datagrams, of a capture.
    public var datagrams: Int { packets.count }
    /// The sessions, in order; each begins with sequence 1, or as the capture has it.
    let sessions: [RecordedSession]
    /// The longest message, in bytes.
    let longest: Int
    let mapping: FileMapping
    let chunks: [MessageChunk]
    let packets: [RecordedPacket]

    init(_ scan: RecordingScan, _ mapping: FileMapping, label: String) {
        self.label = label
        self.mapping = mapping
        format = scan.format
        feed = scan.feed
        note = scan.note
        count = scan.count
        sessions = scan.sessions
        longest = scan.longest
        chunks = scan.chunks
        packets = scan.packets
    }

    /// Whether it is a capture, whose datagrams can be sent as they are.
    public var isCapture: Bool { feed != nil }
    /// Whether single messages can be taken out of it.
    public var hasMessages: Bool { count > 0 }
    /// The file became shorter while it was sent.
    public var hasShrunk: Bool { mapping.hasShrunk }

    /// Bytes of the longest datagram that is sent from it.
    public var longestDatagram: Int {
        max(PackingOptions().maximumBytes, longest + 22, packets.reduce(0) { max($0, $1.count) })
    }

    /// How a message begins: with its length before it (big-endian, two bytes), or with the length inside.
    public var hasLengthPrefix: Bool { format?.content != .orderUpdate }
}

/// Some messages that stand one behind the other in the file.
struct MessageChunk: BitwiseCopyable, Sendable {
    /// Number of the first message.
    var first: Int
    /// Where it begins, or the length before it.
    var offset: Int
    /// When the packet was captured, ns since the epoch; 0: the message has a time of its own.
    var time: UInt64
    /// Sequence of the first message in its session.
    var sequence: UInt64
    /// Messages captured up to the end of this chunk's datagram, in the order of capture.
    var arrival: Int
}

/// A session's share of the messages.
struct RecordedSession: Sendable, Equatable {
    /// MoldUDP64's session id, when the file has one.
    var id: [UInt8]?
    /// Number of its first message.
    var first: Int
    var count: Int
}

/// The payload of a captured datagram.
struct RecordedPacket: BitwiseCopyable, Sendable {
    var time: UInt64
    var offset: Int
    var count: Int
}

/// MoldUDP64's session ids.
enum MoldSession {
    /// As ten digits.
    static func digits(_ number: UInt64) -> [UInt8] {
        var (digits, rest) = ([UInt8](repeating: 0, count: 10), number)
        for place in (0..<10).reversed() {
            digits[place] = UInt8(truncatingIfNeeded: rest % 10) + UInt8(ascii: "0")
            rest /= 10
        }
        return digits
    }
}
