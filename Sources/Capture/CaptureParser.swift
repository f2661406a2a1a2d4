
/// Reads a capture file record by record, in place, without I/O: the same for a mapped file and for a stream.
public struct CaptureParser: Sendable {
    /// Bytes consumed since the start of the file. What `next` reports is relative to the front it was given.
    public private(set) var position: Int = 0
    /// Records seen.
    public private(set) var packets: Int = 0

    /// Whether these first bytes (four or more) are those of a capture file this parser reads.
    public static func recognises(_ head: RawSpan) -> Bool { false }

    /// - Parameter head: The first bytes of the file, 24 or more if there are that many.
    public init(head: RawSpan) throws(CaptureError) {}

    /// The next step from the front of `bytes`, which must begin where the last step ended.
    public mutating func next(_ bytes: RawSpan) throws(CaptureError) -> CaptureStep { .needsMore(1) }
}

/// What the front of the bytes holds.
@frozen
public enum CaptureStep: Sendable, Equatable {
    /// A packet, and how many bytes the record takes in all.
    case packet(CapturedPacket, consumed: Int)
    /// Something that is no packet (a header, a statistics block): skip these bytes.
    case skip(consumed: Int)
    /// The record is not whole: this many bytes from the front are needed.
    case needsMore(Int)
}

/// One captured frame, as a range of the bytes given to `next`.
@frozen
public struct CapturedPacket: Sendable, Equatable {
    /// Nanoseconds since the epoch; 0: the record carries no time.
    public var timestamp: UInt64
    /// Where the frame begins, from the front.
    public var offset: Int
    /// Bytes stored.
    public var count: Int
    /// Bytes on the wire.
    public var originalCount: Int
    public var linkType: LinkType

    @inlinable
    public init(timestamp: UInt64, offset: Int, count: Int, originalCount: Int, linkType: LinkType) {
        self.timestamp = timestamp
        self.offset = offset
        self.count = count
        self.originalCount = originalCount
        self.linkType = linkType
    }
}

/// A link type number (LINKTYPE registry).
@frozen
public struct LinkType: RawRepresentable, Sendable, Hashable {
    public var rawValue: UInt16
    @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }
}

/// Why a capture cannot be read, or not further. `at` counts bytes from the start of the file.
public enum CaptureError: Error, Equatable, Sendable {
    case notACapture(firstBytes: [UInt8])
    case modifiedPcap
    case corrupt(at: Int, packet: Int, what: String)
}
