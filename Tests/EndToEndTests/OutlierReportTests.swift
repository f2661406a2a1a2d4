import Foundation
import Testing

/// Hand-made captures in which something does not fit, and what the summary says of them.
@Suite("What fits no sequence, in the summary")
struct OutlierReportTests {
    private let stock = HandStock(locate: 1, symbol: "ACME")

    /// A capture of these packets, one each millisecond.
    private func feeds(_ packets: [[UInt8]]) throws -> [[String: Any]] {
        let scratch = Scratch()
        var capture = HandCapture()
        for (index, packet) in packets.enumerated() {
            capture.add(packet, at: HandCapture.open + UInt64(index) * 1_000_000)
        }
        return try #require(Program.summary([try capture.write(scratch)])["feeds"] as? [[String: Any]])
    }

    /// A packet with one new order of its own number.
    private func order(_ sequence: UInt64, session: Int = 1, messages: [[UInt8]]? = nil) -> [UInt8] {
        var feed = HandFeed(session: session, sequence: sequence)
        let time = HandCapture.open - 1_000
        return feed.packet(messages ?? [stock.add(sequence, "B", 100, UInt32(1_000 + sequence), time)])
    }

    private func counts(_ feed: [String: Any]) -> [Int?] {
        ["gaps", "missing", "duplicates", "resets", "strays"].map { integer(feed, "sequence", $0) }
    }

    private func cause(_ feed: [String: Any]) -> String? {
        (feed["suspicion"] as? [String: Any])?["cause"] as? String
    }

    @Test("one packet far ahead does not silence the feed")
    func farAhead() throws {
        let packets = (1...3).map { order($0) } + [order(100_000)] + (4...303).map { order($0) }
        let feed = try #require(try feeds(packets).first)
        #expect(integer(feed, "messages") == 303 && integer(feed, "packets") == 304)
        #expect(counts(feed) == [0, 0, 0, 0, 1] && feed["suspect"] as? Bool == false)
    }

    @Test("one packet of another session wipes no book")
    func foreignSession() throws {
        let packets = (1...3).map { order($0) } + [order(50, session: 2)] + (4...9).map { order($0) }
        let feeds = try feeds(packets)
        let feed = try #require(feeds.first)
        #expect(feeds.count == 1 && integer(feed, "messages") == 9)
        #expect(counts(feed) == [0, 0, 0, 0, 1] && feed["suspect"] as? Bool == false)
    }

    @Test("two sessions that go on side by side are two feeds, both whole")
    func sideBySide() throws {
        let packets = (1...200).flatMap { [order($0), order($0, session: 2)] }
        let feeds = try feeds(packets)
        #expect(feeds.map { integer($0, "messages") } == [200, 200])
        #expect(feeds.allSatisfy { counts($0) == [0, 0, 0, 0, 0] && $0["suspect"] as? Bool == false })
        let names = feeds.map { $0["name"] as? String }
        #expect(names == ["239.1.2.1:26477", "239.1.2.1:26477 session 0000000002"])
    }

    @Test("another session that goes on where the first is silent is one reset, and none of it is lost")
    func newSession() throws {
        let packets = (1...3).map { order($0) } + (1...5).map { order($0, session: 2) }
        let feeds = try feeds(packets)
        let feed = try #require(feeds.first)
        #expect(feeds.count == 1 && integer(feed, "messages") == 8 && counts(feed) == [0, 0, 0, 1, 0])
        #expect(feed["suspect"] as? Bool == false)
    }

    @Test("books of a feed that was joined in mid-session are suspect, and say so")
    func joinedLate() throws {
        let feed = try #require(try feeds((1_000...1_003).map { order($0) }).first)
        #expect(feed["suspect"] as? Bool == true && cause(feed) == "joined-late")
        #expect(integer(feed, "suspicion", "first") == 1 && integer(feed, "suspicion", "last") == 999)
        #expect(counts(feed) == [0, 0, 0, 0, 0])
    }

    @Test("books that lack an order which could not be read, or was promised and is not there, are suspect")
    func malformed() throws {
        let time = HandCapture.open - 1_000
        let cut = Array(stock.add(2, "B", 100, 1_000, time).dropLast())
        var promise = order(2)
        promise[19] = 3  // of the messages that the header counts, one is there
        for packet in [order(2, messages: [cut]), promise] {
            let feed = try #require(try feeds([order(1), packet]).first)
            #expect(feed["suspect"] as? Bool == true && cause(feed) == "malformed")
        }
        // A system event changes no book.
        let feed = try #require(try feeds([order(1), order(2, messages: [[UInt8](repeating: 0x53, count: 5)])]).first)
        #expect(feed["suspect"] as? Bool == false && integer(feed, "malformed", "messages") == 1)
    }
}
