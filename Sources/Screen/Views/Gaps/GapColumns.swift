import Market
import OrderFlow

/// The columns of the ledger, as wide as what stands in them; the least telling give way where room is short.
struct GapColumns {
    private enum Column: CaseIterable {
        case time, utc, range, count, cause, fate, instruments, feed

        var head: String {
            switch self {
            case .time: "TIME"
            case .utc: "TIME UTC"
            case .range: "SEQUENCE"
            case .count: "MESSAGES"
            case .cause: "CAUSE"
            case .fate: "FATE"
            case .instruments: "BOOKS"
            case .feed: "FEED"
            }
        }

        /// Figures stand to the right.
        var isFigure: Bool { self == .count || self == .instruments }
    }

    private let picture: Picture
    private var columns: [(column: Column, width: Int)] = []
    private var decimals = 3
    private var isBrief = false

    init(_ entries: [GapEntry], _ picture: Picture, width: Int) {
        self.picture = picture
        var shown = Column.allCases
        if picture.snapshot.feeds.count < 2 { shown.removeAll { $0 == .feed } }
        if width < 100 || picture.zone == .utc { shown.removeAll { $0 == .utc } }
        func measure() {
            columns = shown.map { column in
                let texts = entries.map { Glyph.width(of: text(column, $0)) }
                return (column, max(isBrief ? 0 : column.head.utf8.count, texts.max() ?? 0))
            }
        }
        func taken() -> Int {
            let gap = isBrief ? 1 : 2
            return columns.reduce(-gap) { $0 + $1.width + gap } + (isBrief ? 0 : 2)
        }
        measure()
        // A long name of a feed is cut before anything is left out.
        if let last = columns.last, last.column == .feed, taken() > width, taken() - last.width + 12 <= width
        {
            columns[columns.count - 1].width = width - (taken() - last.width)
            return
        }
        for gone in [Column.utc, .feed, .instruments]
        where taken() > width && !(gone == .instruments && width >= 70) {
            shown.removeAll { $0 == gone }
            measure()
        }
        if taken() > width {
            isBrief = true
            measure()
        }
        for gone in [Column.instruments, .fate, .count, .time] where taken() > width {
            if gone == .time, decimals > 0 {
                decimals = 0
                measure()
                guard taken() > width else { break }
            }
            shown.removeAll { $0 == gone }
            measure()
        }
        guard !isBrief else { return }
        // What is left goes between the columns, at most three to each.
        let spare = max(0, min(3, (width - taken()) / max(1, columns.count)))
        for index in columns.indices.dropLast() where !columns[index + 1].column.isFigure {
            columns[index].width += spare
        }
    }

    private func text(_ column: Column, _ entry: GapEntry) -> String {
        let range = entry.range
        switch column {
        case .time: return picture.stamp(range.noticed, decimals: decimals)
        case .utc: return ClockText.time(range.noticed, .utc, decimals: decimals)
        // What was never numbered has no range.
        case .range:
            return range.first == 0 && range.last == 0
                ? NumberText.unknown : LossText.range(range.first, range.last)
        case .count:
            let count = LossText.count(range)
            return isBrief ? NumberText.fitted(count, width: 7) : NumberText.grouped(count)
        case .cause: return LossText.place(range)
        case .fate: return isBrief ? Self.brief(range) : LossText.fate(range)
        case .instruments: return entry.instruments > 0 ? NumberText.grouped(entry.instruments) : "none"
        case .feed: return picture.feedName(entry.feed)
        }
    }

    private static func brief(_ range: SequenceRange) -> String {
        switch range.fill {
        case .none: "lost"
        case .late: range.lost == 0 ? "late" : "lost"
        case .request, .line: range.lost == 0 ? "filled" : "lost"
        }
    }

    func drawHeads(into grid: inout Grid, row: Int, column: Int) {
        guard !isBrief else { return }
        each(column) { entry, left, width in
            let head = entry.head
            grid.put(head, row, entry.isFigure ? left + width - head.utf8.count : left, Style(.heading))
        }
    }

    func draw(_ gap: GapEntry, into grid: inout Grid, row: Int, column: Int) {
        each(column) { entry, left, width in
            let text = text(entry, gap)
            let role: Role =
                switch entry {
                case .cause, .fate: LossText.role(gap.range)
                case .time, .utc, .feed: .muted
                case .instruments: gap.instruments > 0 ? .warning : .muted
                default: .foreground
                }
            if entry.isFigure {
                grid.putRight(text, row, end: left + width, width: width, Style(role))
            } else {
                grid.putCut(text, row, left, width: width, Style(role))
            }
        }
    }

    private func each(_ column: Int, _ body: (Column, Int, Int) -> Void) {
        var left = column + (isBrief ? 0 : 1)
        for (column, width) in columns {
            body(column, left, width)
            left += width + (isBrief ? 1 : 2)
        }
    }
}
