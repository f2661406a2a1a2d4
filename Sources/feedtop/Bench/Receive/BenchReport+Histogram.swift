internal import Intake
internal import Simulator

/// The latencies at each rate as a line of bars, all on one scale of time, so that they can be held against each other.
extension BenchReport {
    /// From 1 µs (2¹⁰ ns) or less on, two columns to a power of two, to beyond a quarter of a second.
    private static let firstExponent = 10
    private static let columns = 36

    /// Shares of the messages from which on a bar is as high as its place; the lowest stands for any at all. Far from
    /// even steps, since the few that are late are what one looks for.
    private static let heights: [(least: Double, bar: Character)] = [
        (0.25, "█"), (0.1, "▇"), (0.03, "▆"), (0.01, "▅"), (0.003, "▄"), (0.001, "▃"), (0.0001, "▂"),
    ]

    var histograms: String {
        let rows = rows.filter { !$0.latencies.isEmpty }
        guard !rows.isEmpty else { return "" }
        var text =
            "\nFrom due to applied: █ a quarter of the messages or more, ▇ 10 %, ▆ 3 %, ▅ 1 %, ▄ 0.3 %, "
        text += "▃ 0.1 %, ▂ 0.01 %, ▁ any\n"
        text += Plain.left("", 27) + Self.axis + "\n"
        for row in rows {
            let name = "\(row.wanted.technique.rawValue) \(row.wanted.transport.title)"
            for entry in row.latencies {
                let label = entry.isOwn ? "80 %" : Self.millions(Double(entry.rate))
                text += Plain.left(name, 15) + Plain.right(label, 10) + "  "
                text += Self.bars(entry.trial.latencies) + "\n"
            }
        }
        return text
    }

    private static func bars(_ latencies: LatencyRecorder) -> String {
        var counts = [UInt64](repeating: 0, count: columns)
        for bucket in latencies.buckets(bits: 1) {
            // Its end is one below its top half's or the next power of two.
            let exponent = 63 - bucket.upTo.leadingZeroBitCount
            let isUpper = bucket.upTo >> UInt64(max(0, exponent - 1)) & 1 == 1
            let column = (exponent - firstExponent) * 2 + (isUpper ? 1 : 0)
            counts[min(max(0, column), columns - 1)] += bucket.count
        }
        return String(counts.map { count in bar(Double(count) / Double(max(1, latencies.count))) })
    }

    private static func bar(_ share: Double) -> Character {
        share > 0 ? heights.first { share >= $0.least }?.bar ?? "▁" : " "
    }

    /// A mark where each sixth power of two begins.
    private static var axis: String {
        stride(from: 0, to: columns, by: 12).map { column in
            Plain.left("|" + Plain.duration(1 << UInt64(firstExponent + column / 2)), 12)
        }.joined()
    }
}
