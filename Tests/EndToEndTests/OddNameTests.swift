import Foundation
import Testing

@Suite("Files whose names are not UTF-8")
struct OddNameTests {
    private let scratch = Scratch()
    /// A folder and a file's beginning with bytes that are part of no character, and one that only looks like one.
    private static let name = "$(printf 'day-\\377\\303(\\342\\202.f')"

    /// Runs a shell's line in which `$f` is such a name in the scratch folder, without its ending.
    private func run(_ line: String) throws -> Program.Result {
        try Program.underShell("cd '\(scratch.path)' && f=\(Self.name) && { \(line); }")
    }

    @Test("open for every command that takes a path")
    func open() throws {
        for line in [
            "\"$0\" generate \"$f.pcap\" --messages 2000 --symbols 20 && [ $(ls | wc -l) = 1 ]",
            "\"$0\" summary \"$f.pcap\" --json | grep -q '\"messages\":20[0-9][0-9],'",
            "gzip -k \"$f.pcap\" && \"$0\" summary \"$f.pcap.gz\" --json | grep -q itch-5.0",
            "\"$0\" snapshot \"$f.pcap\" | grep -q SPY",
            "\"$0\" send \"$f.pcap\" --to udp://127.0.0.1:9 --speed max --log \"$f.log\" 2>/dev/null && [ -s \"$f.log\" ]",
            "printf 'fps = 5\\n' > \"$f.toml\"; \"$0\" snapshot \"$f.pcap\" -c \"$f.toml\" > /dev/null",
            "\"$0\" themes nord --export > \"$f.toml\" && \"$0\" themes \"$PWD/$f.toml\" > /dev/null",
            "\"$0\" bench summary \"$f.pcap\" --runs 2 --json > /dev/null",
        ] {
            let result = try run(line)
            #expect(result.code == 0 && result.signal == 0, "\(line): \(result.code) \(result.errors)")
        }
    }

    @Test("are shown with replacements, as text and in JSON")
    func shown() throws {
        let missing = try run("\"$0\" summary \"$f.none\" 2> errors; [ $? = 1 ]")
        #expect(missing.code == 0)
        let errors = [UInt8](try Data(contentsOf: URL(fileURLWithPath: scratch.file("errors"))))
        let words = try #require(String(validating: errors, as: UTF8.self), "standard error is UTF-8")
        #expect(
            words.hasPrefix("feedtop: day-\u{FFFD}\u{FFFD}(\u{FFFD}\u{FFFD}.f.none: No such file"), "\(words)"
        )
        let made = try run(
            "\"$0\" generate \"$f.pcap\" --messages 2000 2>/dev/null && \"$0\" summary \"$f.pcap\" > text && "
                + "\"$0\" summary \"$f.pcap\" --json > json")
        #expect(made.code == 0, "\(made.errors)")
        let text = [UInt8](try Data(contentsOf: URL(fileURLWithPath: scratch.file("text"))))
        #expect(try #require(String(validating: text, as: UTF8.self)).contains("day-\u{FFFD}"))
        let json = try Data(contentsOf: URL(fileURLWithPath: scratch.file("json")))
        #expect(try JSONSerialization.jsonObject(with: json) is [String: Any])
    }
}
