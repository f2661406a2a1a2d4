import Foundation
import Testing

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
