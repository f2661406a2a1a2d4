import Market
import OrderFlow

/// A market that looks like one: a book, a tape, the flow, all from one seed.
extension Samples {
    /// A small generator, the same on every machine.
    struct Random {
        private var state: UInt64
        init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

        mutating func next(below bound: UInt64) -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return bound == 0 ? 0 : (state >> 11) % bound
        }
    }

    static let names = [
        "SPY", "QQQ", "AAPL", "MSFT", "NVDA", "AMZN", "META", "TSLA", "GOOGL", "BRK.A", "JPM", "XOM", "IWM",
        "AMD",
        "INTC", "BAC", "F", "T", "PLTR", "SOFI",
    ]

    static func book(seed: UInt64 = 7, levels: Int = 60, hasOrders: Bool = true) -> BookDetail {
        var random = Random(seed)
        var book = BookDetail()
        var row = row(0, symbol: "AAPL")
        func side(_ best: Int64, _ step: Int64) -> [Quote] {
            var price = best
            return (0..<levels).map { level in
                defer { price += step * Int64(100 * (1 + random.next(below: 3))) }
                let size = 100 + 100 * random.next(below: 12 + UInt64(level))
                return Quote(
                    price: price, size: size, orders: hasOrders ? UInt32(1 + random.next(below: 9)) : nil)
            }
        }
        book.bids = side(1_491_000, -1)
        book.asks = side(1_491_200, 1)
        (book.bidLevels, book.askLevels) = (levels + 74, levels + 81)
        row.bid = book.bids.first
        row.ask = book.asks.first
        (row.last, row.lastSize, row.lastTick) = (1_491_200, 300, 1)
        (row.high, row.low) = (1_502_600, 1_487_300)
        (row.trades, row.volume, row.messages, row.rate) = (8211, 1_204_377, 391_120, 412)
        row.updated = clock - 12_000_000
        book.row = row
        book.watchedSince = clock - 94_000_000_000
        book.rates.messages1s = 412
        book.rates.messages10s = 388.4
        book.rates.peak1ms = Peak(messages: 41, at: clock - 3_000_000_000)
        book.rates.peak1s = Peak(messages: 911, at: clock - 9_000_000_000)
        book.sparkline = (0..<60).map { _ in UInt32(300 + random.next(below: 300)) }
        var price: Int64 = 1_490_500
        book.prices = (0..<60).map { second in
            price += Int64(random.next(below: 7)) * 100 - 290
            return second < 6 ? nil : price
        }
        book.latencies = [LatencyStage.feed, .handling].map { stage in
            var summary = LatencySummary()
            (summary.stage, summary.count) = (stage, 36_512)
            (summary.p50, summary.p90, summary.p99) =
                stage == .feed ? (12_100, 14_000, 20_200) : (840, 990, 2310)
            (summary.p999, summary.p9999, summary.max) = (31_000, 44_000, 90_000)
            return summary
        }
        book.tape = tape(count: 200, seed: seed, symbols: ["AAPL"])
        return book
    }

    static func tape(count: Int, seed: UInt64 = 3, symbols: [String] = names) -> Tape {
        var random = Random(seed)
        var tape = Tape()
        var time = clock - 2_000_000_000
        for number in 0..<count {
            var entry = TapeEntry()
            let index = Int(random.next(below: UInt64(symbols.count)))
            time += random.next(below: 9_000_000)
            entry.number = 391_000 + UInt64(number)
            entry.time = time
            entry.key = InstrumentKey(feed: 0, instrument: UInt16(index))
            entry.symbol = SymbolName(symbols[index])
            let dice = random.next(below: 100)
            entry.kind =
                dice < 45 ? .add : dice < 80 ? .cancel : dice < 88 ? .execute : dice < 96 ? .replace : .trade
            entry.messageType = Array("ADEUPPP".utf8)[Int(entry.kind.rawValue)]
            entry.side = entry.kind == .trade ? nil : random.next(below: 2) == 0 ? .buy : .sell
            entry.price = 1_490_000 + Int64(random.next(below: 30)) * 100
            entry.quantity = 1 + random.next(below: 12) * 100
            entry.reference = entry.kind == .trade ? 0 : 80_000_000 + random.next(below: 9_000_000)
            tape.entries.append(entry)
        }
        tape.total = 391_000 + UInt64(count) - 1
        tape.kept = 65_536
        return tape
    }

    static func flow(seed: UInt64 = 5) -> FlowDetail {
        var random = Random(seed)
        func count(_ around: UInt64) -> FlowCount {
            let messages = around / 2 + random.next(below: around + 1)
            return FlowCount(messages: messages, quantity: messages * (80 + random.next(below: 60)))
        }
        func side() -> SideFlow {
            var side = SideFlow()
            (side.adds, side.cancels) = (count(2900), count(2500))
            (side.executions, side.replaces) = (count(310), count(480))
            return side
        }
        func second() -> FlowTotals {
            var totals = FlowTotals()
            (totals.buy, totals.sell, totals.trades) = (side(), side(), count(40))
            return totals
        }
        var flow = FlowDetail()
        flow.seconds = (0..<60).map { _ in second() }
        flow.lastSecond = flow.seconds.last
        flow.lastTen = flow.seconds.suffix(10).reduce(into: FlowTotals()) { $0 += $1 }
        flow.session = flow.seconds.reduce(into: FlowTotals()) { $0 += $1 }
        flow.movers = names.enumerated().map { index, name in
            var row = row(index, symbol: name)
            row.rate = Double(1900 / (index + 1))
            row.lastTick = Int8(index % 3) - 1
            return row
        }
        flow.tape = tape(count: 200)
        return flow
    }

    /// All views' details at once.
    static func full(_ snapshot: Snapshot = twoLines()) -> Snapshot {
        var snapshot = snapshot
        for index in snapshot.rows.indices where index < names.count {
            snapshot.rows[index].symbol = SymbolName(names[index])
        }
        snapshot.book = book()
        snapshot.flow = flow()
        snapshot.request.selected = InstrumentKey(feed: 0, instrument: 0)
        return snapshot
    }

    /// So many feeds, each with two lines; every third one is idle, the last one silent.
    static func manyFeeds(_ count: Int) -> Snapshot {
        var snapshot = full()
        snapshot.feeds = (0..<count).map { index in
            var feed = snapshot.feeds[0]
            feed.name = "239.1.\(index).3:26477"
            feed.state = index == count - 1 ? .silent : index % 3 == 2 ? .idle : .live
            feed.rates = snapshot.rates
            feed.latencies = snapshot.latencies
            return feed
        }
        return snapshot
    }
}

extension FlowCount {
    static func += (left: inout FlowCount, right: FlowCount) {
        left.messages += right.messages
        left.quantity += right.quantity
    }
}

extension FlowTotals {
    static func += (left: inout FlowTotals, right: FlowTotals) {
        for side in [\FlowTotals.buy, \FlowTotals.sell] {
            for count in [
                \SideFlow.adds, \SideFlow.cancels, \SideFlow.executions, \SideFlow.replaces, \SideFlow.levels,
            ] {
                left[keyPath: side][keyPath: count] += right[keyPath: side][keyPath: count]
            }
        }
        left.trades += right.trades
    }
}
