import OrderFlow
import Protocols
import TestSupport
import Testing
import Wire

@Suite("A message settles what a destination carries")
struct FormatSearchTests {
    private func verdicts(_ datagrams: [[UInt8]]) -> [FormatSearch.Verdict] {
        var search = FormatSearch()
        return datagrams.map { search.look(at: $0.rawBytes) }
    }

    /// A message of a venue akin to ITCH 5.0: the same type, but a byte longer.
    private func akin(_ sequence: UInt64) -> [UInt8] { mold(sequence, [ITCHBytes.delete(sequence) + [1]]) }

    @Test("heartbeats and the end of a session leave it open, and a message settles it")
    func heartbeats() {
        #expect(
            verdicts([heartbeat(1), heartbeat(1), ending(1), run(1, 1)])
                == [.open, .open, .open, .settled(mold50)])
    }

    @Test("messages of another venue in the same framing never settle it, whatever stands first")
    func relatives() {
        for before in [[], [heartbeat(1)], [heartbeat(1), heartbeat(1), ending(1)]] {
            let found = verdicts(before + (1...200).map { akin($0) })
            #expect(found.allSatisfy { $0 == .open })
        }
    }

    @Test("one message that fits by chance among many that cannot be meant does not settle it")
    func chance() {
        let found = verdicts((1...20).map { akin($0) } + [run(21, 1), run(22, 1)])
        #expect(found.allSatisfy { $0 == .open })
    }

    @Test("a type that is not known stands for nothing: the messages beside it decide")
    func unknownTypes() {
        let strange = ITCHBytes.message("z", [1, 2, 3])
        #expect(verdicts([mold(1, [strange, ITCHBytes.add(1), ITCHBytes.add(2)])]) == [.settled(mold50)])
        #expect(verdicts([mold(1, [strange]), mold(2, [strange, strange])]) == [.open, .open])
        #expect(verdicts([mold(1, [strange]), run(2, 1)]) == [.open, .settled(mold50)])
        #expect(verdicts([mold(1, [strange, strange, ITCHBytes.add(1)])]) == [.open])
    }

    @Test("an IEX-TP header says itself what it carries")
    func named() {
        #expect(verdicts([segment(1, [])]) == [.settled(deep)])
        #expect(verdicts([segment(1, [], messageProtocol: 0x8005)]) == [.unlike])
    }

    @Test("after thousands of datagrams of something else nothing is looked at any more")
    func hopeless() {
        var search = FormatSearch()
        for _ in 0..<4096 { #expect(search.look(at: [1, 2, 3].rawBytes) == .unlike) }
        #expect(search.isHopeless && search.look(at: run(1, 1).rawBytes) == .unlike)
    }

    @Test("a thousand random payloads are nothing, nor are those of names, clocks, logs and voices")
    func noFeeds() {
        var random = SeededGenerator(seed: 11)
        func bytes(_ count: Int) -> [UInt8] {
            (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
        var search = FormatSearch()
        for _ in 0..<1000 {
            #expect(search.look(at: bytes(Int.random(in: 0...1472, using: &random)).rawBytes) == .unlike)
        }
        let name = [UInt8](
            hex("1234 0100 0001 0000 0000 0000 03777777 076578616d706c65 03636f6d 00 0001 0001"))
        let clock = hex("23 00 06 ec 00000000 00000000 4c4f434c") + bytes(32)
        let log = Array(
            "<34>1 2026-11-29T09:30:00Z host su - ID47 - 'su root' failed for user on /dev/pts/8".utf8)
        for number in 0..<200 {
            let voice = [0x80, 0, UInt8(number >> 8), UInt8(number & 255)] + bytes(8 + 160)
            for datagram in [name, clock, log, voice] {
                #expect(search.look(at: datagram.rawBytes) == .unlike, "\(datagram.prefix(16))")
            }
        }
    }
}
