import OrderFlow
import Testing

@Suite("Text for people that holds words from outside")
struct HarmlessTextTests {
    /// The first and the last of each range of characters that are never shown.
    private static let harmful: [UInt32] = [
        0x00, 0x07, 0x09, 0x0A, 0x1B, 0x1F, 0x7F, 0x80, 0x9B, 0x9F, 0x61C, 0x200B, 0x200D, 0x200F, 0x2028,
        0x202A, 0x202E, 0x2060, 0x2066, 0x2069, 0xFEFF, 0xE0000, 0xE0041, 0xE007F,
    ]
    /// Their neighbours, and others that a name may have.
    private static let harmless: [UInt32] = [
        0x20, 0x7E, 0xA0, 0xE9, 0x61B, 0x61D, 0x200A, 0x2010, 0x2027, 0x202F, 0x205F, 0x206A, 0x4E2D, 0xFEFE,
        0xFF00, 0x1F600, 0xDFFFF, 0xE0080,
    ]

    @Test("controls and invisible marks are shown as U+FFFD, one each", arguments: harmful)
    func replaced(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        #expect(HarmlessText.of("A\(scalar)B") == "A\u{FFFD}B")
        #expect(HarmlessText.isHarmful(scalar))
    }

    @Test("all else stays as it is", arguments: harmless)
    func kept(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        #expect(HarmlessText.of("A\(scalar)B") == "A\(scalar)B")
    }

    @Test("of several lines only the line feeds stay that are asked for")
    func lines() {
        #expect(HarmlessText.of("a\r\nb\tc\n") == "a\u{FFFD}\u{FFFD}b\u{FFFD}c\u{FFFD}")
        #expect(HarmlessText.of("a\nb\u{202E}\n", keeping: ["\n"]) == "a\nb\u{FFFD}\n")
        #expect(HarmlessText.of("plain\ntext\n", keeping: ["\n"]) == "plain\ntext\n")
        #expect(HarmlessText.of("a\r\nb\tc\n", keeping: ["\n", "\r", "\t"]) == "a\r\nb\tc\n")
    }
}
