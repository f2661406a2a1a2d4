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
            ("fd377a585a00", .xz),
            ("", nil), ("1f", nil), ("1f9d90", nil), ("28b52f", nil), ("602a4d18", nil), ("4f2a4d18", nil),
            ("fd377a585a", nil), ("fd377a585a01", nil), ("d4c3b2a1", nil), ("0a0d0d0a1c00", nil),
        ] as [(String, Compression?)])
    func magic(head: String, expected: Compression?) {
        #expect(recognise(hex(head)) == expected)
    }

    @Test("each program decompresses to standard output")
    func commands() {
        #expect(Compression.allCases.map(\.command) == ["gzip", "zstd", "xz"])
        #expect(Compression.allCases.allSatisfy { $0.arguments == ["-dc"] })
    }
}
