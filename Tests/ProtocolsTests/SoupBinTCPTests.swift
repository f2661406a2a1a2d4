import OrderFlow
import Protocols
import TestSupport
import Testing
import Wire

@Suite("SoupBinTCP, as a server sends it")
struct SoupBinTCPTests {
    @Test("the specification's login request, byte by byte")
    func loginRequest() {
        let expected = hex(
            """
            002f4c 475545535420 50415353202020202020 20202020202020202020
            2020202020202020202020202020202020202031
            """)
        #expect(SoupLogin(user: "GUEST", password: "PASS", sequence: 1).bytes == expected)
        let resumed = SoupLogin(user: "U", password: "", session: "SES7", sequence: .max).bytes
        #expect(resumed.count == 49)
        #expect(Array(resumed[19...]) == Array("      SES718446744073709551615".utf8))
        let cut = SoupLogin(user: "MUCHTOOLONG", password: "MUCHTOOLONG2", session: "MUCHTOOLONG3")
        #expect(cut.bytes.count == 49)
    }

    @Test("the specification's answer, message and heartbeat")
    func examples() throws {
        var run = StreamRun(soup50)
        let answer = hex(
            "001f41 30303030313030353942 2020202020202020202020203134373634343936")
        #expect(try run.feed(answer) == StreamProgress(consumed: 33, stop: .limit))
        let rest = hex("001453 440ab100001f1acf4c4eb70000000001665d6a 000148")
        #expect(try run.feed(rest) == StreamProgress(consumed: 25, stop: .needsMore(2)))
        #expect(run.sink.events.content.map { $0.kind } == [.delete, .heartbeat])
        #expect(run.sink.events.deleted == [0x01_665D_6A])
        #expect(
            run.sink.events.all(.packet).map { $0.packetSequence } == Array(repeating: 14_764_496, count: 4))
        #expect(run.sink.events.all(.heartbeat).map { $0.reference } == [14_764_497])
        #expect(run.sink.events.packetBytes == 58)
    }

    /// A stream of a server, the events it makes without packets, and how many bytes are left over.
    private func read(_ bytes: [UInt8]) throws -> (events: [OrderEvent], left: Int) {
        var run = StreamRun(soup50)
        let left = try run.drain(bytes)
        #expect(run.sink.events.packetBytes == bytes.count - left)
        return (run.sink.events, left)
    }

    @Test(
        "what is not whole waits for more", arguments: [([], 2), ([0], 2), ([0, 3], 3), ([0, 3, 83, 1], 5)])
    func incomplete(bytes: [UInt8], needed: Int) throws {
        var run = StreamRun(soup50)
        #expect(try run.feed(bytes) == StreamProgress(consumed: 0, stop: .needsMore(needed)))
        #expect(run.sink.events.isEmpty)
    }

    @Test("length 0 loses the framing; what stands before it counts")
    func emptyPacket() throws {
        var run = StreamRun(soup50)
        #expect(throws: StreamError.badPacket(at: 22, .emptyPacket)) {
            try run.feed(Soup.data(deletions(1, 1)) + [0, 0])
        }
        #expect(run.sink.events.deleted == [1] && run.sink.events.packetBytes == 22)
    }

    @Test("types that a server does not send are out of step", arguments: Array("LROsahjzu?\0\u{7F}"))
    func unknownTypes(type: Character) throws {
        var run = StreamRun(soup50)
        let fault = SoupFault.unknownType(type.asciiValue ?? 0)
        #expect(throws: StreamError.badPacket(at: 0, fault)) { try run.feed(Soup.packet(type, [1])) }
        #expect("\(fault)".contains("no SoupBinTCP packet of type"))
    }

    @Test(
        "packets of fixed length have that length",
        arguments: [("A", 31), ("J", 2), ("H", 1), ("Z", 1)] as [(Character, Int)])
    func serverLengths(type: Character, length: Int) throws {
        for wrong in [1, 2, 3, 30, 32, 65_535] where wrong != length {
            var run = StreamRun(soup50)
            let fault = SoupFault.wrongLength(type.asciiValue ?? 0, expected: length, found: wrong)
            #expect(throws: StreamError.badPacket(at: 0, fault)) {
                try run.feed(big(UInt16(wrong)) + [type.asciiValue ?? 0])
            }
        }
    }

    @Test("a client's packets are told from a server's by direction")
    func clientPackets() {
        func fault(_ type: Character, _ length: Int) -> SoupFault? {
            SoupBinTCP.fault(type.asciiValue ?? 0, length: length, from: .client)
        }
        for (type, length) in [("L", 47), ("L", 52), ("R", 1), ("O", 1), ("U", 1), ("U", 900), ("+", 1)] {
            #expect(fault(Character(type), length) == nil)
        }
        for (type, length) in [("L", 46), ("L", 48), ("R", 2), ("O", 3)] {
            #expect(fault(Character(type), length) != nil)
        }
        for type in "AJSHZ" { #expect(fault(type, 1) == .unknownType(type.asciiValue ?? 0)) }
        #expect(fault("U", 0) == .emptyPacket)
    }

    @Test(
        "a sequence is digits behind spaces, of 64 bits",
        arguments: [
            ("                   1", 1), ("00000000000000000042", 42), ("18446744073709551615", .max),
            ("                   0", 1), ("18446744073709551616", nil), ("99999999999999999999", nil),
            ("1                   ", nil), ("                  -1", nil), ("                1 01", nil),
            ("                    ", nil), ("                  +1", nil), ("               0x01", nil),
        ] as [(String, UInt64?)])
    func sequences(field: String, expected: UInt64?) throws {
        var run = StreamRun(soup50)
        let padded = field + String(repeating: "x", count: 20 - field.count)
        let bytes = Soup.accepted(field: padded)
        if let expected {
            _ = try run.feed(bytes)
            #expect(run.sink.events.first?.packetSequence == expected)
        } else {
            #expect(throws: StreamError.badPacket(at: 0, .badSequence)) { try run.feed(bytes) }
        }
    }

    @Test(
        "a packet S without payload takes a number and brings no message; one U is a message without number")
    func emptyAndUnsequenced() throws {
        let (events, left) = try read(
            joined(
                Soup.accepted(5), Soup.packet("S"), Soup.packet("U", ITCHBytes.delete(100)), Soup.packet("U"),
                Soup.packet("+", Array("hello".utf8)), Soup.data(deletions(6, 1)), Soup.beat))
        #expect(left == 0)
        #expect(events.content.map { $0.kind } == [.delete, .delete, .heartbeat])
        #expect(events.all(.heartbeat).map { $0.reference } == [7])
        #expect(events.all(.packet).reduce(0) { $0 + $1.packetMessages } == 2)
    }

    @Test(
        "the last number there is stops nothing: what follows begins anew, somewhere in the session",
        .timeLimit(.minutes(1)))
    func lastNumber() throws {
        var run = StreamRun(soup50)
        let bytes = joined(
            Soup.accepted(field: "18446744073709551615"), Soup.data(deletions(1, 3)), Soup.beat)
        #expect(try run.drain(bytes) == 0)
        #expect(run.sink.events.deleted == [1, 2, 3] && run.sink.events.gaps.isEmpty)
        #expect(run.sink.events.all(.reset).map { $0.isQuiet } == [true])
    }

    @Test("the end of the session is told once")
    func endOfSession() throws {
        let (events, _) = try read(joined(Soup.accepted(1), Soup.data(deletions(1, 2)), Soup.end, Soup.end))
        #expect(events.content.map { $0.kind } == [.delete, .delete, .endOfSession])
        #expect(events.all(.endOfSession).map { $0.reference } == [3])
    }

    @Test("the longest packet there is does not stop the stream")
    func longest() throws {
        let long = Soup.packet("S", [UInt8](repeating: 1, count: 65_534))
        let (events, left) = try read(joined(long, Soup.data(deletions(2, 1))))
        #expect(left == 0 && events.deleted == [2])
    }

    @Test("a login rejected says nothing about orders")
    func rejected() throws {
        #expect(try read(Soup.packet("J", [65])).events.content.isEmpty)
    }
}

