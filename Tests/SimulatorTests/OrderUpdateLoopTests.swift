import Capture
import Glibc
import OrderFlow
import Protocols
import Testing
import Wire

@testable import Simulator

@Suite("Order updates round and round")
struct OrderUpdateLoopTests {
    private static func events(_ rounds: Int, _ loop: inout OrderUpdateLoop) -> [OrderEvent] {
        let decoder = ProtocolRegistry.datagramDecoder(
            FeedFormat(.datagram, .orderUpdate), FeedOptions())!
        var list = EventList()
        var left = rounds * loop.count
        var schedule = SendSchedule(rate: 1_000_000, batchBits: 5)
        schedule.start = 1_700_000_000_000_000_000
        while left > 0 {
            let taken = loop.take(32, schedule)
            decoder.decode(loop.bytes(taken), PacketContext(feed: 0, received: 0, intake: 0), into: &list)
            left -= taken
        }
        return list.events
    }

    @Test("a round is a multiple, numbered and stamped on, and leaves the book empty, twice over")
    func rounds() throws {
        var loop = try OrderUpdateLoop(messages: 5000, liveOrders: 200, multiple: 32)
        let count = loop.count
        #expect(count % 32 == 0)
        #expect(count >= 5000)
        let events = Self.events(2, &loop)
        let updates = events.filter { $0.kind == .update }
        #expect(updates.count == 2 * count)
        #expect(!events.contains { [.gap, .duplicate, .reset, .malformedPacket].contains($0.kind) })
        var live: Set<UInt64> = []
        var (most, unknown) = (0, 0)
        for (index, update) in updates.enumerated() {
            if update.quantity > 0 {
                live.insert(update.reference)
            } else if live.remove(update.reference) == nil {
                unknown += 1
            }
            most = max(most, live.count)
            if index == count - 1 { #expect(live.isEmpty) }
        }
        #expect(live.isEmpty)
        #expect(unknown == 0)
        #expect(most > 100)
    }

    @Test("messages that fall due together have one time stamp, the next ones the next")
    func schedule() {
        var schedule = SendSchedule(rate: 1_000_000, batchBits: 5)
        schedule.start = 1000
        #expect(schedule.time(of: 0) == 1000)
        #expect(schedule.time(of: 31) == 1000)
        #expect(schedule.time(of: 32) == 33_000)
        #expect(schedule.due(at: 999) == 0)
        #expect(schedule.due(at: 1000) == 32)
        #expect(schedule.due(at: 32_999) == 32)
        #expect(schedule.due(at: 33_000) == 64)
    }

    @Test("a paced sender sends what is due in full datagrams, and none after its time")
    func sends() throws {
        var ends: (Int32, Int32) = (-1, -1)
        let failed = unsafe withUnsafeMutableBytes(of: &ends) { bytes in
            // SAFETY: a pair of Int32 lies in memory as an array of two.
            unsafe socketpair(
                AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0, bytes.assumingMemoryBound(to: Int32.self).baseAddress!
            )
        }
        try #require(failed == 0)
        defer { close(ends.0) }
        var loop = try OrderUpdateLoop(messages: 1000, liveOrders: 50, multiple: 32)
        var sender = LoopSender(.datagrams, descriptor: ends.1)
        let schedule = SendSchedule(rate: 100_000, batchBits: 5)
        let report = sender.send(&loop, schedule, messages: .max, nanoseconds: 1_000_000)
        // The first at once, and one each 320 µs.
        #expect(report.messages == 4 * 32)
        #expect(report.unsent == 0)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var sizes: [Int] = []
        while true {
            // SAFETY: the array has as many bytes as are asked for.
            let got = unsafe recv(ends.0, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if got < 0 { break }
            sizes.append(got)
        }
        #expect(sizes.allSatisfy { $0 % 1376 == 0 })
        #expect(sizes.reduce(0, +) == 4 * 1376)
    }
}
