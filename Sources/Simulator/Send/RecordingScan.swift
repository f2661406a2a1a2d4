internal import Capture
public import Protocols
internal import Wire

/// What one look through a file finds: the first thing done with it.
struct RecordingScan {
    var format: FeedFormat?
    var feed: String?
    var note: String?
    var count = 0
    var longest = 0
    var sessions: [RecordedSession] = []
    var chunks: [MessageChunk] = []
    var packets: [RecordedPacket] = []

    /// Messages between two places that are kept in mind.
    static let stride = 256
    /// Bytes looked at to find out what a file carries.
    static let headCount = 65_536
    /// Bytes that a message may have and still go into a datagram, with a header and a length.
    static let longestSendable = 65_507 - 22
}

extension Recording {
    /// Looks through a file.
    ///
    /// - Parameters:
    ///   - descriptor: Of a regular file, not compressed; only looked at, and not needed afterwards.
    ///   - label: The file's name, for errors.
    ///   - feed: Of a capture: which feed, as `group:port`; `nil`: the only one.
    ///   - forced: The protocol, where it shall not be found out.
    public convenience init(
        _ descriptor: Int32, label: String, feed: String? = nil, forced: FeedProtocol? = nil
    ) throws(RecordingError) {
        let mapping = try FileMapping(descriptor, label: label)
        var scan = RecordingScan()
        if CaptureParser.recognises(mapping.bytes) {
            try scan.readCapture(mapping.bytes, label: label, wanted: feed, forced: forced)
        } else {
            guard feed == nil else {
                throw RecordingError(
                    "\(label): is no capture, so --feed \(feed ?? "") names nothing in it", .usage)
            }
            try scan.readMessages(mapping.bytes, label: label, forced: forced)
        }
        self.init(scan, mapping, label: label)
    }
}

extension RecordingScan {
    /// A day file, or a stream of order updates.
    mutating func readMessages(
        _ bytes: RawSpan, label: String, forced: FeedProtocol?
    ) throws(RecordingError) {
        let head = bytes.bytes(at: 0, count: min(bytes.byteCount, Self.headCount))
        let found: FeedFormat?
        if let forced {
            found = ProtocolRegistry.formats.first { $0.content == forced && !$0.transport.isPacketed }
        } else {
            found =
                ProtocolRegistry.identify(streamHead: head, isWhole: bytes.byteCount == head.byteCount).first
        }
        format = found
        switch found?.transport {
        case .binaryFile: readRecords(bytes, label: label)
        case .stream: readUpdates(bytes, label: label)
        default:
            throw RecordingError(
                "\(label): is neither a capture nor messages of a known protocol; "
                    + "send a pcap, a day file, or order updates")
        }
        guard count > 0 else { throw RecordingError("\(label): has not one whole message", .noData) }
    }

    /// BinaryFILE: a length before each message; length 0 ends a session.
    private mutating func readRecords(_ bytes: RawSpan, label: String) {
        var (offset, sessionStart, chunkEnd) = (0, 0, 0)
        while bytes.byteCount &- offset >= 2 {
            let field: UInt16 = bytes.bigEndian(at: offset)
            let length = Int(field)
            if length == 0 {
                close(from: sessionStart)
                sessionStart = count
                chunkEnd = count
                offset &+= 2
                continue
            }
            guard length <= ITCH50Codec.longestMessage else {
                note =
                    "\(label): at byte \(offset), a length of \(length) cannot be; what came before is sent"
                break
            }
            guard length <= bytes.byteCount &- offset &- 2 else { break }
            if count == chunkEnd {
                mark(offset, sequence: UInt64(count - sessionStart + 1))
                chunkEnd = count + Self.stride
            }
            longest = max(longest, length)
            count &+= 1
            offset &+= length &+ 2
        }
        close(from: sessionStart)
        tellCut(bytes, offset, label)
    }

    /// Order updates: each has its length inside.
    private mutating func readUpdates(_ bytes: RawSpan, label: String) {
        var offset = 0
        while let header = OrderUpdate.Header(bytes.bytes(from: offset)) {
            let length = Int(header.length)
            guard length >= OrderUpdate.Header.byteCount, length <= Self.longestSendable else {
                note =
                    "\(label): at byte \(offset), a length of \(length) cannot be; what came before is sent"
                break
            }
            guard length <= bytes.byteCount &- offset else { break }
            if count % Self.stride == 0 { mark(offset, sequence: UInt64(count + 1)) }
            longest = max(longest, length)
            count &+= 1
            offset &+= length
        }
        close(from: 0)
        tellCut(bytes, offset, label)
    }

    private mutating func mark(_ offset: Int, sequence: UInt64) {
        chunks.append(MessageChunk(first: count, offset: offset, time: 0, sequence: sequence, arrival: 0))
    }

    private mutating func close(from start: Int) {
        if count > start { sessions.append(RecordedSession(id: nil, first: start, count: count - start)) }
    }

    private mutating func tellCut(_ bytes: RawSpan, _ offset: Int, _ label: String) {
        let left = bytes.byteCount - offset
        if note == nil, left > 0 {
            note = "\(label): the last \(left) bytes are no whole message, and are not sent: the file is cut"
        }
    }
}
