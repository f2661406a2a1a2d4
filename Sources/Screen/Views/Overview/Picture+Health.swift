import Market

/// What came in and what did not.
extension Picture {
    /// One figure of the health section.
    struct Figure {
        var label: String
        var value: UInt64?
        /// How it looks when it is not 0.
        var raised: Role
        /// How it looks when it is 0.
        var calm: Role = .foreground
        var isBytes = false

        var isAlarm: Bool { (raised == .alert || raised == .warning) && (value ?? 0) > 0 }
        var role: Role { value.map { $0 == 0 ? calm : raised } ?? .muted }

        func text(width: Int) -> String {
            guard let value else { return NumberText.unknown }
            return isBytes ? NumberText.bytes(value) : NumberText.fitted(value, width: width)
        }
    }

    private func known(_ value: UInt64, when condition: Bool = true) -> UInt64? {
        hasBegun && condition ? value : nil
    }

    private var sequenced: (gaps: Figure, missing: Figure, duplicates: Figure, resets: Figure) {
        let counters = snapshot.counters
        let isKnown = status.knowsSequence
        return (
            Figure(label: "gaps", value: known(counters.gaps, when: isKnown), raised: .alert, calm: .ok),
            Figure(
                label: "missing", value: known(counters.missing, when: isKnown), raised: .alert, calm: .ok),
            Figure(label: "duplicates", value: known(counters.duplicates, when: isKnown), raised: .warning),
            Figure(
                label: "resets", value: known(counters.resets, when: isKnown || counters.resets > 0),
                raised: .warning)
        )
    }

    private var received: (packets: Figure, messages: Figure, bytes: Figure, heartbeats: Figure) {
        let counters = snapshot.counters
        return (
            Figure(label: "packets", value: known(counters.packets), raised: .foreground),
            Figure(label: "messages", value: known(counters.messages), raised: .foreground),
            Figure(label: "bytes", value: known(counters.bytes), raised: .foreground, isBytes: true),
            Figure(label: "heartbeats", value: known(counters.heartbeats), raised: .foreground)
        )
    }

    private var malformed: Figure {
        let counters = snapshot.counters
        let sum = counters.malformedPackets.addingReportingOverflow(counters.malformedMessages)
        return Figure(
            label: "malformed", value: known(sum.overflow ? .max : sum.partialValue), raised: .alert)
    }

    private var unknownReferences: Figure {
        Figure(label: "bad refs", value: known(snapshot.counters.unknownReferences), raised: .warning)
    }

    /// Datagrams. What the kernel dropped may be known, and above 0, before anything came through. With lines,
    /// others may have brought it.
    private var kernelDrops: Figure {
        let drops = snapshot.counters.kernelDrops
        let value = status.knowsKernelDrops || drops > 0 ? drops : nil
        return Figure(
            label: "kernel drops", value: value, raised: lines.isEmpty ? .alert : .warning, calm: .ok)
    }

    /// Messages by where they were lost, in the order of blame.
    private var losses: (wire: Figure, kernel: Figure, here: Figure) {
        let counters = snapshot.counters
        let inKernel = status.knowsKernelDrops || counters.lostKernel > 0 ? counters.lostKernel : nil
        return (
            Figure(
                label: "lost wire", value: known(counters.lostWire, when: status.knowsSequence),
                raised: .alert,
                calm: .ok),
            Figure(label: "lost kernel", value: inKernel, raised: .alert, calm: .ok),
            Figure(label: "lost here", value: counters.shed, raised: .alert, calm: .ok)
        )
    }

    /// Where there is room for one figure of the kernel: messages, or datagrams when no more is known.
    private var kernel: Figure {
        snapshot.counters.lostKernel == 0 && snapshot.counters.kernelDrops > 0 ? kernelDrops : losses.kernel
    }

    private var lineLosses: [Figure] {
        lines.map { Figure(label: "line \($0.letter)", value: $0.missing, raised: .warning, calm: .ok) }
    }

