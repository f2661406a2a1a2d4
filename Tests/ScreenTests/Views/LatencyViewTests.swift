import Market
import Testing

@testable import Screen

@Suite("The latencies")
struct LatencyViewTests {
    private func text(_ rows: Int, _ columns: Int, span: Int = 0, _ snapshot: Snapshot = Samples.views())
        -> String
    {
        Samples.draw(.latency, rows: rows, columns: columns, span: span, snapshot).joined(separator: "\n")
    }

    @Test(
        "say at 80×24 for each stage what it measures, by which clocks, and all percentiles with their samples"
    )
    func essentials() {
        let text = text(24, 80)
        for figure in [
            "latency · last 60 s", "exchange → host", "exchange, host clock", "host → book", "▲ p99 2.88 ms",
            "p50 412 µs ▲", "│10 µs", "p99.99",
            "  60 s  412 µs  824 µs 2.88 ms 8.24 ms 37.1 ms  165 ms  661,920     0",
            "lines · lead · session", "76.5 %  12.1 µs   180 µs  2.31 ms      5,000",
            "12 feed samples negative: exchange and host clocks disagree; see chrony/ptp", "w session",
        ] {
            #expect(text.contains(figure), "\(figure)")
        }
    }

    @Test("show the session's histograms, then all windows in full, by the same key")
    func spans() {
        #expect(text(24, 80, span: 1).contains("latency · session"))
        let table = text(24, 80, span: 2)
        for stage in ["feed         1 s", "handling     1 s", "parse        1 s", "queue        1 s"] {
            #expect(table.contains(stage), "\(stage)")
        }
        let rows = table.split(separator: "\n").filter { $0.contains("session ") && $0.contains("12.4M") }
        #expect(rows.count == 4)
    }

    @Test("show both histograms and every window at 200×60, and say what negatives mean")
    func wide() {
        let text = text(60, 200)
        for figure in [
            "latency · last 60 s", "latency · session", "12,391,999",
            "received here → in the book = parse + queue",
            "in no percentile: exchange and host clocks disagree",
        ] {
            #expect(text.contains(figure), "\(figure)")
        }
    }

    @Test("tell the essence on the smallest screens")
    func small() {
        let tiny = text(5, 20)
        #expect(
            tiny.contains("feed     p99 2.88 ms") && tiny.contains("60 s n 661,920")
                && tiny.contains("skew 12"))
        #expect(text(12, 40).contains("handling 12.1 µs 84.7 µs 4.84 ms 661,920"))
    }

    @Test("say nothing of skew when no sample is negative, and - for a window without samples")
    func unknown() {
        var snapshot = Samples.views()
        for index in snapshot.latency.summaries.indices { snapshot.latency.summaries[index].negative = 0 }
        snapshot.latency.summaries[2].count = 0
        let text = text(24, 80, snapshot)
        #expect(!text.contains("negative"))
        #expect(
            text.contains("feed        60 s       -       -       -       -       -       -        0     0"))
        #expect(text.contains("no samples in the last 60 s"))
        let new = self.text(24, 80, Snapshot())
        #expect(new.contains("waiting for the first packet on udp://239.1.2.3:26477"))
    }

    @Test("name both marks on one side where the other has no room")
    func marks() {
        var snapshot = Samples.views()
        snapshot.feeds[0].lines = []
        for stage in [LatencyStage.handling, .parse, .queue] {
            snapshot.latency.summaries.removeAll { $0.stage == stage }
            snapshot.latency.bars.removeAll { $0.stage == stage }
        }
        for index in snapshot.latency.bars.indices {
            snapshot.latency.bars[index].counts = Array(repeating: 0, count: LatencyAxis.count)
            snapshot.latency.bars[index].counts[20] = 1
            snapshot.latency.bars[index].counts[128] = 500
        }
        for index in snapshot.latency.summaries.indices {
            (snapshot.latency.summaries[index].p50, snapshot.latency.summaries[index].p99) =
                (4_660_000_000, 4_990_000_000)
        }
        #expect(text(24, 80, snapshot).contains("p50 4.66 s  p99 4.99 s ▲"))
    }

    @Test("spread a bar over the columns it spans, and lose no sample")
    func columns() {
        var bars = LatencyBars()
        bars.counts = Array(repeating: 0, count: LatencyAxis.count)
        bars.counts[40] = 1000
        bars.counts[55] = 1
        bars.counts[90] = 7
        for width in [5, 40, 60, 300] {
            let scale = LatencyScale([bars], width: width)
            let columns = scale.columns(bars)
            let sum = columns.reduce(0, +)
            #expect(columns.count == width && abs(sum - 1008) < 1e-6)
            // The median stands under the bars.
            let middle = scale.column(LatencyAxis.edge(40) + 20)
            #expect(columns[middle] > 0)
        }
    }

    @Test("have round labels at their own column")
    func ticks() {
        var bars = LatencyBars()
        bars.counts = Array(repeating: 1, count: LatencyAxis.count)
        let scale = LatencyScale([bars], width: 180)
        #expect(scale.ticks.map(\.text).prefix(5) == ["1 ns", "10 ns", "100 ns", "1 µs", "10 µs"])
        bars.counts = bars.counts.indices.map { (40...50).contains($0) ? 1 : 0 }
        let close = LatencyScale([bars], width: 56).ticks.map(\.text)
        #expect(close.starts(with: ["1 µs", "2 µs", "5 µs"]))
        for tick in scale.ticks { #expect(tick.column >= 0 && tick.column < 180) }
        #expect(scale.column(1000) == scale.ticks[3].column)
        #expect(LatencyScale([], width: 10).columns(LatencyBars()).reduce(0, +) == 0)
    }
}
