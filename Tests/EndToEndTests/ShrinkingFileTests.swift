import Foundation
import Testing

@Suite("A file that somebody cuts while it is read, whoever else handles the fault")
struct ShrinkingSummaryTests {
    @Test(
        "is one line and exit code 1",
        arguments: ["summary", "send"], ["enable=yes", "enable=no"])
    func shrinks(command: String, backtrace: String) throws {
        let scratch = Scratch()
        let path = scratch.file("12302019.itch")
        _ = try Program.run(["generate", path, "--messages", "600000", "--symbols", "40"])
        let errors = try Pipe2()
        let nowhere = open("/dev/null", O_RDWR)
        let arguments =
            command == "summary"
            ? [path, "--json"] : [path, "--to", "udp://127.0.0.1:9", "--rate", "100000"]
        let child = try Child.spawn(
            Program.path, [command] + arguments, environment: ["SWIFT_BACKTRACE": backtrace], input: nowhere,
            output: nowhere, errors: errors.write)
        close(errors.write)
        close(nowhere)
        // Mapped, and not read yet, or not sent.
        for _ in 0..<5_000 {
            let maps = (try? String(contentsOfFile: "/proc/\(child)/maps", encoding: .utf8)) ?? ""
            if maps.contains("12302019.itch") { break }
            usleep(1_000)
        }
        if command == "send" { usleep(1_500_000) }
        try #require(truncate(path, 1_000) == 0)
        let said = String(
            decoding: FileHandle(fileDescriptor: errors.read).readDataToEndOfFile(), as: UTF8.self)
        close(errors.read)
        let end = Child.wait(child)
        #expect(end.signal == 0 && end.code == 1, "\(end): \(said)")
        #expect(said.split(separator: "\n").last?.contains("the file became shorter") == true, "\(said)")
        #expect(said.split(separator: "\n").count <= 3, "\(said)")
    }
}

@Suite("A file that somebody cuts while it is replayed", .enabled(if: Tmux.isThere, "tmux is not installed"))
struct ShrinkingFileTests {
    @Test("is an error that says so, not a crash", arguments: ["pcap", "binaryfile"])
    func shrinks(format: String) throws {
        let scratch = Scratch()
        let path = scratch.file("12302019.day")
        let flow = ["--messages", "400000", "--symbols", "40", "--rate", "20000"]
        _ = try Program.run(["generate", path, "--format", format] + flow)
        let tmux = try Tmux(100, 30, "LC_ALL=C.UTF-8 TERM=screen-256color '\(Program.path)' '\(path)'")
        try tmux.wait("the replay") { lines in
            lines.contains { $0.contains("REPLAY 1×") } && lines.contains { $0.contains("SPY") }
        }
        try #require(truncate(path, 4096) == 0)
        for _ in 0..<20 { try tmux.send("]") }
        try tmux.wait("the reason") { $0.contains { $0.contains("became shorter") } }
        try tmux.send("q")
        try tmux.wait("exit code 1") { $0.contains { $0.contains("EXIT 1") } }
    }
}
