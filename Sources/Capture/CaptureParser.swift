public import Wire

/// Reads a capture file record by record, in place, without I/O: the same for a mapped file and for a stream.
///
/// The caller gives `next` the bytes from where the last step ended: all that is left of a mapped file, or
/// what a stream has buffered. After `.packet` and `.skip` it drops `consumed` bytes from the front (always
/// more than none), after `.needsMore(n)` it comes back with `n` bytes or more. A file that ends instead was
/// cut there, unless no byte is left over. An error is final.
///
/// Time stamps are handed on as recorded, so they may run backwards.
///
/// Source: libpcap file format; pcapng, draft-ietf-opsawg-pcapng.
public struct CaptureParser: Sendable {
    /// Bytes a frame may have when the file's snap length does not allow more.
    @inlinable static var usualFrameLimit: Int { 262_144 }
    /// Bytes that any record or block may have. What claims more is damaged.
    @inlinable static var blockLimit: Int { 16 << 20 }

    @usableFromInline enum Stage: Sendable {
        case pcapHeader, pcapRecords, pcapngBlocks
        /// A pcapng section of a major version other than 1.
        case pcapngForeignSection
    }

    @usableFromInline var stage: Stage
    /// Byte order of the file, or of the present section.
    @usableFromInline var isBigEndian: Bool
    @usableFromInline var consumedBytes = 0
    @usableFromInline var seenPackets = 0

    // Pcap alone: one set of facts for the whole file.
    /// Nanoseconds in one unit of the fraction: 1 or 1,000.
    @usableFromInline var fractionUnit: UInt64 = 1
    @usableFromInline var frameLimit = CaptureParser.usualFrameLimit
    @usableFromInline var linkType = LinkType.ethernet

    // Pcapng alone.
    /// The interfaces of the present section, by index.
    @usableFromInline var interfaces: [CaptureInterface] = []

    /// Bytes consumed since the start of the file, the step just returned included: where the next `bytes`
    /// must begin. What `next` reports is relative to the front it was given.
    @inlinable public var position: Int { consumedBytes }
    /// Packets returned so far.
    @inlinable public var packets: Int { seenPackets }

    /// - Parameter head: The first bytes of the file, 24 or more if there are that many. None is consumed:
    ///   the first call of `next` begins at byte 0 as well.
    /// - Throws: ``CaptureError/notACapture(firstBytes:)`` or ``CaptureError/modifiedPcap`` by the magic
    ///   number, ``CaptureError/corrupt(at:packet:what:)`` for a cut header or a version that does not exist.
    public init(head: RawSpan) throws(CaptureError) {
        switch Magic(head) {
        case .pcap(let isBigEndian, let fractionUnit):
            self.isBigEndian = isBigEndian
            self.fractionUnit = fractionUnit
            stage = .pcapHeader
            try readPcapHeader(head)
        case .pcapng(let isBigEndian):
            self.isBigEndian = isBigEndian
            stage = .pcapngBlocks
        case .modifiedPcap: throw .modifiedPcap
        case nil: throw .notACapture(firstBytes: head.firstBytes(16))
        }
    }

    /// Whether these first bytes (four or more; twelve tell pcapng from two line ends) are those of a capture
    /// file this parser reads, or rejects by an error of its own (modified pcap).
    public static func recognises(_ head: RawSpan) -> Bool { Magic(head) != nil }

    /// The next step from the front of `bytes`, which must begin where the last step ended.
    ///
    /// - Throws: ``CaptureError/corrupt(at:packet:what:)``; there is no going on after it.
    /// - Complexity: O(1), without allocation, but for the rare pcapng blocks that describe interfaces.
    @inlinable
    public mutating func next(_ bytes: RawSpan) throws(CaptureError) -> CaptureStep {
        switch stage {
        case .pcapRecords: try nextRecord(bytes)
        case .pcapngBlocks, .pcapngForeignSection: try nextBlock(bytes)
        case .pcapHeader: skipPcapHeader(bytes)
        }
    }

    @inlinable @inline(__always)
    func half(_ bytes: RawSpan, at offset: Int) -> UInt16 {
        let value: UInt16 = bytes.littleEndian(at: offset)
        return isBigEndian ? value.byteSwapped : value
    }

    @inlinable @inline(__always)
    func word(_ bytes: RawSpan, at offset: Int) -> UInt32 {
        let value: UInt32 = bytes.littleEndian(at: offset)
        return isBigEndian ? value.byteSwapped : value
    }

    @inlinable @inline(__always)
    mutating func skip(_ count: Int) -> CaptureStep {
        consumedBytes &+= count
        return .skip(consumed: count)
    }

    /// The error for the record or block at the front, with its first bytes.
    func corrupt(_ bytes: RawSpan, _ what: String) -> CaptureError {
        .corrupt(
            at: position, packet: packets + 1, what: "\(what) (found \(hexadecimal(bytes.firstBytes(16))))")
    }
}

/// What the first bytes of a file say.
enum Magic: Equatable {
    case pcap(isBigEndian: Bool, fractionUnit: UInt64)
    case pcapng(isBigEndian: Bool)
    case modifiedPcap

    init?(_ head: RawSpan) {
        guard head.byteCount >= 4 else { return nil }
        let magic: UInt32 = head.bigEndian(at: 0)
        switch magic {
        case 0xD4C3_B2A1: self = .pcap(isBigEndian: false, fractionUnit: 1000)
        case 0xA1B2_C3D4: self = .pcap(isBigEndian: true, fractionUnit: 1000)
        case 0x4D3C_B2A1: self = .pcap(isBigEndian: false, fractionUnit: 1)
        case 0xA1B2_3C4D: self = .pcap(isBigEndian: true, fractionUnit: 1)
        case 0x34CD_B2A1, 0xA1B2_CD34: self = .modifiedPcap
        case 0x0A0D_0D0A:
            // These four bytes may also be two line ends; the byte-order magic settles it.
            guard head.byteCount >= 12 else {
                self = .pcapng(isBigEndian: false)
                return
            }
            guard let isBigEndian = Self.isBigEndianSection(head) else { return nil }
            self = .pcapng(isBigEndian: isBigEndian)
        default: return nil
        }
    }

    /// The byte order of a section, by the magic at offset 8 of its header block; `nil` for no such magic.
    static func isBigEndianSection(_ block: RawSpan) -> Bool? {
        let magic: UInt32 = block.bigEndian(at: 8)
        return switch magic {
        case 0x1A2B_3C4D: true
        case 0x4D3C_2B1A: false
        default: nil
        }
    }
}
