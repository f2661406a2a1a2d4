import Foundation
import Testing

@Suite("Sessions, streams and growing files through the program")
struct StreamSourceTests {
    private static let password = "GEHEIM42"

    /// A port of 127.0.0.1 that listens; the caller closes the descriptor.
    private func listener() throws -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let failed = withUnsafeMutablePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, size) != 0 || getsockname(descriptor, address, &size) != 0
            }
        }
        try #require(!failed && listen(descriptor, 8) == 0)
        return (descriptor, UInt16(bigEndian: name.sin_port))
    }

    /// Answers each client that comes with the next of `answers`, and closes the connection once the client has spoken.
    private func serve(_ descriptor: Int32, speaksFirst: Bool, _ answers: [[UInt8]]) {
        Thread.detachNewThread {
            for answer in answers {
                let client = accept(descriptor, nil, nil)
                var login = [UInt8](repeating: 0, count: 49)
                if !speaksFirst { _ = recv(client, &login, 49, Int32(MSG_WAITALL)) }
                _ = send(client, answer, answer.count, Int32(MSG_NOSIGNAL))
                shutdown(client, Int32(SHUT_WR))
                while recv(client, &login, 49, 0) > 0 {}
                close(client)
            }
            close(descriptor)
        }
    }

    private func accepted() -> [UInt8] { [0, 31] + Array("A      DAY1                   1".utf8) }

    /// A SoupBinTCP packet with an ITCH order delete.
    private func message(_ reference: UInt8) -> [UInt8] {
        [0, 20, 0x53, 0x44, 0, 7, 0, 0, 0x1F, 0x1A, 0xCF, 0x4C, 0x4E, 0xB7, 0, 0, 0, 0, 0, 0, 0, reference]
    }

    @Test("a session is reported; the password is in none of its words")
    func session() throws {
        let (descriptor, port) = try listener()
        serve(descriptor, speaksFirst: false, [accepted() + message(1) + message(2) + [0, 1, 0x5A]])
        let object = try Program.summary(["soup://me:\(Self.password)@127.0.0.1:\(port)?sequence=1"])
        let feeds = try #require(object["feeds"] as? [[String: Any]])
        #expect(feeds.count == 1 && feeds[0]["transport"] as? String == "soupbintcp")
        #expect(integer(feeds[0], "messages") == 2 && integer(object, "reconnects") == 0)
        #expect(object["source"] as? String == "soup://me@127.0.0.1:\(port)?sequence=1")
    }

    @Test("^C ends a pipe that does not end, and what came is reported")
    func interruptedPipe() throws {
        let scratch = Scratch()
        let path = scratch.file("day.itch")
        #expect(try Program.run(["generate", path, "--messages", "500"]).code == 0)
        let day = try Data(contentsOf: URL(fileURLWithPath: path))
        let (input, output) = (try Pipe2(), try Pipe2())
        let child = try Child.spawn(
            Program.path, ["summary", "-", "--json"], input: input.read, output: output.write, errors: 2)
        close(output.write)
        try #require(day.withUnsafeBytes { write(input.write, $0.baseAddress, $0.count) } == day.count)
        var waiting: Int32 = 1
        for _ in 0..<1000 where waiting > 0 {
            usleep(10_000)
            _ = ioctl(input.read, UInt(FIONREAD), &waiting)
        }
        usleep(200_000)
        kill(child, SIGINT)
        let text = FileHandle(fileDescriptor: output.read).readDataToEndOfFile()
        #expect(Child.wait(child).code == 0)
        for descriptor in [output.read, input.read, input.write] { close(descriptor) }
        let object = try JSONSerialization.jsonObject(with: text) as? [String: Any]
        let feeds = try #require(object?["feeds"] as? [[String: Any]])
        #expect(integer(feeds[0], "messages") == 500)
    }

    @Test("no way to fail shows the password, from the URL or from the environment")
    func hiddenPassword() throws {
        let (descriptor, port) = try listener()
        let rejection: [UInt8] = [0, 2, 0x4A, 0x41]
        serve(descriptor, speaksFirst: false, [rejection, rejection])
        let (silent, silentPort) = try listener()
        defer { close(silent) }
        let secret = Self.password
        let server = "127.0.0.1:\(port)"
        let cases: [(arguments: [String], environment: [String: String], code: Int32)] = [
            (["summary", "soup://me:\(secret)@\(server)"], [:], 1),
            (["summary", "soup://me@\(server)"], ["FEEDTOP_SOUP_PASSWORD": secret], 1),
            (["summary", "soup://me@h:1"], ["FEEDTOP_SOUP_PASSWORD": secret + secret], 2),
            (["summary", "soup://me:\(secret)@127.0.0.1:1"], [:], 1),
            (["summary", "soup://me:\(secret)@127.0.0.1:\(silentPort)", "--seconds", "0.3"], [:], 4),
            (["summary", "soup://me:\(secret)@127.0.0.1:1", "--follow"], [:], 2),
            (["summary", "soup://me:\(secret)@127.0.0.1:1", "--protocol", "order-update"], [:], 2),
            (["soup://me:\(secret)@127.0.0.1:1"], [:], 2),
            (["summary", "-", "soup://me:\(secret)@h:1"], [:], 2),
            (["summary", "-", "--date=soup://me:\(secret)@h:1"], [:], 2),
            (["bench", "decode", "soup://me:\(secret)@h:1"], [:], 2),
            (["summary", "soup://me:\(secret)"], [:], 2),
            (["soup://me:\(secret)@h:1", "--nonsense"], [:], 2), (["soop://me:\(secret)@h:1"], [:], 2),
        ]
        for (arguments, environment, code) in cases {
            let result = try Program.run(arguments, environment: environment, seconds: 30)
            #expect(result.code == code, "\(arguments): \(result.code) \(result.errors)")
            #expect(!result.errors.contains(secret) && !result.output.contains(secret), "\(result.errors)")
            #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
        }
    }

    @Test("a stream whose sender has gone is reported after a while")
    func stream() throws {
        let (descriptor, port) = try listener()
        serve(
            descriptor, speaksFirst: true, [[0, 19] + message(1)[3...], [0, 19] + message(2)[3...] + [0]])
        let object = try Program.summary(["tcp://127.0.0.1:\(port)"])
        let feeds = try #require(object["feeds"] as? [[String: Any]])
        #expect(integer(feeds[0], "messages") == 2 && integer(feeds[0], "sequence", "resets") == 1)
        #expect(integer(object, "reconnects") == 1 && integer(object, "truncatedBytes") == 1)
    }

    @Test("a file that is still being written is followed for as long as was asked")
    func follow() throws {
        let scratch = Scratch()
        let path = try scratch.write("day.itch", [0, 19] + message(1)[3...] + [0, 19])
        let result = try Program.run(
            ["summary", path, "--follow", "--seconds", "0.5", "--json"], seconds: 30)
        #expect(result.code == 0 && result.output.contains("\"messages\":1,"), "\(result.errors)")
        for arguments in [["-", "--follow"], ["udp://127.0.0.1:9", "--follow"], [path, "--seconds", "0"]] {
            let refused = try Program.run(["summary"] + arguments, seconds: 30)
            #expect(
                refused.code == 2 && refused.errors.split(separator: "\n").count == 1, "\(refused.errors)")
        }
        let packed = try scratch.write("day.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0])
        let compressed = try Program.run(["summary", packed, "--follow"], seconds: 30)
        #expect(
            compressed.code == 2 && compressed.errors.contains("cannot be followed"), "\(compressed.errors)")
    }
}
