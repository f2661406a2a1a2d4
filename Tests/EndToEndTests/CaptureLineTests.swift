import Foundation
import Testing

@Suite("Lines of one feed in a capture are recognised and arbitrated")
struct CaptureLineTests {
    private let stock = HandStock(locate: 7, symbol: "ACME")
    private let open = HandCapture.open

    /// Forty orders, each in a packet of its own, on lines A and B.
    ///
    /// - Parameters:
    ///   - lag: By how much line B is behind, ns.
    ///   - dropped: What is lost on a line.
    private func capture(
        lag: UInt64 = 50_000, a droppedA: Set<UInt64> = [], b droppedB: Set<UInt64> = [], heartbeats: Int = 0,
        different: Bool = false
    ) -> HandCapture {
        var packets: [(time: UInt64, group: UInt8, bytes: [UInt8])] = []
        for group in [1, 2] as [UInt8] {
            var feed = HandFeed()
            for second in 0..<heartbeats {
                packets.append((open + UInt64(second) * 1_000_000 + UInt64(group), group, feed.heartbeat))
            }
            let start = open + UInt64(heartbeats) * 1_000_000
            for number in 1...40 as ClosedRange<UInt64> {
                let shares: UInt32 = different && group == 2 ? 7 : 100
                let packet = feed.packet([stock.add(number, "B", shares, 1_000, open)])
                if (group == 1 ? droppedA : droppedB).contains(number) { continue }
                packets.append((start + number * 100_000 + (group == 2 ? lag : 0), group, packet))
            }
        }
        var capture = HandCapture()
        for packet in packets.sorted(by: { $0.time < $1.time }) {
            capture.add(packet.bytes, at: packet.time, group: packet.group)
        }
        return capture
    }

    private func feeds(_ capture: HandCapture, _ options: [String] = []) throws -> [[String: Any]] {
        let scratch = Scratch()
        return try Program.summary([try capture.write(scratch)] + options)["feeds"] as? [[String: Any]] ?? []
    }

    private func lines(_ feed: [String: Any]) -> [[String: Any]] { feed["lines"] as? [[String: Any]] ?? [] }

    private func orders(_ feed: [String: Any]) -> Int? {
        integer((feed["instruments"] as? [[String: Any]])?.first, "bidOrders")
    }

    @Test("five lost on A, three on B and one on both: one true loss", arguments: [50_000, 200_000, 1_000_000] as [UInt64])
    func drops(lag: UInt64) throws {
        let found = try feeds(
            capture(lag: lag, a: [5, 9, 14, 20, 27, 30], b: [7, 17, 33, 30]))
        #expect(found.count == 1)
        let feed = try #require(found.first)
        #expect(lines(feed).map { integer($0, "missing") } == [6, 4])
        #expect(lines(feed).map { $0["line"] as? String } == ["A", "B"])
        #expect(lines(feed).map { $0["name"] as? String } == ["239.1.2.1:26477", "239.1.2.2:26477"])
        #expect(integer(feed, "losses", "wire") == 1 && integer(feed, "sequence", "missing") == 1)
        #expect(integer(feed, "messages") == 39 && orders(feed) == 39)
    }

    @Test("what is lost in a line's very first packets comes from the other")
    func firstPackets() throws {
        for (a, b) in [([1, 2, 3], []), ([2, 3], []), ([], [1, 2])] as [(Set<UInt64>, Set<UInt64>)] {
            let found = try feeds(capture(lag: 200_000, a: a, b: b))
            #expect(found.count == 1)
            #expect(found.first.flatMap(orders) == 40, "A without \(a), B without \(b)")
            #expect(found.first.flatMap { integer($0, "losses", "wire") } == 0)
        }
    }

    @Test("heartbeats that came first make no feeds of their own")
    func heartbeatsFirst() throws {
        let found = try feeds(capture(heartbeats: 5))
        #expect(found.count == 1)
        let feed = try #require(found.first)
        #expect(orders(feed) == 40 && integer(feed, "packets") == 90)
        #expect(lines(feed).count == 2 && integer(feed, "losses", "wire") == 0)
    }

    @Test("other content under the same session and numbers is another feed")
    func different() throws {
        let found = try feeds(capture(different: true))
        #expect(found.count == 2)
        #expect(found.allSatisfy { lines($0).isEmpty && orders($0) == 40 })
    }

    @Test("lines are kept apart, or named, where that is asked for")
    func asked() throws {
        let apart = try feeds(capture(a: [5]), ["--lines", "separate"])
        #expect(apart.map { integer($0, "messages") } == [39, 40])
        let named = try feeds(
            capture(a: [5]), ["--line", "239.1.2.2:26477", "--line", "239.1.2.1:26477"])
        #expect(named.count == 1)
        #expect(named.first.map { lines($0).map { $0["name"] as? String } } == ["239.1.2.2:26477", "239.1.2.1:26477"])
        #expect(named.first.flatMap { integer($0, "messages") } == 40)
        let scratch = Scratch()
        let path = try capture().write(scratch)
        for (options, words) in [
            (["--lines", "some"], "auto or separate"), (["--line", "239.1.2.1:26477"], "two lines or more"),
            (["--line", "nowhere", "--line", "x"], "nowhere"),
        ] {
            let result = try Program.run(["summary", path] + options, seconds: 20)
            #expect(result.code == 2 && result.errors.contains(words), "\(result.errors)")
        }
    }
}
