import Foundation
import Testing

@Suite("bench ring")
struct BenchRingTests {
    /// Two threads that wait awake need two cores.
    static let hasTwoCores = ProcessInfo.processInfo.activeProcessorCount >= 2

    @Test(
        "measures one by one, in runs, and there and back, whatever the capacity", .enabled(if: hasTwoCores),
        arguments: [2, 64, 65_536])
    func rows(capacity: Int) throws {
        let result = try Program.run([
            "bench", "ring", "--items", "20000", "--capacity", "\(capacity)", "--runs", "3", "--json",
        ])
        try #require(result.code == 0, "\(result.errors)")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let rows = try #require(object["rows"] as? [[String: Any]])
        #expect(rows.compactMap { $0["name"] as? String } == ["one by one", "in runs", "there and back"])
        #expect(rows.compactMap { $0["messages"] as? Int } == [20_000, 20_000, 200])
        #expect(rows.allSatisfy { ($0["runs"] as? [Int])?.count == 2 })
    }

    @Test("tells the cores that the threads are pinned to", .enabled(if: hasTwoCores))
    func text() throws {
        let result = try Program.run(["bench", "ring", "--items", "1000", "--runs", "2"])
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.contains("32-byte events; ring of 262,144 slots; threads on cores"))
        #expect(result.output.contains("ns/round trip"))
    }

    @Test("refuses a capacity that is no power of two, and too few items")
    func refusals() throws {
        for arguments in [["--capacity", "3"], ["--capacity", "1"], ["--items", "7"]] {
            let result = try Program.run(["bench", "ring"] + arguments)
            #expect(result.code == 2)
            #expect(result.errors.contains(arguments.joined(separator: " ")))
        }
    }
}
