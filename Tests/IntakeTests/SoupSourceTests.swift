import Glibc
import OrderFlow
import Testing

@testable import Intake

@Suite("SoupBinTCP sessions over sockets")
struct SoupSourceTests {
    private typealias Wires = StreamWires
    private static let password = "GEHEIM42"

    private func reading(
        _ listener: borrowing StreamListener, session: String = "", sequence: UInt64 = 1,
        _ change: (inout ReceiverSetting) -> Void = { _ in }
    ) -> LiveReading {
        let address = SoupAddress(
            host: "127.0.0.1", port: listener.port, user: "ME", password: Self.password, session: session,
            sequence: sequence)
        return LiveReading(.soup(address), change)
    }

    /// The next client, and whether it logs in like this.
    private func accept(
        _ listener: borrowing StreamListener, _ session: String, _ sequence: UInt64
    ) -> StreamPeer {
        let peer = listener.accept()
        let login = peer.receive(49)
        #expect(login == Wires.login("ME", Self.password, session, sequence))
        return peer
    }

    @Test("server gone and back: the session goes on where it broke off, and nothing is lost")
    func resumes() {
        let listener = StreamListener()
        let reading = reading(listener)
        let first = accept(listener, "", 1)
        first.send(Wires.accepted(1) + Wires.soup(1...3) + Wires.soup(4...4).prefix(9))
        reading.wait(bytes: 33 + 3 * 22)
        first.reset()
        let second = accept(listener, "DAY1", 4)
        second.send(Wires.accepted(4) + Wires.soup(4...5) + Wires.soupBeat)
        reading.wait(bytes: 2 * 33 + 5 * 22 + 3)
        let report = reading.setting.report
        let transport = reading.setting.directory[0].transport
        let events = reading.stop()
        #expect(events.references == [1, 2, 3, 4, 5] && transport == "soupbintcp")
        #expect(events.gaps.isEmpty && events.count(.reset) == 0 && events.count(.duplicate) == 0)
        #expect(events.count(.heartbeat) == 1)
        #expect(report.reconnects == 1 && report.truncatedBytes == 9 && report.failure == nil)
        // It takes its leave, and closes.
        let leave = second.receive(99)
        #expect(leave.suffix(3) == [0, 1, UInt8(ascii: "O")])
    }

