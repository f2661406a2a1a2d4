import Foundation
import OrderFlow
import Testing

@Suite("Names from outside: what people read has no character that hides, turns or orders anything")
struct HostileTextTests {
    /// Eight bytes, as the wire has it.
    private static let symbol = "AB\u{202E}C\u{1B}"

    /// Names with controls are no sign of ITCH, so it has to be told.
    private static let itch = ["--protocol", "itch-5.0"]

    /// A capture with one stock whose symbol is hostile, in a file whose name is.
    private static func day(_ scratch: Scratch, named name: String = "day.pcap") throws -> String {
        var feed = HandFeed()
        let stock = HandStock(locate: 1, symbol: symbol)
        let open = HandCapture.open
        var capture = HandCapture()
        capture.add(feed.packet([stock.directory(open)]), at: open)
        capture.add(
            feed.packet([stock.add(1, "B", 100, 1000, open), stock.add(2, "S", 100, 1001, open)]), at: open)
        let path = scratch.file(name)
        try FileManager.default.moveItem(atPath: try capture.write(scratch), toPath: path)
        return path
    }

    private static func isHarmless(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0 == "\n" || !HarmlessText.isHarmful($0) }
    }

    @Test("summary shows a replacement; its JSON escapes, and keeps the name")
    func summary() throws {
        let scratch = Scratch()
        let path = try Self.day(scratch, named: "day\u{202E}\u{200B}\n.pcap")
        let text = try Program.run(["summary", path] + Self.itch)
        #expect(text.code == 0)
        #expect(text.output.contains("AB\u{FFFD}C\u{FFFD}") && text.output.contains("day\u{FFFD}\u{FFFD}\u{FFFD}.pcap"))
        #expect(Self.isHarmless(text.output) && Self.isHarmless(text.errors))

        let json = try Program.run(["summary", path, "--json"] + Self.itch)
        #expect(json.output.contains(#""symbol":"AB\u202eC\u001b""#))
        #expect(Self.isHarmless(json.output))
        let feeds = try Program.summary([path] + Self.itch)["feeds"] as? [[String: Any]]
        let rows = feeds?.first?["instruments"] as? [[String: Any]]
        #expect(rows?.first?["symbol"] as? String == Self.symbol)
    }

    @Test("pictures of the file do too", arguments: ["text", "ansi", "svg"])
    func snapshot(format: String) throws {
        let scratch = Scratch()
        let path = try Self.day(scratch, named: "day\u{202E}.pcap")
        let drawn = try Program.run(["snapshot", path, "--view", "book", "--size", "120x40", "--format", format] + Self.itch)
        #expect(drawn.code == 0)
        let words = drawn.output.replacing(/\u{1B}\[[0-9;]*m/, with: "")
        #expect(words.contains("AB\u{FFFD}C\u{FFFD}"))
        #expect(Self.isHarmless(words))
    }

    @Test(
        "errors about arguments and files do too",
        arguments: [
            ["summary", "/nowhere/a\u{202E}\u{1B}[2Jb.pcap"], ["summary", "--lo\u{202E}", "x"],
            ["summary", "--protocol", "itch\u{2066}", "x"], ["bench", "compare", "/nowhere/\u{200F}a", "b"],
            ["generate", "/nowhere/\u{FEFF}a.itch"], ["themes", "da\u{202E}rk"], ["nope\u{200B}://x"],
        ])
    func errors(arguments: [String]) throws {
        let result = try Program.run(arguments, seconds: 20)
        #expect(result.code != 0 && !result.errors.isEmpty)
        #expect(Self.isHarmless(result.errors) && Self.isHarmless(result.output))
    }
}
