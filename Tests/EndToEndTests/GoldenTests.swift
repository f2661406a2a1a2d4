import Foundation
import FoundationXML
import Testing

/// Pictures of every view, compared with the ones kept in `Golden`. After a wanted change of the screen,
/// `GOLDEN=write swift test --filter GoldenTests` draws them anew; look at each before keeping it.
@Suite("Pictures of every view")
struct GoldenTests {
    static let views = ["overview", "book", "flow", "rates", "latency", "gaps", "events"]
    static let sizes = ["80x24", "120x40", "200x60"]
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Golden"
    static let isWriting = ProcessInfo.processInfo.environment["GOLDEN"] == "write"

    /// A minute of a feed of forty instruments, with losses and crossed books: the same bytes on every machine.
    private static let day = Result<Scratch, any Error> {
        let scratch = Scratch()
        let made = try Program.run([
            "generate", scratch.file("day.pcap"), "--format", "pcap", "--messages", "120000",
            "--symbols", "40", "--rate", "2000", "--seed", "7", "--loss", "0.1", "--crossed",
        ])
        try #require(made.code == 0, "\(made.errors)")
        return scratch
    }

    @Test(
        "are the ones kept, character by character", .timeLimit(.minutes(5)),
        arguments: views, sizes)
    func picture(view: String, size: String) throws {
        let drawn = try Self.snapshot(view, size, "text")
        let path = "\(Self.folder)/\(view)-\(size).txt"
        if Self.isWriting {
            try drawn.output.write(toFile: path, atomically: true, encoding: .utf8)
            return
        }
        let kept = try String(contentsOfFile: path, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        let lines = drawn.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == kept.count)
        for (row, (line, wanted)) in zip(lines, kept).enumerated() where line != wanted {
            Issue.record("row \(row) of \(view) at \(size):\n\(line)\nwas kept as\n\(wanted)")
        }
    }

    @Test("say the same in ANSI and SVG as in text", arguments: views)
    func formats(view: String) throws {
        let text = try Self.snapshot(view, "80x24", "text").output
        let ansi = try Self.snapshot(view, "80x24", "ansi").output
        let plain = ansi.replacing(/\u{1B}\[[0-9;]*m/, with: "").split(
            separator: "\n", omittingEmptySubsequences: false
        ).map { line in String(line.reversed().drop { $0 == " " }.reversed()) }.joined(separator: "\n")
        #expect(plain == text)
        let svg = try Self.snapshot(view, "80x24", "svg").output
        let parser = XMLTexts()
        let isWellFormed = parser.read(svg)
        #expect(isWellFormed)
        #expect(Self.ink(parser.text) == Self.words(text))
    }

    /// In the day's folder, so that no path of the machine is in the picture.
    private static func snapshot(_ view: String, _ size: String, _ format: String) throws -> Program.Result {
        let result = try Child.run(
            "/usr/bin/env",
            [
                "-C", try day.get().path, Program.path, "snapshot", "day.pcap", "--view", view, "--size", size,
                "--format", format,
            ])
        try #require(result.code == 0, "\(result.errors)")
        return result
    }

    /// All but the spaces.
    private static func ink(_ text: String) -> String { text.filter { !$0.isWhitespace } }

    /// All but the spaces, and but what a picture draws as shapes: frames, blocks, Braille.
    private static func words(_ text: String) -> String {
        ink(text).filter { !("\u{2500}"..."\u{259F}").contains($0) && !("\u{2800}"..."\u{28FF}").contains($0) }
    }
}

/// The texts of an XML document, one behind the other.
private final class XMLTexts: NSObject, XMLParserDelegate {
    private(set) var text = ""

    /// - Returns: Whether the document is well-formed.
    func read(_ document: String) -> Bool {
        let parser = XMLParser(data: Data(document.utf8))
        parser.delegate = self
        return parser.parse()
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}