    /// Three rows (or as many as there are) of four figures.
    func drawHealth(into grid: inout Grid, row: Int, rows: Int) {
        let (gaps, missing, duplicates, resets) = sequenced
        let (packets, messages, bytes, _) = received
        guard rows >= 3 else {
            drawAlarmsFirst(into: &grid, row: row, rows: rows)
            return
        }
        let columns = [
            [packets, messages, bytes], [gaps, missing, duplicates], [resets, malformed, unknownReferences],
            [losses.wire, kernel, losses.here],
        ]
        let labels = [8, 10, 9, 12]
        let shares = [11, 7, 6, 5]
        // Between the figures stand a space each and two between the columns.
        let spare = max(0, grid.columns - 2 - labels.reduce(0, +) - shares.reduce(0, +) - 4 - 6)
        var column = 1
        for index in columns.indices {
            let width = shares[index] + spare / 4
            for (line, figure) in columns[index].enumerated() {
                draw(figure, into: &grid, row: row + line, column: column, label: labels[index], value: width)
            }
            column += labels[index] + 1 + width + 2
        }
    }

    /// Two columns of figures: what came, and what went wrong.
    func drawHealthColumns(into grid: inout Grid, row: Int, column: Int, width: Int) {
        let (gaps, missing, duplicates, resets) = sequenced
        let (packets, messages, bytes, heartbeats) = received
        var reused = unknownReferences
        reused.label = "unknown refs"
        let left = [packets, messages, bytes, heartbeats, resets, duplicates, malformed, reused]
        let right = [
            gaps, missing, losses.wire, losses.kernel, losses.here, kernelDrops, refused, overExecutions,
        ]
        for (line, figure) in left.enumerated() {
            draw(figure, into: &grid, row: row + line, column: column, label: 12, value: 12)
        }
        for (line, figure) in right.enumerated() {
            draw(
                figure, into: &grid, row: row + line, column: column + 27, label: 12, value: width - 27 - 13)
        }
    }

    private var refused: Figure {
        Figure(label: "refused", value: known(snapshot.counters.refused), raised: .warning)
    }

    private var overExecutions: Figure {
        Figure(label: "over-exec", value: known(snapshot.counters.overExecutions), raised: .warning)
    }

    /// Where there is room for a few figures only: what is wrong comes first.
    private func drawAlarmsFirst(into grid: inout Grid, row: Int, rows: Int) {
        let figures = byUrgency
        let perRow = max(1, (grid.columns - 2) / 19)
        for index in 0..<min(figures.count, perRow * rows) {
            let column = 1 + index % perRow * 19
            draw(figures[index], into: &grid, row: row + index / perRow, column: column, label: 12, value: 5)
        }
    }

    private var byUrgency: [Figure] {
        let (gaps, missing, duplicates, resets) = sequenced
        let (packets, messages, _, _) = received
        let all = [
            [losses.wire], lineLosses, [kernel, losses.here, gaps, missing, messages, packets, duplicates],
            [resets, malformed, unknownReferences],
        ].flatMap { $0 }
        return all.filter(\.isAlarm) + all.filter { !$0.isAlarm }
    }

    /// Rows of short figures for the smallest screens: `wire 0  kernel 0  here 0`.
    func drawTinyHealth(into grid: inout Grid, row: Int, rows: Int) {
        var figures = byUrgency.filter { $0.label != "messages" }[...]
        for line in 0..<max(0, rows) {
            var column = 0
            while let figure = figures.first {
                let label = Self.brief(figure.label, isTight: grid.columns < 40)
                let text = figure.text(width: 5)
                guard column + label.utf8.count + 1 + Glyph.width(of: text) <= grid.columns else { break }
                column = grid.put(label, row + line, column, Style(.muted)) + 1
                column = grid.put(text, row + line, column, Style(figure.role)) + (grid.columns < 40 ? 1 : 2)
                figures = figures.dropFirst()
            }
        }
    }

    private static func brief(_ label: String, isTight: Bool) -> String {
        if label.hasPrefix("lost "), !isTight || label.utf8.count < 11 { return String(label.dropFirst(5)) }
        guard isTight else { return label }
        return switch label {
        case "gaps": "gap"
        case "missing": "mis"
        case "lost kernel": "kern"
        case "kernel drops": "drp"
        case _ where label.hasPrefix("line "): String(label.dropFirst(5))
        case "duplicates": "dup"
        case "malformed": "bad"
        default: String(label.prefix(3))
        }
    }

    private func draw(_ figure: Figure, into grid: inout Grid, row: Int, column: Int, label: Int, value: Int)
    {
        grid.put(figure.label, row, column, Style(.muted), end: column + label)
        let end = column + label + 1 + value
        grid.putRight(figure.text(width: value), row, end: end, width: value, Style(figure.role))
    }
}
