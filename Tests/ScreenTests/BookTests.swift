import Market
import OrderFlow
import Testing

@testable import Screen

@Suite("The Book view")
struct BookTests {
    private func state() -> ViewState {
        var state = ViewState()
        state.view = .book
        return state
    }

    private func lines(_ rows: Int, _ columns: Int, _ snapshot: Snapshot = Samples.full()) -> [String] {
        Samples.draw(rows: rows, columns: columns, snapshot, Samples.live(), state())
    }

    @Test(
        "says all of one instrument, from 80×24 on",
        arguments: [[24, 80], [40, 120], [60, 200], [100, 400]])
    func essentials(size: [Int]) {
        let text = lines(size[0], size[1]).joined(separator: "\n")
        for figure in [
            "AAPL", "TRADING", "updated 12.0 ms ago", "bid 149.10 × 1,100", "ask 149.12 × 600",
            "spread 0.02 · 1.3 bp", "last 149.12 ▲", "volume 1,204,377", "trades 8,211", "1 s 412 msg/s",
            "10 s 388 msg/s", "peak 41 in 1 ms 09:31:04.412", "watched since 09:29:33",
            "p50 12.1 µs", "p99 20.2 µs", "p50 840 ns", "p99 2.31 µs", "n 36,512", "149.047", "134 levels",
            "141 levels", "of size in", "ORD", "SIZE", "BID", "ASK", "149.10 │ 149.12", "REFERENCE", "FOLLOW",
            "tape of AAPL", "82000414",
        ] {
            #expect(text.contains(figure), "\(figure)")
        }
    }

    @Test("mirrors the two sides: bars begin at the prices and grow outwards by size")
    func mirrored() throws {
        var snapshot = Samples.full()
        snapshot.book.bids = [
            Quote(price: 1_491_000, size: 400, orders: 3), Quote(price: 1_490_900, size: 100, orders: 1),
        ]
        snapshot.book.asks = [
            Quote(price: 1_491_200, size: 400, orders: 3), Quote(price: 1_491_300, size: 100, orders: 1),
        ]
        let rungs = lines(24, 80, snapshot).filter { $0.contains("│") }
        let best = try #require(rungs.first)
        let halves = best.split(separator: "│").map { $0.trimmed }
        // Mirrored character by character, numbers apart.
        let left = halves[0].filter { $0 == "█" || $0 == "▐" }.count
        let right = halves[1].filter { $0 == "█" || $0 == "▌" }.count
        #expect(left == right && left > 8)
        #expect(best.contains("█ 149.10 │ 149.12 █"))
        let second = rungs[1].filter { "█▐▌".contains($0) }.count
        #expect(second < left, "a quarter of the size on both sides is less than the whole on one")
    }

    @Test("a feed of price levels has no order counts, an empty side no price, and both are told")
    func unknown() {
        var snapshot = Samples.full()
        snapshot.book = Samples.book(hasOrders: false)
        let rungs = lines(24, 80, snapshot).filter { $0.contains(" │ ") }
        #expect(rungs.allSatisfy { $0.hasSuffix(" -") && $0.hasPrefix("     - ") })
        snapshot.book.asks = []
        snapshot.book.row?.ask = nil
        snapshot.book.row?.flags = .oneSided
        snapshot.book.latencies = []
        snapshot.book.rates = RateSummary()
        snapshot.book.prices = []
        let text = lines(24, 80, snapshot).joined(separator: "\n")
        for figure in [
            "ask -", "spread -", "ONE-SIDED", "feed -  handling -", "1 s -", "price -", "bids 100 %",
        ] {
            #expect(text.contains(figure), "\(figure)")
        }
    }

    @Test(
        "tells what is wrong with the instrument before everything else",
        arguments: [[5, 20], [24, 80], [60, 200]])
    func flags(size: [Int]) {
        var snapshot = Samples.full()
        snapshot.book.row?.flags = [.crossed, .suspect]
        let text = lines(size[0], size[1], snapshot).joined(separator: "\n")
        #expect(text.contains("CROSSED"))
    }

    @Test("counts the imbalance over the levels that are shown")
    func imbalance() {
        var book = BookDetail()
        book.bids = [Quote(price: 3, size: 300, orders: nil), Quote(price: 2, size: 900, orders: nil)]
        book.asks = [Quote(price: 4, size: 100, orders: nil)]
        #expect(Ladder(book, depth: 1).bidShare == 0.75)
        #expect(Ladder(book, depth: 2).bids.map(\.cumulative) == [300, 1200])
        #expect(Ladder(BookDetail(), depth: 9).bidShare == nil)
        book.bids[0].size = .max
        #expect(Ladder(book, depth: 9).bidSize == .max)
    }

    @Test("a far level does not flatten the bars near the touch: its own is cut, and marked")
    func farLevel() {
        var book = BookDetail()
        book.bids = (0..<10).map { Quote(price: 1_000_000 - $0 * 100, size: 100 + UInt64($0), orders: 1) }
        book.asks = (0..<10).map { Quote(price: 1_000_100 + $0 * 100, size: 90, orders: 1) }
        #expect(Ladder(book, depth: 10).fullBar == 109)
        book.asks[9].size = 5_000_000
        #expect(Ladder(book, depth: 10).fullBar <= 400 && Ladder(book, depth: 10).fullBar >= 109)
        // At the touch it is what there is to see.
        book.asks[0].size = 5_000_000
        #expect(Ladder(book, depth: 10).fullBar == 5_000_000)
        #expect(Ladder(BookDetail(), depth: 10).fullBar == 0)
        // What is not far out of the usual is shown as it is.
        book.asks[0].size = 90
        book.asks[9].size = 390
        #expect(Ladder(book, depth: 10).fullBar == 390)

        func rungs(lastAsk: UInt64) -> [String] {
            var snapshot = Samples.full()
            book.asks[9].size = lastAsk
            (book.row, book.rates) = (snapshot.book.row, snapshot.book.rates)
            book.latencies = snapshot.book.latencies
            snapshot.book = book
            return lines(60, 200, snapshot).filter { $0.contains("100.") && $0.contains("│ 100.") }
        }
        func bars(_ line: String?) -> Int { line?.count { $0 == "█" } ?? 0 }
        // How long the bars are is for the room to say. The far level takes at most half of it from them.
        let usual = bars(rungs(lastAsk: 90).first)
        let cut = rungs(lastAsk: 5_000_000)
        #expect(usual > 10 && bars(cut.first) * 2 >= usual, "\(cut.joined(separator: "\n"))")
        #expect(cut.filter { $0.contains("▶") }.count == 1 && cut.last?.contains("█▶") == true)
    }

