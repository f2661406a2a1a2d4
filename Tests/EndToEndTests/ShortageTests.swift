import Foundation
import Testing

@Suite("Short of descriptors, memory or threads: one clear line, never a trap", .serialized)
struct ShortageTests {
    /// A small day in several wrappings.
    private static let day = Result<Scratch, any Error> {
        let scratch = Scratch()
        for name in ["12302019.itch", "day.pcap"] {
            let made = try Program.run([
                "generate", scratch.file(name), "--messages", "3000", "--symbols", "20",
            ])
            try #require(made.code == 0, "\(made.errors)")
        }
        let packed = try Child.run("/bin/sh", ["-c", "gzip -k '\(scratch.file("day.pcap"))'"])
        try #require(packed.code == 0, "\(packed.errors)")
        return scratch
    }

    /// What the program says of a source under a limit: it reads the source, or tells in one line what it lacks.
    private func expectClear(_ limit: String, _ arguments: [String], says words: [String]) throws {
        let result = try Program.underShell("\(limit); exec \"$0\" \"$@\"", arguments, seconds: 60)
        let what = "\(limit), \(arguments): \(result.code) \(result.errors)"
        #expect(result.signal == 0, "\(what)")
        // 127: too little for the system's own loader, before the program begins; 4: nothing came.
        guard ![0, 4, 127].contains(result.code) else { return }
        #expect(result.code == 1, "\(what)")
        #expect(
            result.errors.split(separator: "\n").count == 1 && result.errors.hasPrefix("feedtop: "), "\(what)"
        )
        #expect(words.contains { result.errors.contains($0) }, "\(what)")
    }

    @Test("few descriptors", arguments: 4...12)
    func descriptors(count: Int) throws {
        let scratch = try Self.day.get()
        for arguments in [
            ["summary", scratch.file("12302019.itch")], ["summary", scratch.file("day.pcap.gz")],
            ["summary", "udp://127.0.0.1:\(UInt16.random(in: 20_000..<60_000))", "--seconds", "0.2"],
            ["summary", "tcp://localhost:9", "--seconds", "0.2"],
            ["snapshot", scratch.file("day.pcap")], ["themes", "nord"],
            ["send", scratch.file("day.pcap.gz"), "--to", "udp://127.0.0.1:9", "--speed", "max"],
            ["generate", scratch.file("few-\(count).pcap"), "--messages", "1000"],
        ] {
            try expectClear("ulimit -n \(count)", arguments, says: ["ulimit -n", "Too many open files"])
        }
    }

    @Test("little address space", arguments: Array(stride(from: 60_000, through: 300_000, by: 20_000)))
    func addressSpace(kilobytes: Int) throws {
        let scratch = try Self.day.get()
        for arguments in [
            ["summary", scratch.file("12302019.itch")],
            ["summary", "udp://127.0.0.1:\(UInt16.random(in: 20_000..<60_000))", "--seconds", "0.2"],
            ["summary", "tcp://127.0.0.1:9", "--seconds", "0.2"],
            ["snapshot", scratch.file("day.pcap")], ["themes", "nord"],
            ["send", scratch.file("day.pcap"), "--to", "udp://127.0.0.1:9", "--speed", "max"],
        ] {
            try expectClear("ulimit -v \(kilobytes)", arguments, says: ["ulimit -v"])
        }
    }

    @Test("no thread to be had: their stacks are larger than the address space")
    func threads() throws {
        let scratch = try Self.day.get()
        let result = try Program.underShell(
            "ulimit -s 8000000 && ulimit -v 4000000 && exec \"$0\" summary \"$1\"", [scratch.file("day.pcap")]
        )
        #expect(result.signal == 0 && result.code == 1, "\(result)")
        #expect(result.errors.hasPrefix("feedtop: no thread '"), "\(result.errors)")
        #expect(result.errors.contains("ulimit -v"), "\(result.errors)")
        #expect(result.errors.split(separator: "\n").count == 1)
    }

    @Test(
        "the screen does not blame the terminal for it", .enabled(if: Tmux.isThere, "tmux is not installed"),
        arguments: 4...14)
    func screen(count: Int) throws {
        let scratch = try Self.day.get()
        let tmux = try Tmux(
            200, 24,
            "ulimit -n \(count); LC_ALL=C.UTF-8 TERM=screen-256color '\(Program.path)' '\(scratch.file("day.pcap"))' --speed max"
        )
        let lines = try tmux.wait("the picture or the reason") { lines in
            lines.contains { $0.hasPrefix("EXIT") } || lines.contains { $0.contains("ENDED") }
        }
        guard lines.contains(where: { $0.hasPrefix("EXIT") }) else { return try tmux.send("q") }
        #expect(lines.contains("EXIT 1"), "\(lines)")
        let said = lines.joined(separator: " ")
        #expect(
            said.contains("feedtop: ") && said.contains("ulimit -n") && !said.contains("TERM="), "\(said)")
    }

    @Test("a server that is out of descriptors waits without spinning, and then goes on")
    func server() throws {
        let scratch = try Self.day.get()
        let errors = try Pipe2()
        let child = try Child.spawn(
            "/bin/sh",
            [
                "-c", "ulimit -n 9; exec \"$0\" send \"$1\" --to tcp://127.0.0.1:0 --rate 1 --clients 99",
                Program.path,
                scratch.file("12302019.itch"),
            ], input: 0, output: errors.write, errors: errors.write)
        close(errors.write)
        var heard = ""
        var bytes = [UInt8](repeating: 0, count: 4_096)
        while !heard.contains("listening at") || !heard.hasSuffix("\n") {
            let count = read(errors.read, &bytes, bytes.count)
            guard count > 0 else { break }
            heard += String(decoding: bytes[..<count], as: UTF8.self)
        }
        let port = try #require(UInt16(heard.split(separator: ":").last?.dropLast() ?? ""), "\(heard)")
        let clients = (0..<12).map { _ in Self.connected(to: port) }
        defer { for client in clients { close(client) } }
        #expect(!clients.contains(-1))
        usleep(500_000)
        let before = Child.processorTime(child)
        usleep(1_000_000)
        #expect(Child.processorTime(child) - before < 0.5)
        kill(child, SIGINT)
        heard += String(
            decoding: FileHandle(fileDescriptor: errors.read).readDataToEndOfFile(), as: UTF8.self)
        close(errors.read)
        let end = Child.wait(child)
        #expect(end.signal == 0, "\(heard)")
        #expect(heard.contains("had to wait") && heard.contains("ulimit -n"), "\(heard)")
    }

    private static func connected(to port: UInt16) -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let failed = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return failed == 0 ? descriptor : -1
    }
}