    @Test("a server that goes on later than asked shows a gap; another session, one reset")
    func elsewhere() {
        let listener = StreamListener()
        let reading = reading(listener, sequence: 0)
        accept(listener, "", 0).send(Wires.accepted(10) + Wires.soup(10...11))
        reading.wait(bytes: 33 + 2 * 22)
        accept(listener, "DAY1", 12).send(Wires.accepted(15) + Wires.soup(15...15))
        reading.wait(bytes: 2 * 33 + 3 * 22)
        accept(listener, "DAY1", 16).send(Wires.accepted(1, session: "DAY2") + Wires.soup(1...1))
        reading.wait(bytes: 3 * 33 + 4 * 22)
        _ = accept(listener, "DAY2", 2)
        let events = reading.stop()
        #expect(
            events.references == [10, 11, 15, 1] && events.gaps == [12...14] && events.count(.reset) == 1)
    }

    @Test("the end of the session is the end of the source")
    func ends() {
        let listener = StreamListener()
        let reading = reading(listener)
        let peer = accept(listener, "", 1)
        peer.send(
            [0, 3, UInt8(ascii: "+"), 104, 105] + Wires.accepted(1) + Wires.soup(1...2) + Wires.soupEnd)
        let report = reading.setting.report
        let events = reading.join()
        #expect(events.references == [1, 2] && events.count(.endOfSession) == 1)
        #expect(report.failure == nil && report.reconnects == 0)
        let isClosed = peer.isClosed()
        #expect(isClosed)
    }

    @Test("a rejected login is an error in words, at once", arguments: ["A", "S", "?"])
    func rejected(code: String) {
        let listener = StreamListener()
        let reading = reading(listener, session: "GONE")
        accept(listener, "GONE", 1).send([0, 2, UInt8(ascii: "J")] + Array(code.utf8))
        let report = reading.setting.report
        let feeds = reading.setting.directory
        _ = reading.join()
        let words = ["A": "not authorised", "S": "session not available", "?": "reason code 63"]
        let failure = report.failure?.description ?? ""
        #expect(failure.contains("login rejected: \(words[code] ?? "")"), "\(failure)")
        #expect(!failure.contains(Self.password) && feeds.count == 0)
    }

    @Test("a session that is over when it should go on: the active one is joined, one reset")
    func sessionOver() {
        let listener = StreamListener()
        let reading = reading(listener)
        accept(listener, "", 1).send(Wires.accepted(1) + Wires.soup(1...2))
        reading.wait(bytes: 33 + 2 * 22)
        accept(listener, "DAY1", 3).send([0, 2, UInt8(ascii: "J"), UInt8(ascii: "S")])
        accept(listener, "", 1).send(Wires.accepted(1, session: "DAY2") + Wires.soup(1...3))
        reading.wait(bytes: 2 * 33 + 5 * 22)
        let report = reading.setting.report
        let events = reading.stop()
        #expect(events.references == [1, 2, 1, 2, 3] && events.count(.reset) == 1 && report.failure == nil)
    }

    @Test("what is malformed drops the connection, is counted once, and the session goes on")
    func malformed() {
        let listener = StreamListener()
        let reading = reading(listener)
        let bad = accept(listener, "", 1)
        bad.send(Wires.accepted(1) + Wires.soup(1...2) + [0, 0] + Wires.soup(3...3))
        let isClosed = bad.isClosed()
        #expect(isClosed)
        let early = accept(listener, "DAY1", 3)
        early.send(Wires.soup(3...3))
        let isEarlyClosed = early.isClosed()
        #expect(isEarlyClosed)
        accept(listener, "DAY1", 3).send(Wires.accepted(3) + Wires.soup(3...4))
        reading.wait(bytes: 2 * 33 + 4 * 22)
        let events = reading.stop()
        #expect(events.references == [1, 2, 3, 4] && events.gaps.isEmpty && events.count(.reset) == 0)
        #expect(events.count(.malformedPacket) == 2)
    }

    @Test("signs of life go out, and a silent server is given up")
    func silence() {
        let listener = StreamListener()
        let reading = reading(listener) { setting in
            setting.pace.beatInterval = 10_000_000
            setting.pace.silenceLimit = 400_000_000
        }
        let first = accept(listener, "", 1)
        first.send(Wires.accepted(1) + Wires.soup(1...1))
        let beats = first.receive(9)
        #expect(beats == [0, 1, 82, 0, 1, 82, 0, 1, 82])
        let isClosed = first.isClosed()
        #expect(isClosed)
        let state = reading.setting.report.state
        // Silent before the login is answered, too.
        let second = accept(listener, "DAY1", 2)
        let rest = second.receive(99)
        #expect(rest.isEmpty)
        accept(listener, "DAY1", 2).send(Wires.accepted(2) + Wires.soup(2...2))
        reading.wait(bytes: 2 * 33 + 2 * 22)
        let events = reading.stop()
        #expect(events.references == [1, 2] && events.gaps.isEmpty)
        #expect(state.isEmpty || state.contains("silent for too long"), "\(state)")
    }

    @Test("a recorded stream of a server is read like any file")
    func recorded() throws {
        let path = "/tmp/feedtop-\(getpid())-\(UInt32.random(in: 0 ... .max)).soup"
        defer { unsafe unlink(path) }
        let file = unsafe open(path, O_WRONLY | O_CREAT, 0o600)
        let bytes = Wires.accepted(7) + Wires.soup(7...9) + Wires.soupEnd
        // SAFETY: the buffer is the array's own, for the time of the call.
        _ = unsafe bytes.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
        close(file)
        let reading = LiveReading(.file(path: path))
        let report = reading.setting.report
        let events = reading.join()
        #expect(report.failure == nil && events.references == [7, 8, 9] && events.count(.endOfSession) == 1)
    }

    @Test("a stop while the server keeps quiet")
    func stops() {
        let listener = StreamListener()
        let reading = reading(listener)
        let peer = accept(listener, "", 1)
        _ = reading.stop()
        let isClosed = peer.isClosed()
        #expect(isClosed)
    }
}
