import Foundation
import Testing

@Suite("A sender on this host", .serialized)
struct SendTests {
    /// `feedtop send`, with what it says on standard error.
    private final class Sender {
        let child: pid_t
        private let errors: Pipe2
        private var heard = ""

        init(_ arguments: [String]) throws {
            errors = try Pipe2()
            child = try Child.spawn(
                Program.path, ["send"] + arguments, input: 0, output: errors.write, errors: errors.write)
            close(errors.write)
        }

        /// The port in the line that begins so.
        func port(after words: String) throws -> UInt16 {
            var bytes = [UInt8](repeating: 0, count: 4_096)
            while !heard.contains(words) || !heard.hasSuffix("\n") {
                let count = read(errors.read, &bytes, bytes.count)
                guard count > 0 else { break }
                heard += String(decoding: bytes[..<count], as: UTF8.self)
            }
            let line = try #require(heard.split(separator: "\n").first { $0.contains(words) }, "\(heard)")
            return try #require(UInt16(line.split(separator: ":").last ?? ""))
        }

        func finish() -> (errors: String, code: Int32) {
            heard += String(
                decoding: FileHandle(fileDescriptor: errors.read).readDataToEndOfFile(), as: UTF8.self)
            close(errors.read)
            return (heard, Child.wait(child).code)
        }
    }

    /// The instruments of what `feedtop summary udp://` saw of a sender.
    private func received(_ file: String, _ options: [String]) throws -> (json: String, sender: String) {
        let port = UInt16.random(in: 20_000..<60_000)
        let output = try Pipe2()
        let watcher = try Child.spawn(
            Program.path, ["summary", "udp://127.0.0.1:\(port)", "--json"], input: 0, output: output.write,
            errors: 2)
        close(output.write)
        // It listens as soon as its socket is in the table.
        let entry = ":" + String(port, radix: 16, uppercase: true)
        for _ in 0..<500 {
            let table = (try? String(contentsOfFile: "/proc/net/udp", encoding: .utf8)) ?? ""
            if table.contains(entry) { break }
            usleep(10_000)
        }
        let sent = try Program.run(["send", file, "--to", "udp://127.0.0.1:\(port)"] + options)
        #expect(sent.code == 0, "\(sent.errors)")
        usleep(500_000)
        kill(watcher, SIGINT)
        let text = FileHandle(fileDescriptor: output.read).readDataToEndOfFile()
        close(output.read)
        #expect(Child.wait(watcher).code == 0)
        return (String(decoding: text, as: UTF8.self), sent.errors)
    }

    private func generate(_ scratch: Scratch, _ name: String, _ options: String...) throws -> String {
        let made = try Program.run(
            ["generate", scratch.file(name), "--messages", "20000", "--seed", "5"] + options)
        try #require(made.code == 0, "\(made.errors)")
        return scratch.file(name)
    }

    @Test("a day file and a capture over UDP give the instruments that the file gives")
    func sameInstruments() throws {
        let scratch = Scratch()
        let day = try generate(scratch, "day.itch", "--symbols", "50")
        let capture = try generate(scratch, "day.pcap", "--symbols", "50", "--format", "pcap")
        let reference = instrumentsText(try Program.run(["summary", day, "--json"]).output)
        #expect(reference.count == 1)
        #expect(instrumentsText(try received(day, ["--rate", "40000"]).json) == reference)
        #expect(instrumentsText(try received(capture, ["--rate", "40000"]).json) == reference)
        // A capture in a tunnel: its datagrams are sent as they were before.
        let wrapped = try RewrittenCapture.make(of: capture, in: [.mpls, .erspan2])
        let tunnel = try scratch.write("tunnel.pcap", wrapped)
        #expect(instrumentsText(try received(tunnel, ["--rate", "40000"]).json) == reference)
    }

