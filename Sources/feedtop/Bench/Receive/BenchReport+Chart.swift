internal import Intake
internal import Simulator

/// The throughputs as bars, and what is to be said of the figures.
extension BenchReport {
    private static let width = 48

    var chart: String {
        let bars = bars
        guard let most = bars.map(\.rate).max(), most > 0 else { return "" }
        var text = "\nMost messages a second without a loss\n"
        for bar in bars {
            let eighths = Int((bar.rate / most * Double(Self.width * 8)).rounded())
            text += Plain.left(bar.label, 22) + Plain.right(Self.millions(bar.rate), 8) + "  "
            text += Self.bar(eighths) + "\n"
        }
        return text
    }

    private var bars: [(label: String, rate: Double)] {
        var bars: [(label: String, rate: Double)] = []
        for technique in Technique.compared {
            let measured = rows.filter { $0.wanted.technique == technique && $0.throughput != nil }
            guard !measured.isEmpty, let figures = ReferenceFigures(technique) else { continue }
            bars.append(("\(technique.rawValue) reference", figures.throughput))
            for row in measured {
                bars.append(
                    ("\(technique.rawValue) \(row.wanted.transport.title)", row.throughput?.throughput ?? 0))
            }
        }
        return bars
    }

    private static func bar(_ eighths: Int) -> String {
        let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
    }

    /// What the reader should know before believing the figures.
    var remarks: String {
        var lines = [
            "most: the highest rate at which nothing was lost and nothing piled up; calls/M and CPU/M: the receiver",
            "process's receive calls and processor time for a million messages, the market thread's included;",
            "late: messages that the sender sent more than 100 µs after their time, which counts as latency too.",
        ]
        for row in rows {
            let name = "\(row.wanted.technique.rawValue) over \(row.wanted.transport.title)"
            for note in row.throughput?.notes ?? [] { lines.append("\(name): \(note)") }
            for entry in row.notHeld {
                lines.append(
                    "\(name): \(Self.millions(Double(entry.rate))) messages/s not held: \(entry.reason)")
            }
        }
        return "\n" + lines.joined(separator: "\n") + "\n"
    }
}