@Suite("SoupBinTCP over several connections")
struct SoupBinTCPResumeTests {
    /// What a decoder that asked for `asked` first makes of connections, each cut off at its end.
    private func read(asked: UInt64 = 0, _ connections: [UInt8]...) throws -> (
        events: [OrderEvent], next: UInt64
    ) {
        var stream = SoupBinTCPStream(ITCH50Codec(FeedOptions(day: 19_591)), asked: asked)
        var sink = EventList()
        for bytes in connections {
            var rest = bytes
            while true {
                let context = PacketContext(feed: 0, received: 0, intake: 0)
                let progress = try stream.decode(rest.rawBytes, context, StreamLimits(), into: &sink)
                rest.removeFirst(progress.consumed)
                if case .needsMore = progress.stop { break }
            }
            stream.interrupt()
        }
        let next = stream.next
        return (sink.events, next)
    }

    @Test("going on at the next sequence is no event at all")
    func resumes() throws {
        let (events, next) = try read(
            asked: 1, joined(Soup.accepted(1), Soup.data(deletions(1, 3)), [0, 20, 83, 68]),
            joined(Soup.accepted(4), Soup.data(deletions(4, 2))))
        #expect(events.content.map { $0.kind } == Array(repeating: .delete, count: 5))
        #expect(events.deleted == [1, 2, 3, 4, 5] && next == 6)
    }

