import Foundation
import Testing

@Suite("Standard streams that are closed, full or limited")
struct StandardStreamTests {
    private let scratch = Scratch()

    private func day(_ name: String = "day.pcap") throws -> String {
        let made = try Program.run(["generate", scratch.file(name), "--messages", "3000", "--symbols", "20"])
        try #require(made.code == 0, "\(made.errors)")
        return scratch.file(name)
    }

    @Test(
        "a closed output is an error that says so",
        arguments: ["summary", "snapshot", "--help", "--version", "themes"])
    func closedOutput(command: String) throws {
        let arguments = [command] + (["summary", "snapshot"].contains(command) ? [try day()] : [])
        let result = try Program.underShell("exec \"$0\" \"$@\" >&-", arguments)
        #expect(result.code == 1 && result.signal == 0, "\(result)")
        #expect(result.errors == "feedtop: standard output: it is closed\n", "\(result.errors)")
    }

    @Test(
        "a full output is an error with its reason",
        arguments: ["summary", "snapshot", "--help", "--version", "themes"])
    func fullOutput(command: String) throws {
        let arguments = [command] + (["summary", "snapshot"].contains(command) ? [try day()] : [])
        let result = try Program.underShell("exec \"$0\" \"$@\" > /dev/full", arguments)
        #expect(result.code == 1 && result.signal == 0, "\(result)")
        #expect(result.errors == "feedtop: standard output: No space left on device\n", "\(result.errors)")
    }

    @Test("help for which nobody waits ends quietly")
    func brokenPipe() throws {
        let result = try Program.underShell("{ sleep 0.2; \"$0\" --help; } | true")
        #expect(result.errors.isEmpty, "\(result.errors)")
    }

    @Test("a closed input is an error of the input")
    func closedInput() throws {
        let result = try Program.underShell("exec \"$0\" summary - <&-")
        #expect(result.code == 1 && result.signal == 0)
        #expect(result.errors.hasPrefix("feedtop: standard input: "), "\(result.errors)")
        #expect(result.errors.split(separator: "\n").count == 1)
    }

    @Test("a closed error output changes nothing else")
    func closedErrors() throws {
        let result = try Program.underShell("exec \"$0\" summary \"$1\" --json 2>&-", [try day()])
        #expect(result.code == 0 && result.output.hasPrefix("{"))
    }

    @Test("with all three closed no file takes their place: what is written is what would have been")
    func allClosed() throws {
        let expected = try Data(contentsOf: URL(fileURLWithPath: day("open.pcap")))
        let path = scratch.file("closed.pcap")
        let result = try Program.underShell(
            "\"$0\" generate \"$1\" --messages 3000 --symbols 20 <&- >&- 2>&-", [path])
        #expect(result.code == 0)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == expected)
        // A log that is the first file to be opened, and words that go to standard error.
        let log = scratch.file("log.json")
        let sent = try Program.underShell(
            "\"$0\" send \"$1\" --to udp://127.0.0.1:9 --speed max --log \"$2\" <&- >&- 2>&-", [path, log])
        #expect(sent.code == 0)
        let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
        #expect(!lines.isEmpty && lines.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") }, "\(lines)")
    }

    @Test("a write past the limit of a file's size is an error with its reason")
    func fileSizeLimit() throws {
        let generated = try Program.underShell(
            "ulimit -f 20; exec \"$0\" generate \"$1\" --messages 50000", [scratch.file("large.itch")])
        #expect(generated.code == 1 && generated.signal == 0, "\(generated)")
        #expect(
            generated.errors.contains("large.itch") && generated.errors.contains("File too large"),
            "\(generated)")
        let path = try day()
        let report = try Program.underShell(
            "ulimit -f 0; exec \"$0\" summary \"$1\" --json > \"$2\"", [path, scratch.file("report.json")])
        #expect(report.code == 1 && report.signal == 0, "\(report)")
        #expect(report.errors == "feedtop: standard output: File too large\n", "\(report.errors)")
        try #require(try Child.run("/bin/sh", ["-c", "gzip -k '\(path)'"]).code == 0)
        let unpacked = try Program.underShell(
            "ulimit -f 20; exec \"$0\" send \"$1\" --to udp://127.0.0.1:9", [path + ".gz"])
        #expect(unpacked.code == 1 && unpacked.signal == 0, "\(unpacked)")
        #expect(unpacked.errors.contains("File too large"), "\(unpacked.errors)")
    }
}
