import Market

/// The lines of a feed that comes more than once: which lives, which loses, which is first.
extension Picture {
    private struct Field {
        var title: String
        var width: Int
        var text: (LineSummary) -> String
        var role: (LineSummary) -> Role = { _ in .foreground }
        /// The column after its last one.
        var end = 0
    }

    /// The lines of the first feed that has any.
    var lines: [LineSummary] { snapshot.feeds.first { !$0.lines.isEmpty }?.lines ?? [] }

    /// A heading (a rule, or plain inside a box) and a row for each line.
    func drawLines(
        into grid: inout Grid, row: Int, column: Int, width: Int, rows: Int, isPanel: Bool = false
    ) {
        if !isPanel { rule(into: &grid, "lines", row: row, column: column, width: width) }
        let fields = fields(column: column, width: width, isPanel: isPanel)
        for field in fields {
            let title = isPanel ? field.title : " \(field.title) "
            let end = isPanel ? field.end : field.end + 1
            grid.put(title, row, end - title.utf8.count, Style(.muted))
        }
        let first = fields.first.map { $0.end - $0.width } ?? column + width
        for (index, line) in lines.prefix(max(0, rows - 1)).enumerated() {
            let row = row + 1 + index
            let start = column + (isPanel ? 0 : 1)
            let next = grid.put(line.letter, row, start, Style(.foreground, .bold)) + 1
            grid.putCut(line.name, row, next, width: first - 1 - next, Style(.muted))
            for field in fields {
                let text = field.text(line)
                let role: Role = text == NumberText.unknown ? .muted : field.role(line)
                grid.putRight(text, row, end: field.end, width: field.width, Style(role))
            }
        }
    }

    private func fields(column: Int, width: Int, isPanel: Bool) -> [Field] {
        func lead(_ title: String, _ value: @escaping (LineSummary) -> UInt64) -> Field {
            Field(title: title, width: max(7, title.utf8.count)) {
                $0.leads == 0 ? NumberText.unknown : NumberText.duration(value($0))
            }
        }
        func loss(
            _ title: String, _ value: @escaping (LineSummary) -> UInt64, isKnown: Bool,
            raised: Role = .warning
        ) -> Field {
            Field(
                title: title, width: max(7, title.utf8.count),
                text: { line in
                    isKnown && line.state != .waiting || value(line) > 0
                        ? NumberText.fitted(value(line), width: 7) : NumberText.unknown
                }, role: { value($0) > 0 ? raised : .ok })
        }
        let wins = lines.reduce(UInt64(0)) { $0 &+ $1.wins }
        var fields = [
            Field(
                title: "state", width: 7, text: { $0.state.rawValue.uppercased() },
                role: { Self.role($0.state) }),
            Field(title: "messages", width: 11) {
                $0.state == .waiting ? NumberText.unknown : NumberText.fitted($0.messages, width: 11)
            },
            loss("lost", \.missing, isKnown: status.knowsSequence),
            loss("kernel", \.missingInKernel, isKnown: status.knowsKernelDrops, raised: .alert),
            loss("drops", \.kernelDrops, isKnown: status.knowsKernelDrops, raised: .alert),
            Field(title: "only here", width: 9) {
                $0.onlyHere.map { NumberText.fitted($0, width: 9) } ?? NumberText.unknown
            },
            Field(title: "wins", width: 6) { Self.share($0.wins, of: wins) },
            lead("lead p50", \.leadP50), lead("p99", \.leadP99), lead("max", \.leadMax),
        ]
        let label = 19
        func taken() -> Int { label + fields.reduce(0) { $0 + $1.width + 1 } + 1 }
        for title in ["max", "only here", "drops", "kernel"] where taken() > width {
            fields.removeAll { $0.title == title }
        }
        let spare = min(3, max(0, (width - taken()) / fields.count))
        var end = column + width - (isPanel ? 0 : 1)
        for index in fields.indices.reversed() {
            fields[index].end = end
            end -= fields[index].width + 1 + spare
        }
        return fields
    }

    private static func role(_ state: FeedState) -> Role {
        switch state {
        case .waiting: .warning
        case .live: .ok
        case .idle: .info
        case .silent: .alert
        case .ended: .muted
        }
    }

    /// `50.1 %`
    private static func share(_ part: UInt64, of whole: UInt64) -> String {
        guard whole > 0, part <= whole else { return NumberText.unknown }
        let thousandths = whole < 1 << 50 ? part * 1000 / whole : part / max(1, whole / 1000)
        return "\(min(1000, thousandths) / 10).\(min(1000, thousandths) % 10) %"
    }
}
