import Foundation
import TestSupport
import Testing

@Suite(
    "Real captures", .enabled(if: Captures.areThere, "the folder of real captures is not beside the project"))
struct RealCaptureTests {
    @Test("a whole DEEP capture of a test facility: every count, the resets, the cut record, the books")
    func deepCapture() throws {
        let report = try Program.summary([Captures.root + "/Iex/DEEP10.pcap.gz"])
        #expect(integer(report, "packets") == 121_314)
        #expect(integer(report, "truncatedBytes") ?? 0 > 0)
        let feeds = try #require(report["feeds"] as? [[String: Any]])
        #expect(feeds.count == 1)
        let feed = feeds[0]
        #expect(feed["transport"] as? String == "iex-tp")
        #expect(feed["protocol"] as? String == "iex-deep")
        #expect(integer(feed, "messages") == 391_999)
        let types = [
            "8": 12_941, "5": 14_627, "T": 83_343, "H": 93_638, "O": 93_638, "P": 93_636, "B": 73, "E": 59,
            "S": 44,
        ]
        let counted = try #require(feed["messagesByType"] as? [String: Int])
        #expect(counted == types)
        #expect(integer(feed, "sequence", "gaps") == 0)
        #expect(integer(feed, "sequence", "duplicates") == 0)
        #expect(integer(feed, "sequence", "resets") == 11)
        #expect(integer(feed, "malformed", "packets") == 0)
        #expect(integer(feed, "malformed", "messages") == 0)
        let instruments = try #require(feed["instruments"] as? [[String: Any]])
        let withBook = instruments.filter { !($0["bid"] is NSNull) || !($0["ask"] is NSNull) }
        #expect(withBook.count == 14)
        let alcoa = try #require(instruments.first { $0["symbol"] as? String == "AA" })
        #expect((alcoa["bid"] as? NSNumber)?.doubleValue == 50.07)
        #expect(integer(alcoa, "bidSize") == 2026)
        #expect((alcoa["ask"] as? NSNumber)?.doubleValue == 49.63)
        #expect(integer(alcoa, "askSize") == 129)
    }

    @Test(
        "every small capture of our protocols decodes without a malformed message",
        arguments: Captures.files("Iex") + Captures.files("Nasdaq"))
    func smallCaptures(path: String) throws {
        let report = try Program.summary([path])
        let feeds = try #require(report["feeds"] as? [[String: Any]])
        #expect(!feeds.isEmpty)
        for feed in feeds {
            #expect(integer(feed, "malformed", "messages") == 0)
            #expect(integer(feed, "malformed", "packets") == 0)
            #expect(integer(feed, "skippedMessages") == 0)
        }
    }

    /// The packet in this one is Nasdaq's own.
    static let mislabelled = "Memx/Equities.MemiorDepth.v1.3/StockTradingActionMessage.pcap"

    @Test(
        "captures of other venues are not mistaken for ours: one line that says what was tried",
        arguments: Captures.files("Cboe") + Captures.files("Cme")
            + Captures.files("Memx").filter { !$0.hasSuffix(mislabelled) } + Captures.files("Nyse"))
    func otherVenues(path: String) throws {
        let result = try Program.run(["summary", path])
        #expect(result.code == 1 || result.code == 4)
        #expect(result.output.isEmpty || result.output.contains("  unknown\n"))
        #expect(result.errors.split(separator: "\n").count == 1)
        #expect(result.errors.contains(path))
    }
}
