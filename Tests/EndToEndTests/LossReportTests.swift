import Foundation
import Testing

@Suite("Losses in the summary")
struct LossReportTests {
    private func capture(_ scratch: Scratch, _ faults: [String]) throws -> String {
        let path = scratch.file("day.pcap")
        let day = ["--format", "pcap", "--messages", "50000", "--symbols", "40"]
        _ = try Program.run(["generate", path] + day + faults)
        return path
    }

    @Test("have an address, stand in the ledger, and make the books suspect")
    func addresses() throws {
        let scratch = Scratch()
        let whole = try Program.summary([try capture(scratch, [])])
        let sent = try #require(integer((whole["feeds"] as? [Any])?.first, "messages"))
        let path = try capture(scratch, ["--loss", "0.5"])
        let summary = try Program.summary([path])
        let feed = try #require((summary["feeds"] as? [[String: Any]])?.first)
        let wire = try #require(integer(feed, "losses", "wire"))
        #expect(wire > 0 && wire == integer(feed, "sequence", "missing"))
        #expect(integer(feed, "messages")! + wire == sent)
        #expect(integer(feed, "losses", "kernel") == 0 && integer(feed, "losses", "here") == 0)
        #expect(feed["suspect"] as? Bool == true)
        let instruments = try #require(feed["instruments"] as? [[String: Any]])
        #expect(instruments.allSatisfy { $0["suspect"] as? Bool == true })
        let ledger = try #require(feed["ledger"] as? [[String: Any]])
        let ranges = try #require((feed["sequence"] as? [String: Any])?["ranges"] as? [[Int]])
        #expect(ledger.map { [integer($0, "first") ?? 0, integer($0, "last") ?? 0] } == ranges)
        #expect(ledger.allSatisfy { $0["cause"] as? String == "wire" && $0["filled"] is NSNull })
        #expect(ledger.reduce(0) { $0 + (integer($1, "lost") ?? 0) } == wire)
        #expect((feed["lines"] as? [Any])?.isEmpty == true)
        let text = try Program.run(["summary", path]).output
        #expect(text.contains("on the wire, 0 in the kernel, 0 here"))
        #expect(text.contains("suspect since 20") && text.contains("(wire gap "))
    }

    @Test("are none, and no book is suspect, where everything came")
    func none() throws {
        let scratch = Scratch()
        let summary = try Program.summary([try capture(scratch, [])])
        let feed = try #require((summary["feeds"] as? [[String: Any]])?.first)
        #expect(feed["suspect"] as? Bool == false && (feed["ledger"] as? [Any])?.isEmpty == true)
        let instruments = try #require(feed["instruments"] as? [[String: Any]])
        #expect(!instruments.isEmpty && instruments.allSatisfy { $0["suspect"] as? Bool == false })
    }
}