    @Test("what the receiver misses is what the sender's log says")
    func lossesAgree() throws {
        let scratch = Scratch()
        let day = try generate(scratch, "day.itch", "--symbols", "50")
        let log = scratch.file("log")
        let json = try received(day, ["--rate", "40000", "--loss", "3", "--log", log]).json
        let summary = try #require(
            JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let feed = try #require((summary["feeds"] as? [[String: Any]])?.first)
        let ranges = try #require((feed["sequence"] as? [String: Any])?["ranges"] as? [[Int]])
        let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
        let end = try #require(
            JSONSerialization.jsonObject(with: Data(lines.last!.utf8)) as? [String: Any])
        let missing = try #require((end["missing"] as? [[String: Any]])?.first?["ranges"] as? [[Int]])
        #expect(ranges == missing && !ranges.isEmpty)
        #expect(lines.count == (end["lostDatagrams"] as? Int ?? 0) + 1)
        #expect(integer(feed, "messages") == 20_000 - (integer(end, "lostMessages") ?? 0))
        #expect(integer(end, "messages") == integer(feed, "messages"))
    }

    @Test("over TCP and a Unix socket the day file arrives byte for byte, compressed or not")
    func streams() throws {
        let scratch = Scratch()
        let day = try generate(scratch, "day.itch", "--symbols", "50")
        let bytes = try Data(contentsOf: URL(fileURLWithPath: day))
        let packed = try Child.run("/bin/sh", ["-c", "gzip -k '\(day)'"])
        try #require(packed.code == 0)
        for file in [day, day + ".gz"] {
            let sender = try Sender([file, "--to", "tcp://127.0.0.1:0:listen", "--speed", "max"])
            let stream = connect(to: try sender.port(after: "listening"))
            #expect(stream == bytes)
            let end = sender.finish()
            #expect(end.code == 0)
            #expect(end.errors.contains("20,000 messages; 1 of 1 clients had everything"))
        }
    }

    private func connect(to port: UInt16) -> Data {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        _ = withUnsafeBytes(of: &address) { name in
            Glibc.connect(descriptor, name.baseAddress!.assumingMemoryBound(to: sockaddr.self), 16)
        }
        defer { close(descriptor) }
        return FileHandle(fileDescriptor: descriptor).readDataToEndOfFile()
    }

    @Test("^C ends the sender with its summary, and takes the socket file away")
    func interrupted() throws {
        let scratch = Scratch()
        let day = try generate(scratch, "day.itch", "--symbols", "50")
        let path = scratch.file("s")
        let sender = try Sender([day, "--to", "unix://\(path)"])
        for _ in 0..<500 where !FileManager.default.fileExists(atPath: path) { usleep(10_000) }
        kill(sender.child, SIGINT)
        let end = sender.finish()
        #expect(end.code == 0)
        #expect(end.errors.contains("0 of 0 clients"))
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("what does not go together is refused in one line that shows no password")
    func refused() throws {
        let scratch = Scratch()
        let day = try generate(scratch, "day.itch", "--symbols", "50")
        for arguments in [
            ["--to", "udp://127.0.0.1"], ["--to", "smtp://127.0.0.1:25"], [], ["--to", "unix://relative"],
            ["--to", "tcp://127.0.0.1:0", "--loss", "1"], ["--to", "udp://127.0.0.1:9", "--rate", "0"],
            ["--to", "udp://127.0.0.1:9", "--rate", "5", "--speed", "2"],
            ["--to", "udp://127.0.0.1:9", "--to", "tcp://127.0.0.1:0"],
            ["--to", "udp://127.0.0.1:9", "--feed", "1.2.3.4:5"],
            ["--to", "udp://127.0.0.1:9", "--burst", "5"],
            ["--to", "udp://127.0.0.1:9", "--skew", "5", "--speed", "max"],
            ["--to", "udp://127.0.0.1:9", "--request", "nowhere"],
            ["--to", "soup://much-too-long:hunter2@127.0.0.1:0"], ["--to", "soup://joe:hunter2@127.0.0.1"],
        ] {
            let result = try Program.run(["send", day] + arguments)
            #expect(result.code == 2, "\(arguments)")
            #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
            #expect(!result.errors.contains("hunter2"))
        }
    }
}
