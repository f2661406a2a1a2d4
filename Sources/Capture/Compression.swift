import Wire

/// How a file is compressed, by its first bytes, and the program that undoes it from standard input to
/// standard output.
///
/// Source: RFC 1952, section 2.3.1; RFC 8878, sections 3.1 and 3.1.2; The .xz File Format, section 2.1.1.1; LZ4 Frame
/// Format, "General Structure" and "Legacy frame"; bzip2 1.0.8, `compress.c` (BZ2_compressBlock).
public enum Compression: String, Sendable, CaseIterable, CustomStringConvertible {
    case gzip, zstd, xz, bzip2, lz4

    /// Bytes that are enough to tell, but for skippable frames, which may be of any length.
    public static let headCount = 4_096

    /// What the first bytes say; `nil`: none of these.
    public static func recognise(_ head: RawSpan) -> Compression? {
        guard head.byteCount >= 2 else { return nil }
        if head.bigEndian(at: 0) as UInt16 == 0x1F8B { return .gzip }
        guard head.byteCount >= 4 else { return nil }
        if head.isSkippable(at: 0) { return behindSkippable(head) }
        let magic: UInt32 = head.littleEndian(at: 0)
        if let framed = framed(magic) { return framed }
        guard head.byteCount >= 6 else { return nil }
        let tail: UInt16 = head.bigEndian(at: 4)
        if magic == 0x587A_37FD { return tail == 0x5A00 ? .xz : nil }
        // "BZh" and the block size, then how a block begins, or, of nothing compressed, the end.
        guard magic & 0xFF_FFFF == 0x68_5A42, (0x31...0x39).contains(magic >> 24) else { return nil }
        return tail == 0x3141 || tail == 0x1772 ? .bzip2 : nil
    }

    /// By the number that a frame begins with.
    private static func framed(_ magic: UInt32) -> Compression? {
        switch magic {
        case 0xFD2F_B528: .zstd
        case 0x184D_2204, 0x184C_2102: .lz4
        default: nil
        }
    }

    /// Both zstd and lz4 files may begin with frames to be skipped; the first other one tells which it is.
    private static func behindSkippable(_ head: RawSpan) -> Compression {
        var offset = 0
        while head.isSkippable(at: offset), head.byteCount - offset >= 8 {
            offset += 8 + Int(head.littleEndian(at: offset + 4) as UInt32)
        }
        guard offset <= head.byteCount - 4 else { return .zstd }
        return framed(head.littleEndian(at: offset)) ?? .zstd
    }

    /// The program's name, to be found on the path.
    public var command: String { rawValue }
    /// Decompress to standard output.
    public var arguments: [String] { ["-dc"] }
    public var description: String { rawValue }
}

extension RawSpan {
    /// A skippable frame begins there: one of sixteen numbers.
    fileprivate func isSkippable(at offset: Int) -> Bool {
        guard offset <= byteCount - 4 else { return false }
        return (littleEndian(at: offset) as UInt32) & 0xFFFF_FFF0 == 0x184D_2A50
    }
}
