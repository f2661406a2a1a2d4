import OrderFlow
import TestSupport
import Testing

@testable import Market

@Suite("The ledger of all feeds")
struct GapListTests {
    private func head(_ feed: Int, _ time: UInt64) -> OrderEvent {
        .packet(feed: UInt16(feed), sequence: 1, messages: 1, bytes: 50, received: time, intake: 0)
    }

    @Test(
        "is one list, newest first, of which any part can be asked for",
        arguments: 1...5 as ClosedRange<UInt64>)
    func merging(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var market = MarketProbe.detailed(feeds: 3, lines: ["a", "b"])
        var noted: [GapEntry] = []
        var (next, time) = ([UInt64](repeating: 1, count: 3), MarketProbe.start)
        var instruments = [0, 0, 0]
        for _ in 0..<300 {
            let feed = random.below(3)
            time += UInt64(random.below(1_000_000))
            // Apart, so that none joins another.
            let first = next[feed] + 10
            let last = first + UInt64(random.below(5))
            next[feed] = last + 1
            var range = SequenceRange(first: first, last: last, noticed: time)
            var events = [head(feed, time)]
            switch random.below(5) {
            case 0:
                range.cause = .line
                range.line = UInt8(random.below(2))
                range.lost = 0
                range.fill = .line
                events.append(
                    .lineGap(line: range.line, from: first, through: last, cause: .wire, received: 0))
            case 1:
                range.fill = .request
                range.lost = 0
                events.append(.filled(line: 2, from: first, through: last, source: .request, received: 0))
            case 2:
                range.cause = .here
                events.append(.shed(from: first, through: last, messages: UInt32(range.count)))
            case 3:
                events.append(.gap(from: first, through: last, cause: .wire, received: 0))
            default:
                events.append(.add(first, .buy, 100, 5, instrument: UInt16(instruments[feed] + 1)))
                instruments[feed] += 1
            }
            market.apply(events)
            guard events[1].kind != .add else { continue }
            let affected = range.cause == .line || range.fill == .request ? 0 : instruments[feed]
            noted.append(GapEntry(range, feed: feed, instruments: affected))
        }
        let newest = Array(noted.reversed())
        #expect(market.view(.gaps) { $0.isComplete = true }.gaps.entries == newest)
        for (first, count) in [(0, 0), (0, 7), (5, 20), (100, 50), (10_000, 20), (-5, 3), (0, 9999), (3, -1)]
        {
            let gaps = market.view(.gaps) {
                ($0.listFirst, $0.listCount) = (first, count)
                $0.showsLineLosses = true
            }.gaps
            let shown = min(max(0, count), newest.count)
            let begins = max(0, min(first, newest.count - max(1, shown)))
            #expect(gaps.first == begins && gaps.count == newest.count && gaps.evicted == 0)
            #expect(gaps.entries == Array(newest[begins..<min(begins + shown, newest.count)]))
            // Without what one line lost, which is told in a line for each.
            let ofFeeds = newest.filter { $0.range.cause != .line }
            let folded = market.view(.gaps) { ($0.listFirst, $0.listCount) = (first, count) }.gaps
            let start = max(0, min(first, ofFeeds.count - max(1, min(max(0, count), ofFeeds.count))))
            #expect(folded.entries == Array(ofFeeds[start..<min(start + max(0, count), ofFeeds.count)]))
            #expect(folded.count == ofFeeds.count && folded.first == start && folded.lines == gaps.lines)
            let ranges = folded.lines.reduce(0) { $0 + $1.ranges }
            #expect(ranges == newest.count - ofFeeds.count)
        }
    }

    @Test("an empty ledger has an empty list")
    func empty() {
        var market = MarketProbe.detailed()
        let gaps = market.view(.gaps) { ($0.listFirst, $0.listCount) = (9, 9) }.gaps
        #expect(gaps == GapList())
        var none = MarketProbe(feeds: 0)
        #expect(none.view(.gaps) { $0.isComplete = true }.gaps == GapList())
    }

