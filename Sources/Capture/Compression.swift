import Wire

/// How a file is compressed, by its first bytes, and the program that undoes it from standard input to
/// standard output.
///
/// Source: RFC 1952, section 2.3.1; RFC 8878, section 3.1; The .xz File Format, section 2.1.1.1.
public enum Compression: String, Sendable, CaseIterable, CustomStringConvertible {
    case gzip, zstd, xz

    /// What the first bytes (six, if there are that many) say; `nil`: none of these.
    public static func recognise(_ head: RawSpan) -> Compression? {
        guard head.byteCount >= 2 else { return nil }
        if head.bigEndian(at: 0) as UInt16 == 0x1F8B { return .gzip }
        guard head.byteCount >= 4 else { return nil }
        let magic: UInt32 = head.littleEndian(at: 0)
        // A zstd file may also begin with skippable frames, of sixteen magic numbers.
        if magic == 0xFD2F_B528 || magic & 0xFFFF_FFF0 == 0x184D_2A50 { return .zstd }
        guard head.byteCount >= 6, magic == 0x587A_37FD else { return nil }
        return head.littleEndian(at: 4) as UInt16 == 0x005A ? .xz : nil
    }

    /// The program's name, to be found on the path.
    public var command: String { rawValue }
    /// Decompress to standard output.
    public var arguments: [String] { ["-dc"] }
    public var description: String { rawValue }
}
