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
        /// It keeps its place where there is no room for all.
        var isAlarm: Bool
        var role: Role { value.map { $0 == 0 ? calm : raised } ?? .muted }

        init(
            label: String, value: UInt64?, raised: Role, calm: Role = .foreground, isBytes: Bool = false,
            isAlarm: Bool? = nil
        ) {
            (self.label, self.value, self.raised, self.calm) = (label, value, raised, calm)
            self.isBytes = isBytes
            self.isAlarm = isAlarm ?? ((raised == .alert || raised == .warning) && (value ?? 0) > 0)
        }

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
        let isKnown = knowsSequence
        return (
            Figure(
                label: "gaps", value: known(counters.gaps, when: isKnown), raised: .foreground, calm: .ok,
                isAlarm: counters.gaps > 0),
            Figure(
                label: "missing", value: known(counters.missing, when: isKnown), raised: .foreground,
                calm: .ok,
                isAlarm: counters.missing > 0),
            Figure(label: "duplicates", value: known(counters.duplicates, when: isKnown), raised: .warning),
            Figure(
                label: "resets", value: known(counters.resets, when: isKnown || counters.resets > 0),
                raised: .warning)
        )
    }

    /// Packets that fit no sequence; told where there are any.
    private var strays: [Figure] {
        let count = snapshot.counters.strays
        return count == 0 ? [] : [Figure(label: "strays", value: count, raised: .warning)]
    }

    private var received: (packets: Figure, messages: Figure, bytes: Figure, heartbeats: Figure) {
        let counters = snapshot.counters
        // A byte stream has none.
        let hasPackets = counters.packets > 0 || counters.messages == 0
        return (
            Figure(label: "packets", value: known(counters.packets, when: hasPackets), raised: .foreground),
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
            label: "kernel drops", value: value,
            // Where messages have no numbers, nothing else tells of a loss.
            raised: status.knowsSequence ? .warning : .alert, calm: .ok)
    }

    /// Messages by where they were lost, in the order of blame.
    private var losses: (wire: Figure, kernel: Figure, here: Figure, capture: [Figure]) {
        let counters = snapshot.counters
        let inKernel = status.knowsKernelDrops || counters.lostKernel > 0 ? counters.lostKernel : nil
        return (
            Figure(
                label: "lost wire", value: known(counters.lostWire, when: knowsSequence),
                raised: .alert,
                calm: .ok),
            Figure(label: "lost kernel", value: inKernel, raised: .alert, calm: .ok),
            Figure(label: "lost here", value: counters.shed, raised: .alert, calm: .ok),
            counters.lostCapture == 0
                ? [] : [Figure(label: "lost capture", value: counters.lostCapture, raised: .alert)]
        )
    }

    /// Where there is room for one figure of the kernel: messages, or datagrams when no more is known.
    private var kernel: Figure {
        snapshot.counters.lostKernel == 0 && snapshot.counters.kernelDrops > 0 ? kernelDrops : losses.kernel
    }

    /// What the lines missed: of interest by itself, though another line brought it.
    private var lineLosses: [Figure] {
        let lines = snapshot.feeds.first { !$0.lines.isEmpty }?.lines ?? []
        return lines.map {
            Figure(label: "line \($0.letter)", value: $0.missing, raised: .warning, calm: .ok)
        }
    }

    /// One line: what came and what was wrong with it, alarms first where there is no room for all.
    func drawTotals(into grid: inout Grid, _ area: Area, note: String) {
        let (_, missing, duplicates, resets) = sequenced
        let (packets, messages, bytes, _) = received
        let end = area.right - (note.isEmpty ? 0 : Glyph.width(of: note) + 2)
        if !note.isEmpty { grid.put(note, area.row, end + 2, Style(.muted), end: area.right) }
        let all =
            [
                messages, packets, bytes, missing, duplicates, resets, malformed, unknownReferences,
                kernelDrops,
                refused,
            ] + strays
        let widths = all.map { Glyph.width(of: $0.label) + 1 + Glyph.width(of: $0.text(width: 13)) }
        var kept: Set<Int> = []
        var room = end - area.column + 2
        for index in all.indices.filter({ all[$0].isAlarm }) + all.indices.filter({ !all[$0].isAlarm }) {
            guard widths[index] + 2 <= room else { break }
            kept.insert(index)
            room -= widths[index] + 2
        }
        var column = area.column
        for index in all.indices where kept.contains(index) {
            let next = grid.put(all[index].label, area.row, column, Style(.muted)) + 1
            column = grid.put(all[index].text(width: 13), area.row, next, Style(all[index].role)) + 2
        }
    }

    /// Columns of figures: what came and what was wrong with it; in a single one, alarms push out what is calm.
    func drawCounters(into grid: inout Grid, _ area: Area, columns: Int) {
        let (gaps, missing, duplicates, resets) = sequenced
        let (packets, messages, bytes, heartbeats) = received
        let first =
            [packets, messages, bytes, heartbeats, duplicates, resets] + strays + [
                malformed, unknownReferences,
            ]
        // The table of feeds, above, alarms of these.
        let lost = ([losses.wire, losses.kernel, losses.here] + losses.capture).map { figure in
            var figure = figure
            if figure.raised == .alert { figure.raised = .warning }
            return figure
        }
        let second = [gaps, missing] + lost + [kernelDrops, refused, overExecutions]
        let width = (area.width - (columns - 1) * 3) / max(1, columns)
        let shown: [[Figure]]
        if columns > 1 {
            shown = [first, second]
        } else {
            let alarms = (strays + [malformed, unknownReferences, kernelDrops, refused, overExecutions])
                .filter(
                    \.isAlarm)
            let labels = Set(alarms.map(\.label))
            let calm = first.filter { !labels.contains($0.label) }
            shown = [Array(calm.prefix(max(3, 8 - alarms.count))) + alarms]
        }
        for (index, figures) in shown.enumerated() {
            let column = area.column + index * (width + 3)
            for (line, figure) in figures.prefix(area.height).enumerated() {
                draw(
                    figure, into: &grid, row: area.row + line, column: column, label: 12, value: width - 13)
            }
        }
    }

    private var refused: Figure {
        Figure(label: "refused", value: known(snapshot.counters.refused), raised: .warning)
    }

    private var overExecutions: Figure {
        Figure(label: "over-exec", value: known(snapshot.counters.overExecutions), raised: .warning)
    }

    private var byUrgency: [Figure] {
        let (gaps, missing, duplicates, resets) = sequenced
        let (packets, messages, _, _) = received
        let all = [
            [losses.wire], losses.capture, lineLosses,
            [kernel, losses.here, gaps, missing, messages, packets, duplicates],
            strays, [resets, malformed, unknownReferences],
        ].flatMap { $0 }
        return all.filter(\.isAlarm) + all.filter { !$0.isAlarm }
    }

    /// Rows of short figures for the smallest screens: `wire 0  kernel 0  here 0`.
    func drawTinyHealth(into grid: inout Grid, _ area: Area) {
        var figures = byUrgency.filter { $0.label != "messages" }[...]
        for row in area.row..<area.bottom {
            var column = area.column
            while let figure = figures.first {
                let label = Self.brief(figure.label, isTight: area.width < 40)
                let text = figure.text(width: 5)
                guard column + label.utf8.count + 1 + Glyph.width(of: text) <= area.right else { break }
                column = grid.put(label, row, column, Style(.muted)) + 1
                column = grid.put(text, row, column, Style(figure.role)) + (area.width < 40 ? 1 : 2)
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
        case "lost capture": "capt"
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
