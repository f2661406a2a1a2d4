import Simulator
import Testing
import Wire

@Suite("The server's side of SoupBinTCP")
struct SoupServerTests {
    private let second: UInt64 = 1_000_000_000

    private func login(
        user: String = "", password: String = "", session: String = "", sequence: String = "1",
        tail: String = ""
    ) -> [UInt8] {
        func left(_ text: String, _ count: Int) -> String {
            text + String(repeating: " ", count: count - text.count)
        }
        func right(_ text: String, _ count: Int) -> String {
            String(repeating: " ", count: count - text.count) + text
        }
        let body = "L" + left(user, 6) + left(password, 10) + right(session, 10) + right(sequence, 20) + tail
        return [0, UInt8(body.utf8.count)] + Array(body.utf8)
    }

    /// What a fresh server answers, and its phase after it.
    private func answer(
        _ bytes: [UInt8], _ settings: SoupSettings = SoupSettings(), generated: UInt64? = 100
    ) -> (output: [UInt8], server: SoupServer) {
        var (server, output) = (SoupServer(settings, now: 0), [UInt8]())
        server.receive(bytes.rawBytes, at: 0, generated: generated, total: 200, into: &output)
        return (output, server)
    }

    @Test("a login is accepted with session and next sequence, as in the specification")
    func accepted() {
        let settings = SoupSettings(user: "GUEST", password: "PASS", session: "000010059B")
        let (output, server) = answer(login(user: "GUEST", password: "PASS", sequence: "64"), settings)
        #expect(output == [0, 31] + Array("A000010059B                  64".utf8))
        #expect(server.phase == .running && server.next == 64)
        #expect(
            answer(login(user: "guest", password: "pass", session: "000010059B"), settings).server.phase
                == .running)
    }

    @Test(
        "the sequence wanted is honoured: 0 and what is beyond the end start with the next message",
        arguments: [
            ("1", 1), ("100", 100), ("101", 101), ("0", 101), ("102", 101), ("18446744073709551615", 101),
        ])
    func sequences(wanted: String, next: UInt64) {
        #expect(answer(login(sequence: wanted)).server.next == next)
    }

    @Test(
        "a session begins where its first client is",
        arguments: [("0", 1), ("1", 1), ("57", 57), ("900", 201)])
    func firstLogin(wanted: String, next: UInt64) {
        #expect(answer(login(sequence: wanted), generated: nil).server.next == next)
    }

    @Test("a login has its time, whatever bytes trickle in")
    func slowLogin() {
        var (server, output) = (SoupServer(SoupSettings(), now: 0), [UInt8]())
        let bytes = login()
        for index in 0..<6 {
            let now = UInt64(index) * 5 * second
            server.tick(now, isIdle: true, into: &output)
            #expect(server.phase == .connected)
            server.receive(
                bytes.rawBytes.extracting(index..<(index + 1)), at: now, generated: 100, total: 200,
                into: &output)
        }
        server.tick(30 * second, isIdle: true, into: &output)
        #expect(server.phase == .over(.silent) && output.isEmpty)
    }

    @Test("a wrong name, password or session is rejected with its reason")
    func rejected() {
        let settings = SoupSettings(user: "joe", password: "pw")
        for (bytes, reason) in [
            (login(user: "jim", password: "pw"), "A"), (login(user: "joe", password: "no"), "A"),
            (login(), "A"),
            (login(user: "joe", password: "pw", session: "0000000002"), "S"),
        ] {
            let (output, server) = answer(bytes, settings)
            #expect(output == [0, 2] + Array("J\(reason)".utf8))
            #expect(server.phase == .over(.rejected))
        }
    }

    @Test("what no client may send ends the connection")
    func malformed() {
        for bytes in [
            [0, 0], [0, 1, UInt8(ascii: "R")], [0, 1, UInt8(ascii: "S")],
            Array("GET / HTTP/1.1".utf8).prefix(0) + [0, 5] + Array("Lshor".utf8),
            login() + login(), login() + [0, 2, UInt8(ascii: "R"), 0], login() + [0, 1, UInt8(ascii: "Z")],
            login() + [0, 0], login(sequence: "12x"), login(sequence: "18446744073709551616"),
            login(tail: "abcde"),
        ] {
            #expect(answer(bytes).server.phase == .over(.malformed), "\(bytes.prefix(4))")
        }
    }

    @Test("a login may come byte by byte; debug and unsequenced data are taken and ignored")
    func inPieces() {
        var (server, output) = (SoupServer(SoupSettings(), now: 0), [UInt8]())
        let stream =
            [0, 3] + Array("+hi".utf8) + login() + [0, 4] + Array("Uabc".utf8) + [0, 1, UInt8(ascii: "R")]
        for byte in stream {
            #expect(server.phase == .connected || server.phase == .running)
            server.receive([byte].rawBytes, at: 0, generated: 0, total: 9, into: &output)
        }
        #expect(server.phase == .running)
        #expect(output.count == 33)
    }

    @Test("a heartbeat for each silent second of ours, and an end after fifteen of the client's")
    func heartbeats() {
        var (_, server) = answer(login())
        var output: [UInt8] = []
        server.tick(second - 1, isIdle: true, into: &output)
        #expect(output.isEmpty)
        server.tick(second, isIdle: true, into: &output)
        #expect(output == [0, 1, UInt8(ascii: "H")])
        server.didSend(5, at: second + 1)
        server.tick(2 * second, isIdle: true, into: &output)
        #expect(output.count == 3 && server.next == 6)
        server.receive(
            [0, 1, UInt8(ascii: "R")].rawBytes, at: 10 * second, generated: 100, total: 200, into: &output)
        server.tick(25 * second - 1, isIdle: false, into: &output)
        #expect(server.phase == .running)
        server.tick(25 * second, isIdle: false, into: &output)
        #expect(server.phase == .over(.silent))
        // Version 4.10 lets the client name another time.
        var (_, short) = answer(login(tail: "  500"))
        short.tick(second / 2, isIdle: true, into: &output)
        #expect(short.phase == .over(.silent))
        // And nobody waits for ever for a login.
        var idle = SoupServer(SoupSettings(), now: 0)
        idle.tick(29 * second, isIdle: true, into: &output)
        #expect(idle.phase == .connected)
        idle.tick(30 * second, isIdle: true, into: &output)
        #expect(idle.phase == .over(.silent))
    }

    @Test("logging out and the end of the session")
    func ends() {
        #expect(answer(login() + [0, 1, UInt8(ascii: "O")]).server.phase == .over(.loggedOut))
        var (_, server) = answer(login())
        var output: [UInt8] = []
        server.finish(into: &output)
        server.finish(into: &output)
        #expect(output == [0, 1, UInt8(ascii: "Z")])
        #expect(server.phase == .over(.complete))
    }
}
