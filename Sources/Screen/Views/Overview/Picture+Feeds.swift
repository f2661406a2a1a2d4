import Market
import OrderFlow

/// Every feed and line in one table.
extension Picture {
    private struct Placed {
        var column: FeedColumn
        var start: Int
        var width: Int
        var end: Int { start + width }
    }

    private var hasLines: Bool { snapshot.feeds.contains { !$0.lines.isEmpty } }

    /// Only captures lack anything themselves, and few do: the column is there when one does.
    private var isLackingInCapture: Bool {
        snapshot.feeds.contains { feed in
            feed.counters.lostCapture > 0 || feed.lines.contains { $0.missingInCapture > 0 }
        }
    }

    /// The columns there is room for, from left to right, spread over the area.
    private func feedColumns(_ area: Area) -> [Placed] {
        let hasProtocols = snapshot.feeds.count > 1
        let wished = FeedColumn.byImportance.filter { column in
            (hasLines || !FeedColumn.ofLines.contains(column)) && (column != .protocolName || hasProtocols)
                && (column != .capture || isLackingInCapture)
        }
        var kept: Set<FeedColumn> = []
        var taken = -1
        for column in wished {
            guard taken + 1 + column.width <= area.width || column == .name else { continue }
            kept.insert(column)
            taken += 1 + column.width
        }
        // Half of what stands in the rows of lines would be a riddle; there it is told in words.
        if !kept.isSuperset(of: [.wins, .leadP50]) { kept.subtract(FeedColumn.ofLines) }
        let columns = FeedColumn.allCases.filter(kept.contains)
        var spare = max(0, area.width - columns.reduce(-1) { $0 + 1 + $1.width })
        // Names want to be whole before the figures want air.
        let longest =
            snapshot.feeds.flatMap { feed in
                [Glyph.width(of: feed.name)] + feed.lines.map { Glyph.width(of: $0.name) + 3 }
            }.max() ?? 0
        let widening = max(0, min(spare, min(44, longest) - FeedColumn.name.width))
        spare -= widening
        let gap = columns.count > 1 ? min(3, spare / (columns.count - 1)) : 0
        let rest = gap == 3 ? 0 : spare - gap * (columns.count - 1)
        var start = area.column
        return columns.map { column in
            let width = min(area.width, column.width + (column == .name ? widening + rest : 0))
            defer { start += width + 1 + gap }
            return Placed(column: column, start: start, width: width)
        }
    }

    /// Draws the heading and the rows; the words above groups of columns go onto the line above the area.
    func drawFeeds(_ shown: FeedRows, into grid: inout Grid, _ area: Area) {
        guard area.height > 0, area.width > 0 else { return }
        let columns = feedColumns(area)
        let heading = Style(.heading)
        grid.fill(" ", area.row, (area.column - 1)..<(area.right + 1), heading)
        for placed in columns {
            let title = placed.column.title
            let start = placed.column.isLeftAligned ? placed.start : placed.end - Glyph.width(of: title)
            grid.put(title, area.row, start, heading, end: placed.end)
        }
        drawGroups(columns, into: &grid, row: area.row - 1)
        for (index, row) in shown.rows.enumerated() {
            draw(row, columns, into: &grid, row: area.row + 1 + index, area)
        }
        let next = area.row + 1 + shown.rows.count
        if snapshot.feeds.isEmpty, area.height > 1 {
            grid.putCut("no feed yet", next, area.column, width: area.width, Style(.muted))
        }
        if let more = shown.more, next < area.bottom {
            grid.putCut(more, next, area.column, width: area.width, Style(.warning))
        }
    }