    @Test("what was not kept is counted, and a complete list has its longest")
    func evicted() {
        var market = MarketProbe.detailed(feeds: 2, lines: ["a", "b"])
        for feed in 0..<2 {
            let gaps = (1...5000 as ClosedRange<UInt64>).map {
                OrderEvent.gap(from: $0 * 10, through: $0 * 10, cause: .wire, received: 0)
            }
            market.apply([head(feed, MarketProbe.start)] + gaps)
        }
        market.apply([.lineGap(line: 1, from: 7, through: 7, cause: .wire, received: 0)])
        let gaps = market.view(.gaps) { $0.isComplete = true }.gaps
        #expect(gaps.count == 2 * 4096 + 1 && gaps.evicted == 2 * 904)
        #expect(gaps.entries.count == Snapshot.longestList && gaps.entries[0].range.cause == .line)
        #expect(gaps.entries[1].range.first == 50_000 && gaps.entries.allSatisfy { $0.feed == 1 })
        let last = market.view(.gaps) { ($0.listFirst, $0.listCount) = (.max, 3) }.gaps
        #expect(
            last.count == 8192 && last.first == 8189 && last.entries.map(\.range.first) == [9070, 9060, 9050])
        #expect(last.entries.allSatisfy { $0.feed == 0 })
    }

    @Test(
        "messages that came late become ranges of their own, whatever their order",
        arguments: 1...20 as ClosedRange<UInt64>)
    func late(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var market = MarketProbe.detailed()
        market.apply([.add(1, .buy, 100, 5), .gap(from: 100, through: 199, cause: .kernel, received: 0)])
        market.apply([.gap(from: 300, through: 302, cause: .wire, received: 0)])
        var late: Set<UInt64> = []
        for _ in 0..<12 {
            let first = 95 + UInt64(random.below(110))
            let last = first + UInt64(random.below(12))
            late.formUnion((first...last).filter { (100...199).contains($0) })
            market.apply([.filled(line: 0, from: first, through: last, source: .late, received: 0)])
            let gaps = market.view(.gaps) { $0.isComplete = true }.gaps
            let entries = Array(gaps.entries.reversed())
            #expect(entries.last?.range.first == 300 && entries.last?.range.lost == 3)
            var next: UInt64 = 100
            for entry in entries.dropLast() {
                let range = entry.range
                #expect(range.first == next && range.last >= range.first && entry.instruments == 1)
                let numbers = range.first...range.last
                #expect(numbers.allSatisfy { late.contains($0) == (range.fill == .late) })
                #expect(range.lost == (range.fill == .late ? 0 : range.count) && range.cause == .kernel)
                next = range.last + 1
            }
            #expect(next == 200)
        }
    }

    @Test("what every line lost is one entry, and what one line lost is told by line with count and range")
    func folded() {
        var market = MarketProbe.detailed(lines: ["a", "b"])
        let time = MarketProbe.start
        market.apply([head(0, time), .gap(from: 50, through: 52, cause: .wire, received: 0)])
        for line in UInt8(0)..<2 {
            market.apply([.lineGap(line: line, from: 50, through: 52, cause: .wire, received: 0)])
        }
        market.apply([.lineGap(line: 0, from: 60, through: 64, cause: .wire, received: 0)])
        market.apply([head(0, time + 5), .lineGap(line: 1, from: 70, through: 70, cause: .wire, received: 0)])
        market.apply([head(0, time + 9), .lineGap(line: 0, from: 80, through: 81, cause: .wire, received: 0)])
        var gaps = market.view(.gaps) { $0.listCount = 10 }.gaps
        #expect(gaps.entries.map(\.range.first) == [50] && gaps.count == 1)
        #expect(gaps.lines.map(\.line) == [0, 1] && gaps.lines.map(\.ranges) == [2, 1])
        #expect(gaps.lines.map(\.messages) == [7, 1])
        #expect(gaps.lines[0].first == 60 && gaps.lines[0].last == 81)
        #expect(gaps.lines[0].since == time && gaps.lines[0].until == time + 9)
        gaps = market.view(.gaps) { ($0.listCount, $0.showsLineLosses) = (10, true) }.gaps
        #expect(gaps.entries.map(\.range.first) == [80, 70, 60, 50] && gaps.count == 4)
        // The report has all of it, as it was noticed.
        #expect(market.report().ledger.map(\.first) == [50, 50, 50, 60, 70, 80])
        #expect(market.view(.overview).recentLosses.map(\.first) == [50, 80, 70, 60])
    }

    @Test("is filtered by cause, fate, line, count and time of day, and by the feed's name")
    func filtered() throws {
        var market = MarketProbe.detailed(feeds: 2, lines: ["a", "b"])
        let time = MarketProbe.start  // 17:13:20 in New York
        market.apply([head(0, time), .gap(from: 1, through: 20, cause: .wire, received: 0)])
        market.apply([.filled(line: 0, from: 1, through: 5, source: .late, received: 0)])
        market.apply([head(1, time + 60_000_000_000), .gap(from: 1, through: 3, cause: .kernel, received: 0)])
        market.apply([.shed(from: 30, through: 49, messages: 20)])
        market.apply([.filled(line: 0, from: 60, through: 60, source: .request, received: 0)])
        market.apply([.lineGap(line: 1, from: 70, through: 79, cause: .wire, received: 0)])
        func found(_ text: String, _ market: inout MarketProbe) throws -> [UInt64] {
            let filter = try Filter(text)
            let gaps = market.view(.gaps) {
                ($0.listCount, $0.showsLineLosses, $0.filter) = (50, true, filter)
            }.gaps
            #expect(gaps.count == gaps.entries.count && gaps.unfilteredCount == 6, "\(text)")
            return gaps.entries.map(\.range.first)
        }
        for (text, firsts) in [
            ("cause=wire", [60, 6, 1]), ("cause != wire", [70, 30, 1]), ("cause=line", [70]),
            ("fate=lost", [30, 1, 6]), ("fate=late", [1]), ("fate=request", [60]), ("fate=line", [70]),
            ("line=B", [70]), ("line=a", []), ("count>10", [30, 6]), ("count<=3", [60, 1]),
            ("since>17:14", [70, 60, 30, 1]), ("since=17:13", [6, 1]), ("since<17:13:20.000000001", [6, 1]),
            ("since>=17:14:20", [70, 60, 30, 1]), ("since!=17:14", [6, 1]),
            ("feed=\"feed 1\" count>3", [70, 30]),
            ("cause=wire count>10", [6]), ("not cause=wire and count>=10", [70, 30]),
            ("crossed AAPL", [70, 60, 30, 1, 6, 1]),
        ] as [(String, [UInt64])] {
            #expect(try found(text, &market).sorted() == firsts.sorted(), "\(text)")
        }
        let filter = try Filter("line=B")
        let folded = market.view(.gaps) { ($0.listCount, $0.filter) = (9, filter) }.gaps
        #expect(folded.entries.isEmpty && folded.unfilteredCount == 5 && folded.lines.map(\.ranges) == [1])
        // The table of instruments has no losses, and stays.
        market.apply([head(0, time), .add(1, .buy, 100, 5)])
        #expect(market.view(.overview) { ($0.rowCount, $0.filter) = (9, filter) }.instrumentCount == 1)
    }

    @Test("conditions on losses that cannot be understood say what would be right")
    func wrong() {
        for (text, reason) in [
            ("cause=wires", "'wires' is no cause; did you mean 'wire'?"),
            ("fate=gone", "'gone' is no fate; did you mean"),
            ("line=AB", "'AB' is no line; lines are A to H"),
            ("since>9", "since is compared with a time of day such as 09:31"),
            ("since>24:00", "not with '24:00'"),
            ("since>09:31:07.", "not with '09:31:07.'"), ("count>x", "count is compared with a number"),
            ("cause>wire", "cause is not compared by '>'"),
            ("cause", "'cause' needs a comparison, such as cause = wire"),
        ] {
            #expect(throws: FilterError.self, "\(text)") { try Filter(text) }
            do throws(FilterError) { _ = try Filter(text) } catch {
                #expect(error.reason.contains(reason), "\(text): \(error.reason)")
            }
        }
    }

    @Test("when too many were cut, the count of what is lost stays right")
    func scattered() {
        var market = MarketProbe.detailed()
        market.apply([.gap(from: 1000, through: 1999, cause: .wire, received: 0)])
        for number in stride(from: 1000 as UInt64, to: 2000, by: 3) {
            market.apply([.filled(line: 0, from: number, through: number, source: .late, received: 0)])
        }
        for number in stride(from: 1999 as UInt64, to: 1000, by: -3) {
            market.apply([.filled(line: 0, from: number - 1, through: number - 1, source: .late, received: 0)]
            )
        }
        let gaps = market.view(.gaps) { $0.isComplete = true }.gaps
        let lost = gaps.entries.reduce(0) { $0 + $1.range.lost }
        #expect(lost == 1000 - 334 - 333)
        #expect(gaps.entries.count <= 66)
        let numbers = gaps.entries.reduce(0) { $0 + $1.range.count }
        #expect(numbers == 1000)
    }
}
