import Protocols
import TestSupport
import Testing
import Wire

@Suite("A SoupBinTCP client without a socket")
struct SoupBinTCPClientTests {
    private static let second: UInt64 = 1_000_000_000
    private func client(session: String = "", sequence: UInt64 = 1) -> SoupBinTCPClient {
        SoupBinTCPClient(SoupLogin(user: "ME", password: "SECRET", session: session, sequence: sequence))
    }
    private func greet(_ client: inout SoupBinTCPClient, _ bytes: [UInt8]) -> SoupBinTCPClient.Greeting {
        client.greet(bytes.rawBytes)
    }

    @Test("waits for the answer, over debug packets and heartbeats, byte by byte")
    func greeting() {
        var client = client()
        _ = client.connect(at: 0)
        let answer = Soup.accepted(12)
        for count in 0..<answer.count {
            let found = greet(&client, Array(answer.prefix(count)))
            if case .needsMore(let more) = found { #expect(more > count) } else { Issue.record("\(found)") }
        }
        let debug = greet(&client, Soup.packet("+", [1, 2]) + answer)
        #expect(debug == .skip(5))
        let beat = greet(&client, Soup.beat)
        #expect(beat == .skip(3))
        #expect(!client.isLoggedIn)
        let found = greet(&client, answer)
        #expect(found == .accepted && client.isLoggedIn)
    }

    @Test("what cannot stand before the answer breaks the connection")
    func broken() {
        var client = client()
        let cases: [([UInt8], SoupFault)] = [
            (Soup.data(deletions(1, 1)), .beforeLogin(83)), (Soup.end, .beforeLogin(90)),
            (Soup.packet("U", [1]), .beforeLogin(85)), ([0, 0], .emptyPacket),
            ([0, 5, 63], .unknownType(63)),
            ([0, 32, 65], .wrongLength(65, expected: 31, found: 32)), ([0, 47, 76], .unknownType(76)),
            (Soup.accepted(field: "                   x"), .badSequence),
        ]
        for (bytes, fault) in cases {
            let found = greet(&client, bytes)
            #expect(found == .broken(fault) && !client.isLoggedIn)
        }
    }

    @Test("rejections in words; only a session that was to go on is tried anew")
    func rejections() {
        var client = client()
        for (code, rejection) in [("A", SoupRejection.notAuthorised), ("S", .noSession), ("x", .other(120))] {
            let found = greet(&client, Soup.packet("J", Array(code.utf8)))
            #expect(found == .rejected(rejection) && !rejection.description.isEmpty)
            let isRetried = client.begin(after: rejection)
            #expect(!isRetried)
        }
        client.resume(SessionIdentity(high: 0x2020_2020_2020_2020, low: 0x4142), at: 77)
        let isRefused = client.begin(after: .notAuthorised)
        #expect(!isRefused)
        let again = client.connect(at: 0)
        #expect(Array(again[19...]) == Array("        AB                  77".utf8))
        let isBegun = client.begin(after: .noSession)
        let anew = client.connect(at: 0)
        #expect(isBegun && Array(anew[19...]) == Array("                             1".utf8))
    }

    @Test("a sign of life when nothing was sent for a second, but only once logged in")
    func heartbeats() {
        var client = client()
        _ = client.connect(at: 0)
        #expect(client.duty(at: Self.second) == .wait(14 * Self.second))
        _ = greet(&client, Soup.accepted(1))
        client.hear(at: Self.second / 2)
        #expect(client.duty(at: Self.second / 2) == .wait(Self.second / 2))
        #expect(client.duty(at: Self.second) == .beat)
        client.send(at: Self.second)
        #expect(client.duty(at: Self.second) == .wait(Self.second))
        #expect(SoupBinTCPClient.heartbeat == [0, 1, 82] && SoupBinTCPClient.logout == [0, 1, 79])
    }

    @Test("a server silent for fifteen seconds is given up, before and after the login")
    func silence() {
        var client = client()
        _ = client.connect(at: 0)
        #expect(client.duty(at: 15 * Self.second - 1) == .wait(1))
        #expect(client.duty(at: 15 * Self.second) == .giveUp)
        _ = greet(&client, Soup.accepted(1))
        client.hear(at: 15 * Self.second)
        client.send(at: 30 * Self.second - 5)
        #expect(client.duty(at: 30 * Self.second - 5) == .wait(5))
        #expect(client.duty(at: 30 * Self.second) == .giveUp)
    }

    @Test("no description of a login shows its password")
    func hidesPassword() {
        let login = SoupLogin(user: "ME", password: "SECRET")
        var dumped = ""
        dump(login, to: &dumped)
        for text in ["\(login)", String(reflecting: login), dumped] {
            #expect(!text.contains("SECRET"), "\(text)")
        }
    }
}