    private func draw(_ row: FeedRow, _ columns: [Placed], into grid: inout Grid, row line: Int, _ area: Area)
    {
        let text = FeedText(row: row, status: status)
        if let firstBytes = row.firstBytes {
            drawUnknown(row, firstBytes, columns, into: &grid, row: line)
            return
        }
        for placed in columns {
            guard let shown = text.text(placed.column, width: placed.width) else { continue }
            let role = text.role(placed.column, shown)
            if placed.column == .name {
                drawName(row, into: &grid, row: line, placed)
            } else if placed.column.isLeftAligned {
                grid.putCut(shown, line, placed.start, width: placed.width, Style(role))
            } else {
                grid.putRight(shown, line, end: placed.end, width: placed.width, Style(role))
            }
        }
        guard let summary = row.line, !columns.contains(where: { $0.column == .wins }),
            let last = columns.last, let kernel = columns.first(where: { $0.column == .kernel })
        else { return }
        // No columns for it: in words, where the feed has its latencies.
        let wins = text.text(.wins, width: 7) ?? NumberText.unknown
        let lead = text.text(.leadP50, width: 7) ?? NumberText.unknown
        let words = summary.leads > 0 ? "won \(wins) by \(lead)" : "won \(wins)"
        let room = last.end - kernel.end - 1
        guard Glyph.width(of: words) <= room else { return }
        grid.putRight(words, line, end: last.end, width: room, Style(.muted))
    }

    /// Of what is in no format that is known, only that it comes, how much, and how it begins.
    private func drawUnknown(
        _ row: FeedRow, _ firstBytes: [UInt8], _ columns: [Placed], into grid: inout Grid, row line: Int
    ) {
        var start = 0
        for placed in columns {
            switch placed.column {
            case .name: drawName(row, into: &grid, row: line, placed)
            case .state:
                grid.putCut(
                    row.stateText, line, placed.start, width: placed.width, Style(row.state.role))
            default: continue
            }
            start = placed.end + 1
        }
        guard let last = columns.last, start < last.end else { return }
        let packets = row.rates.packets1s.map { "\(NumberText.rate($0, width: 7)) pkt/s, " } ?? ""
        let bytes = row.rates.bytes1s.map { "\(NumberText.bytes($0))/s, " } ?? ""
        let words = "unknown, \(packets)\(bytes)begins \(HexText.of(firstBytes, separator: " "))"
        grid.putCut(words, line, start, width: last.end - start, Style(.muted))
    }

    private func drawName(_ row: FeedRow, into grid: inout Grid, row line: Int, _ placed: Placed) {
        guard let summary = row.line else {
            let text = Self.cutFront(row.name, width: placed.width)
            grid.put(text, line, placed.start, Style(.foreground, .bold), end: placed.end)
            return
        }
        let indent = placed.width > FeedColumn.name.width ? 1 : 0
        let next = grid.put(summary.letter, line, placed.start + indent, Style(.foreground, .bold)) + 1
        let name = Self.cutFront(summary.name, width: placed.end - next)
        grid.put(name, line, next, Style(.muted), end: placed.end)
    }

    /// Addresses differ at their end: what is too long loses its beginning.
    static func cutFront(_ text: String, width: Int) -> String {
        guard Glyph.width(of: text) > width else { return text }
        var kept = text.unicodeScalars.suffix(max(0, width - 1))
        while !kept.isEmpty, Glyph.width(of: String(kept)) > width - 1 { kept = kept.dropFirst() }
        return width > 0 ? "…" + String(kept) : ""
    }

    private func drawGroups(_ columns: [Placed], into grid: inout Grid, row: Int) {
        for group in ["lost", "line", "feed", "handling"] {
            let members = columns.filter { $0.column.group == group }
            guard let first = members.first, let last = members.last else { continue }
            let room = last.end + 1 - (first.start - 1)
            guard let text = [" \(group) ", " handle "].first(where: { $0.utf8.count <= room })
            else { continue }
            let width = text.utf8.count
            grid.put(text, row, last.end + 1 - width, Style(.muted))
        }
    }

    /// `10 s, n=313,088`: window and samples of the latencies in the table of feeds.
    var feedLatencyNote: String {
        let stages = shownLatencies.filter { $0.stage == .feed || $0.stage == .handling }
        guard !stages.isEmpty else { return "" }
        let shown = stages + (snapshot.feeds.count > 1 ? snapshot.feeds.flatMap(\.latencies) : [])
        let windows = Set(shown.map(\.windowSeconds)).sorted().map { $0 == 0 ? "session" : "\($0) s" }
        let counts = stages.map { NumberText.fitted($0.count, width: 11) }
        let samples = Set(counts).count == 1 ? counts[0] : counts.joined(separator: "/")
        return "\(windows.joined(separator: "/")), n=\(samples)"
    }
}