    @Test("asks for as much as it has room for")
    func room() {
        for (rows, columns, list, depth, tape) in [
            (24, 80, 0, 7, 4), (60, 200, 54, 46, 47), (5, 20, 0, 3, 0), (12, 40, 0, 6, 0),
        ] {
            var state = state()
            var grid = Grid(rows: rows, columns: columns)
            Picture.draw(Samples.full(), Samples.live(), &state, into: &grid)
            let asked = [state.request.rowCount, state.request.depth, state.request.tapeCount]
            #expect(asked == [list, depth, tape], "\(columns)×\(rows)")
        }
    }

    @Test("shows the best of both sides even at 20×5")
    func smallest() {
        let lines = lines(5, 20)
        #expect(lines[1].hasPrefix("AAPL") && lines[1].contains("149.12"))
        #expect(lines[2].contains("149.10 149.12"))
    }

    @Test("without an instrument it says so")
    func nothing() {
        for size in [[5, 20], [24, 80], [60, 200]] {
            let text = lines(size[0], size[1], Snapshot()).joined(separator: "\n")
            #expect(text.contains("no instrument yet"))
        }
    }
}

extension StringProtocol {
    fileprivate var trimmed: String {
        var text = Substring(self)
        while text.last == " " { text.removeLast() }
        while text.first == " " { text.removeFirst() }
        return String(text)
    }
}

@Suite("A line of prices")
struct PriceLineTests {
    private func draw(_ prices: [Int64?], columns: Int, rows: Int) throws -> [String] {
        let line = try #require(PriceLine(prices, columns: columns))
        var grid = Grid(rows: rows, columns: columns)
        line.draw(into: &grid, row: 0, column: 0, height: rows, Style(.trade))
        return (0..<rows).map(grid.line)
    }

    @Test("runs from the lowest price to the highest, whatever they are")
    func scaled() throws {
        #expect(try draw([1000, 1001, 1002, 1003], columns: 2, rows: 1) == ["⡠⠊"])
        #expect(try draw([1003, 1002, 1001, 1000], columns: 2, rows: 1) == ["⠑⢄"])
        #expect(try draw([-5_000_000, 5_000_000], columns: 1, rows: 2) == ["⢸", "⡸"])
        #expect(try draw([.min, .max], columns: 1, rows: 1) == ["⡸"])
        #expect(try draw([7, 7, 7, 7], columns: 2, rows: 1) == ["⠒⠒"])
    }

    @Test("has a hole where no price is known, and none without any")
    func holes() throws {
        #expect(try draw([1, nil, nil, nil, 1, 2], columns: 3, rows: 1) == ["⡀ ⡸"])
        #expect(PriceLine([nil, nil], columns: 5) == nil && PriceLine([], columns: 5) == nil)
        #expect(PriceLine([1], columns: 0) == nil)
    }

    @Test("tells high from low in ASCII too")
    func ascii() throws {
        let line = try #require(PriceLine([1, 1, 9, 9, 1, 9], columns: 3))
        var grid = Grid(rows: 1, columns: 3, isASCII: true)
        line.draw(into: &grid, row: 0, column: 0, height: 1, Style(.trade))
        #expect(grid.line(0) == ".::")
    }

    @Test("keeps the latest where there is no room for all")
    func latest() throws {
        let line = try #require(PriceLine((0..<60).map { $0 }, columns: 10))
        #expect(line.low == 40 && line.high == 59 && line.columns == 10)
    }
}

@Suite("Ratios in words")
struct RatioTextTests {
    @Test("a share is only whole when it is all, and only nothing when it is none")
    func percent() {
        #expect(RatioText.percent(999, of: 1000) == "99 %" && RatioText.percent(5, of: 5) == "100 %")
        #expect(RatioText.percent(1, of: 1000) == "<1 %" && RatioText.percent(0, of: 3) == "0 %")
        #expect(RatioText.percent(0, of: 0) == "-")
    }

    @Test("ratios, signs and basis points")
    func others() {
        #expect(RatioText.ratio(32, to: 10) == "3.2" && RatioText.ratio(3, to: 0) == "-")
        #expect(RatioText.ratio(12_345, to: 1) == "12,345")
        #expect(RatioText.signed(0.344) == "+0.34" && RatioText.signed(-0.001) == "0.00")
        #expect(RatioText.signed(-1) == "-1.00" && RatioText.signed(nil) == "-")
        #expect(RatioText.basisPoints(bid: 1_491_000, ask: 1_491_200) == "1.3 bp")
        #expect(RatioText.basisPoints(bid: 1_491_200, ask: 1_491_000) == "-1.3 bp")
        #expect(RatioText.basisPoints(bid: -5, ask: 3) == "-")
    }
}
