import Market
import OrderFlow

/// What is said of one instrument, line by line.
struct BookFacts {
    let picture: Picture
    let book: BookDetail
    let row: InstrumentRow
    private let text: RowText

    init(_ picture: Picture, _ book: BookDetail, _ row: InstrumentRow) {
        self.picture = picture
        self.book = book
        self.row = row
        text = RowText(row, picture.snapshot, decimals: picture.state.measures.decimals)
    }

    /// `AAPL  trading  CROSSED  feed 239.1.2.3:26477  updated 12.0 ms ago`
    var identity: [Fact] {
        var facts = [Fact(label: "", text: row.symbol.description, role: .title, isBold: true)]
        let isStopped = row.flags.contains(.halted)
        if !isStopped, row.status != .unknown {
            let role: Role = row.status == .trading ? .ok : .info
            facts.append(Fact(label: "", text: row.status.name.uppercased(), role: role, rank: 3))
        } else if !isStopped {
            facts.append(Fact(label: "status", text: NumberText.unknown, rank: 5))
        }
        for flag in text.flagNames {
            facts.append(Fact(label: "", text: flag.word, role: flag.role, rank: 1, isBold: true))
        }
        let age = text.full(.age)
        facts.append(Fact(label: "updated", text: age, unit: " ago", rank: 4))
        facts.append(Fact(label: "messages", text: NumberText.fitted(row.messages, width: 11), rank: 6))
        facts.append(Fact(label: "watched since", text: since, rank: 5))
        if picture.snapshot.feeds.count > 1 {
            facts.append(Fact(label: "feed", text: feedName, role: .muted, rank: 7))
        }
        return facts
    }

    private var feedName: String {
        let index = Int(row.key.feed)
        guard picture.snapshot.feeds.indices.contains(index) else { return "\(index + 1)" }
        let name = picture.snapshot.feeds[index].name
        return name.isEmpty ? "\(index + 1)" : Picture.cutFront(name, width: 32)
    }

    /// `bid 149.10 × 100  ask 149.12 × 200  spread 0.02 · 1.3 bp  last 149.12 ▲ × 300`
    var quotes: [Fact] {
        let (bid, ask) = (row.bid, row.ask)
        let tick = row.last == nil ? "" : row.lastTick > 0 ? " ▲" : row.lastTick < 0 ? " ▼" : " ="
        let lastRole: Role = row.lastTick > 0 ? .up : row.lastTick < 0 ? .down : .trade
        var spread = Fact(label: "spread", text: text.full(.spread), role: spreadRole, rank: 2)
        if let bid, let ask { spread.unit = " · \(RatioText.basisPoints(bid: bid.price, ask: ask.price))" }
        return [
            Fact(
                label: "bid", text: text.full(.bid),
                unit: bid.map { " × \(NumberText.fitted($0.size, width: 7))" } ?? "", role: .bid, isBold: true
            ),
            Fact(
                label: "ask", text: text.full(.ask),
                unit: ask.map { " × \(NumberText.fitted($0.size, width: 7))" } ?? "", role: .ask, isBold: true
            ),
            spread,
            Fact(label: "last", text: text.full(.last) + tick, role: lastRole, rank: 1),
        ]
            + (row.last == nil
                ? [] : [Fact(label: "×", text: NumberText.fitted(row.lastSize, width: 7), rank: 3)])
    }

    private var spreadRole: Role { text.spreadRole ?? .foreground }

    /// `volume 1,204,377  trades 8,211  high 150.26  low 148.73`
    var day: [Fact] {
        [
            Fact(label: "volume", text: NumberText.fitted(row.volume, width: 15)),
            Fact(label: "trades", text: NumberText.fitted(row.trades, width: 11), rank: 1),
            Fact(label: "high", text: text.full(.high), rank: 2),
            Fact(label: "low", text: text.full(.low), rank: 2),
        ]
    }

    /// `1 s 412 msg/s  10 s 388 msg/s  peak 41 in 1 ms 09:31:04.412`
    var rates: [Fact] {
        let peak = book.rates.peak1ms
        let isKnown = peak.at > 0
        return [
            Fact(label: "1 s", text: NumberText.rate(book.rates.messages1s, width: 9), unit: " msg/s"),
            Fact(
                label: "10 s", text: NumberText.rate(book.rates.messages10s, width: 9), unit: " msg/s",
                rank: 1),
            Fact(
                label: "peak",
                text: isKnown ? NumberText.fitted(peak.messages, width: 7) : NumberText.unknown,
                unit: " in 1 ms \(ClockText.time(peak.at, picture.zone, decimals: 3))", rank: 2),
        ]
    }

    /// `feed p50 12.1 µs p99 20.2 µs n=36,512  handling …`
    ///
    /// - Parameter isFull: With more of the percentiles.
    func latencies(isFull: Bool = false) -> [Fact] {
        let stages = [LatencyStage.feed, .handling]
        let samples = stages.map { stage in
            book.latencies.first { $0.stage == stage }.map { $0.count } ?? 0
        }
        let isShared = Set(samples).count == 1 && samples[0] > 0
        var facts = stages.enumerated().map { index, stage -> Fact in
            guard let summary = book.latencies.first(where: { $0.stage == stage && $0.count > 0 }) else {
                return Fact(label: stage.name, text: NumberText.unknown)
            }
            var text = "p50 \(NumberText.duration(summary.p50))"
            if isFull { text += " p90 \(NumberText.duration(summary.p90))" }
            text += " p99 \(NumberText.duration(summary.p99))"
            if isFull { text += " max \(NumberText.duration(summary.max))" }
            let count = isShared ? "" : " n=\(NumberText.fitted(summary.count, width: 7))"
            return Fact(label: stage.name, text: text, unit: count)
        }
        if isShared { facts.append(Fact(label: "n", text: NumberText.fitted(samples[0], width: 9))) }
        return facts
    }

    /// When the rates and the latencies began to be gathered.
    var since: String { ClockText.time(book.watchedSince, picture.zone) }
}
