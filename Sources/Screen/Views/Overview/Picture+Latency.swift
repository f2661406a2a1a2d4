import Market

/// How late it is, stage by stage.
extension Picture {
    private struct Field {
        var title: String
        /// The column after its last one.
        var end: Int
        var width: Int
        var text: (LatencySummary) -> String
        var role: (LatencySummary) -> Role = { _ in .foreground }
    }

    /// A heading (a rule, or plain inside a box) and a row for each stage.
    func drawLatency(
        into grid: inout Grid, row: Int, column: Int, width: Int, stages: Int, isPanel: Bool = false
    ) {
        if !isPanel {
            rule(into: &grid, "latency", row: row, column: column, width: width)
            grid.put("\(windowNote) ", row, column + 10, Style(.muted))
        }
        let fields = fields(column: column, width: width, isPanel: isPanel)
        for field in fields {
            let title = isPanel ? field.title : " \(field.title) "
            let end = isPanel ? field.end : field.end + 1
            grid.put(title, row, end - title.utf8.count, Style(.muted))
        }
        for (line, stage) in LatencyStage.allCases.prefix(stages).enumerated() {
            let row = row + 1 + line
            grid.put(stage.name, row, column + 1, Style(.muted))
            guard let summary = snapshot.latencies.first(where: { $0.stage == stage }) else {
                for field in fields {
                    grid.putRight(NumberText.unknown, row, end: field.end, width: field.width, Style(.muted))
                }
                continue
            }
            for field in fields {
                let text = field.text(summary)
                let role: Role = text == NumberText.unknown ? .muted : field.role(summary)
                grid.putRight(text, row, end: field.end, width: field.width, Style(role))
            }
        }
    }

    private func fields(column: Int, width: Int, isPanel: Bool) -> [Field] {
        func percentile(_ title: String, _ value: @escaping (LatencySummary) -> UInt64) -> Field {
            Field(
                title: title, end: 0, width: 7, text: { $0.count == 0 ? "-" : NumberText.duration(value($0)) }
            )
        }
        var fields = [
            Field(title: "window", end: 0, width: 7, text: Self.window, role: { _ in .muted }),
            percentile("p50", \.p50), percentile("p90", \.p90), percentile("p99", \.p99),
            percentile("p99.9", \.p999), percentile("max", \.max),
            Field(
                title: "samples", end: 0, width: 8, text: { NumberText.fitted($0.count, width: 8) },
                role: { _ in .muted }),
            Field(
                title: "skew", end: 0, width: 5, text: { NumberText.fitted($0.negative, width: 5) },
                role: { $0.negative > 0 ? .warning : .muted }),
        ]
        let label = 10
        func taken() -> Int { label + fields.reduce(0) { $0 + $1.width + 1 } + 2 }
        if !windowNote.isEmpty { fields.removeAll { $0.title == "window" } }
        for title in [isPanel ? "skew" : "p90", "p90", "p99.9"] where taken() > width {
            fields.removeAll { $0.title == title }
        }
        // The rest is spread between the columns, at most three to each.
        let spare = min(3, max(0, (width - taken()) / fields.count))
        var end = column + width - 1
        for index in fields.indices.reversed() {
            fields[index].end = end
            end -= fields[index].width + 1 + spare
        }
        return fields
    }

    /// What is shown of each stage that has had samples: its first window, which is the shortest.
    var shownLatencies: [LatencySummary] {
        LatencyStage.allCases.compactMap { stage in snapshot.latencies.first { $0.stage == stage } }
    }

    /// The window of all stages that have samples, for the title of the box; empty when they differ.
    var windowNote: String {
        let windows = Set(shownLatencies.map(\.windowSeconds))
        guard windows.count == 1, let seconds = windows.first else { return "" }
        return seconds == 0 ? "whole session" : "last \(seconds) s"
    }

    private static func window(_ summary: LatencySummary) -> String {
        summary.windowSeconds == 0 ? "session" : "\(summary.windowSeconds) s"
    }

    /// Two rows: whether this program keeps up, and clocks that do not agree.
    func drawPipeline(into grid: inout Grid, row: Int, column: Int, width: Int) {
        let end = column + width
        var next = grid.put("behind ", row, column, Style(.muted), end: end)
        next = grid.put(behind.text, row, next, Style(behind.role), end: end) + 2
        let most = "most \(backlog(snapshot.mostBehind, snapshot.mostBehindAge))"
        grid.put(most, row, next, Style(.muted), end: end)
        // Over the whole session, where that is told: a clock that was wrong once is to be seen.
        let skewed = LatencyStage.allCases.compactMap { stage in
            snapshot.latencies.filter { $0.stage == stage && $0.negative > 0 }.max {
                $0.negative < $1.negative
            }
        }
        guard !skewed.isEmpty else { return }
        let stages = skewed.map { "\(NumberText.fitted($0.negative, width: 7)) negative in \($0.stage.name)" }
        let notice = "clock skew: \(stages.joined(separator: ", "))"
        grid.putCut(notice, row + 1, column, width: width, Style(.warning))
    }
}
