import Capture
import TestSupport
import Testing

@Suite("Compression, by its first bytes")
struct CompressionTests {
    func recognise(_ head: [UInt8]) -> Compression? {
        // SAFETY: every byte of the array is initialised.
        unsafe Compression.recognise(head.span.bytes)
    }

    @Test(
        "magic numbers",
        arguments: [
            ("1f8b", .gzip), ("1f8b0800", .gzip), ("28b52ffd", .zstd), ("502a4d18", .zstd),
            ("5f2a4d18", .zstd),
            ("fd377a585a00", .xz), ("425a6839314159265359", .bzip2), ("425a6831177245385090", .bzip2),
            ("04224d18", .lz4), ("02214c18", .lz4),
            // Frames to be skipped: of two bytes, then of none.
            ("502a4d18020000000000" + "04224d18", .lz4), ("502a4d18020000000000" + "28b52ffd", .zstd),
            ("5f2a4d1800000000512a4d180000000004224d18", .lz4), ("502a4d18ffffffff04224d18", .zstd),
            ("425a683031415926", nil), ("425a68393141", .bzip2), ("425a6839", nil), ("425a68394141", nil),
            ("04224d19", nil),
            ("", nil), ("1f", nil), ("1f9d90", nil), ("28b52f", nil), ("602a4d18", nil), ("4f2a4d18", nil),
            ("fd377a585a", nil), ("fd377a585a01", nil), ("d4c3b2a1", nil), ("0a0d0d0a1c00", nil),
        ] as [(String, Compression?)])
    func magic(head: String, expected: Compression?) {
        #expect(recognise(hex(head)) == expected)
    }

    @Test("each program decompresses to standard output")
    func commands() {
        #expect(Compression.allCases.map(\.command) == ["gzip", "zstd", "xz", "bzip2", "lz4"])
        #expect(Compression.allCases.allSatisfy { $0.arguments == ["-dc"] })
    }
}
