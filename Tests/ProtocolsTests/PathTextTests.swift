import OrderFlow
import TestSupport
import Testing

@Suite("Paths of any bytes as text")
struct PathTextTests {
    @Test(
        "text that is UTF-8 is itself",
        arguments: ["", "day.pcap", "/tmp/Überblick-日.itch", "\u{202E}x", "a b"])
    func plain(text: String) {
        #expect(PathText.text(text.utf8) == text)
        #expect(PathText.bytes(text) == Array(text.utf8))
    }

    @Test(
        "whatever the bytes, they come back",
        arguments: [
            "ff", "c3", "c328", "e282", "e28228", "f09f98", "eda080", "c080", "fe", "8f", "61ff62",
            "f4908080",
            // What stands for a byte, as a name's own character.
            "f48fb880", "61f48fbbbf62",
        ])
    func odd(bytes: String) {
        let text = PathText.text(hex(bytes))
        #expect(PathText.bytes(text) == hex(bytes))
        #expect(text.unicodeScalars.contains(where: PathText.isByte))
    }

    @Test("random bytes come back too, and no two names are the same text")
    func random() {
        var generator = SeededGenerator(seed: 11)
        var texts = Set<String>()
        var names = Set<[UInt8]>()
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
                UInt8.random(in: 1...255, using: &generator)
            }
            let text = PathText.text(bytes)
            #expect(PathText.bytes(text) == bytes)
            #expect(text.systemPath.map { UInt8(bitPattern: $0) } == bytes + [0])
            names.insert(bytes)
            texts.insert(text.unicodeScalars.map { String($0.value) }.joined(separator: " "))
        }
        #expect(names.count == texts.count)
    }
}
