import Capture
import OrderFlow
import TestSupport
import Testing
import Wire

@testable import Intake

/// Captures made by hand: several feeds, packets without a time, holes.
@Suite("A replay of several feeds")
struct ReplayFeedsTests {
    private struct Packet {
        var feed: UInt16
        var sequences: ClosedRange<UInt64>
        /// ms after the start; `nil`: the capture tells none.
        var time: UInt64?
    }

    private static let start: UInt64 = 1_577_716_200_000_000_000

    private static func capture(_ packets: [Packet]) -> ReplayFile {
        let writer = CaptureWriter(.pcapng)
        var bytes: [UInt8] = []
        writer.header(into: &bytes)
        for packet in packets {
            let payload = StreamWires.updates(packet.sequences)
            writer.packet(
                timestamp: packet.time.map { start + $0 * 1_000_000 } ?? 0,
                source: Endpoint(ipv4: 0x0A00_0001, port: 9),
                destination: Endpoint(ipv4: 0xE936_0C01, port: 20_000 + packet.feed),
                payload: payload.rawBytes,
                into: &bytes)
        }
        return ReplayFile(.updates, bytes: bytes)
    }

    /// The number of the last message of each feed.
    private static func last(_ trial: ReplayTrial) -> [UInt64] {
        var last: [UInt64] = []
        var feed = 0
        for event in trial.events {
            if event.kind == .packet {
                feed = Int(event.packetFeed)
                while last.count <= feed { last.append(0) }
            }
            if event.isMessage { last[feed] = event.reference }
        }
        return last
    }

    @Test("a number means the feed that numbers so, ahead and behind")
    func numbers() throws {
        var packets: [Packet] = []
        for round in 0..<40 as Range<UInt64> {
            packets.append(Packet(feed: 0, sequences: 10 * round + 1...10 * round + 10, time: round))
            packets.append(
                Packet(feed: 1, sequences: 5000 + 3 * round...5002 + 3 * round, time: round))
        }
        let trial = ReplayTrial(Self.capture(packets))
        #expect(trial.seek(.message(105)))
        #expect(Self.last(trial) == [104, 5029])
        #expect(trial.receivers == 1)
        #expect(trial.seek(.message(5016)))
        // Behind on the second feed: before its packet 5015...5017 there are six rounds of the first.
        #expect(Self.last(trial) == [60, 5015] && trial.receivers == 2)
        #expect(trial.seek(.message(5018)))
        #expect(Self.last(trial) == [70, 5017] && trial.receivers == 2)
        #expect(trial.seek(.message(33)))
        #expect(Self.last(trial) == [32, 5008] && trial.receivers == 3)
        // Neither feed has it, and none passes it.
        #expect(trial.seek(.message(2000)))
        #expect(trial.control.notice == "no message #2000 came up to the end of the replay")
        #expect(trial.seek(.start))
        #expect(trial.seek(.message(5003)))
        #expect(Self.last(trial) == [20, 5002])
    }

    @Test(
        "a number that is missing is where the next one comes; packets without a time are held and stepped too"
    )
    func missing() throws {
        let file = Self.capture([
            Packet(feed: 0, sequences: 1...3, time: nil), Packet(feed: 0, sequences: 4...6, time: nil),
            Packet(feed: 0, sequences: 10...12, time: nil),
        ])
        let trial = ReplayTrial(file)
        trial.step(2)
        #expect(Self.last(trial) == [2])
        #expect(trial.seek(.message(8)))
        #expect(Self.last(trial) == [6])
        let gaps = trial.events.filter { $0.kind == .gap }
        #expect(gaps.isEmpty, "the packet that shows the gap comes next")
        trial.step(1)
        #expect(Self.last(trial) == [10])
        #expect(trial.seek(.message(9)))
        #expect(Self.last(trial) == [6] && trial.receivers == 2)
        trial.control.togglePause()
        trial.wait { trial.setting.report.isFinished }
        #expect(Self.last(trial) == [12])
    }

    @Test("in a packet whose front came before, and behind late ones, numbers are still the sender's")
    func overlapping() throws {
        let file = Self.capture([
            Packet(feed: 0, sequences: 2...6, time: 0), Packet(feed: 0, sequences: 4...12, time: 1),
            Packet(feed: 0, sequences: 20...22, time: 2), Packet(feed: 0, sequences: 15...28, time: 3),
            Packet(feed: 0, sequences: 29...31, time: 4),
        ])
        for number in 2...31 as ClosedRange<UInt64> {
            let trial = ReplayTrial(file)
            #expect(trial.seek(.message(number)))
            // What never came in time is passed by the first that did.
            let last = number > 12 && number <= 20 ? 12 : number - 1
            #expect(Self.last(trial) == (number == 2 ? [] : [last]))
            // The same from further on.
            trial.step(2)
            #expect(trial.seek(.message(number)))
            #expect(Self.last(trial) == (number == 2 ? [] : [last]))
        }
    }

    @Test("targets set while a message is held inside its packet, on every side of it")
    func insidePacket() throws {
        let file = Self.capture([
            Packet(feed: 0, sequences: 1...10, time: 0), Packet(feed: 0, sequences: 11...20, time: 1000),
            Packet(feed: 0, sequences: 21...30, time: 5000),
        ])
        let trial = ReplayTrial(file)
        trial.step(13)
        #expect(Self.last(trial) == [13])
        #expect(trial.seek(.message(14)))
        #expect(Self.last(trial) == [13] && trial.receivers == 1)
        #expect(trial.seek(.message(17)))
        #expect(Self.last(trial) == [16] && trial.receivers == 1)
        #expect(trial.seek(.time(Self.start + 1_000_000_001)))
        #expect(Self.last(trial) == [20] && trial.receivers == 1)
        trial.step(2)
        #expect(trial.seek(.time(Self.start + 3_000_000_000)))
        #expect(Self.last(trial) == [20] && trial.receivers == 2)
        trial.step(2)
        #expect(trial.seek(.message(5)))
        #expect(Self.last(trial) == [4] && trial.receivers == 3)
        #expect(trial.seek(.end))
        trial.wait { trial.setting.report.isFinished }
        #expect(Self.last(trial) == [30] && trial.receivers == 3)
    }

    @Test("in a hole the time of the next packet is told; after a seek into it, too, and a step leaves it")
    func hole() throws {
        let file = Self.capture([
            Packet(feed: 0, sequences: 1...3, time: 0), Packet(feed: 0, sequences: 4...6, time: 3_600_000),
        ])
        let trial = ReplayTrial(file, isPaused: false, speed: 1)
        trial.wait { trial.control.nextDue != nil }
        #expect(trial.control.nextDue == Self.start + 3_600_000_000_000)
        #expect(trial.seek(.time(Self.start + 60_000_000_000)))
        #expect(Self.last(trial) == [3])
        trial.wait { trial.control.nextDue != nil }
        #expect(trial.control.nextDue == Self.start + 3_600_000_000_000)
        trial.step(1)
        #expect(Self.last(trial) == [4])
        #expect(trial.control.nextDue == nil)
    }
}