    @Test("a later sequence is a gap, an earlier one brings duplicates")
    func elsewhere() throws {
        let first = joined(Soup.accepted(1), Soup.data(deletions(1, 3)))
        let later = try read(first, joined(Soup.accepted(7), Soup.data(deletions(7, 1))))
        #expect(later.events.gaps == [4...6] && later.events.all(.gap).map { $0.lossCause } == [.wire])
        #expect(later.events.deleted == [1, 2, 3, 7] && later.next == 8)
        let earlier = try read(first, joined(Soup.accepted(2), Soup.data(deletions(2, 3))))
        #expect(earlier.events.gaps.isEmpty && earlier.events.duplicates == 2)
        #expect(earlier.events.deleted == [1, 2, 3, 4] && earlier.next == 5)
    }

    @Test("another session is one reset, and what of it was not sent is a gap")
    func otherSession() throws {
        let first = joined(Soup.accepted(1), Soup.data(deletions(1, 3)))
        let anew = try read(first, joined(Soup.accepted(1, session: "B"), Soup.data(deletions(1, 2))))
        #expect(anew.events.count(.reset) == 1 && anew.events.gaps.isEmpty && anew.next == 3)
        let late = try read(first, joined(Soup.accepted(4, session: "B"), Soup.data(deletions(4, 1))))
        #expect(late.events.count(.reset) == 1 && late.events.gaps == [1...3])
    }

    @Test("what the first login leaves out of what was asked for is a gap, and joining late is none")
    func firstLogin() throws {
        let bytes = joined(Soup.accepted(4), Soup.data(deletions(4, 1)))
        #expect(try read(asked: 1, bytes).events.gaps == [1...3])
        #expect(try read(asked: 0, bytes).events.gaps.isEmpty)
        #expect(try read(asked: 9, bytes).events.gaps.isEmpty)
        #expect(try read(asked: 9, bytes).next == 5)
    }

    @Test("without a login the numbers count from 1, and begin anew with each connection")
    func withoutLogin() throws {
        let (events, _) = try read(Soup.data(deletions(1, 2)), Soup.beat + Soup.data(deletions(1, 1)))
        #expect(events.count(.reset) == 1 && events.deleted == [1, 2, 1])
        #expect(events.all(.packet).map { $0.packetSequence }.max() == 3)
    }
}
