import Market

/// Everything notable with its time, newest first, and the alerts that are raised above it.
struct EventsView: View {
    let picture: Picture

    init(_ picture: Picture) { self.picture = picture }

    private var list: Market.EventList { picture.snapshot.events }
    private var alerts: [AlertState] { picture.snapshot.alerts.alerts }

    var hints: [Hint] {
        var hints = [Hint(key: "↑↓", label: "scroll", rank: 5)]
        if picture.snapshot.alerts.open > 0 {
            hints.insert(Hint(key: "a", label: "acknowledge", rank: 1), at: 0)
        }
        return hints
    }

    func draw(into grid: inout Grid, _ area: Area) -> ViewRoom {
        var rest = area
        let isSmall = area.width < 60 || area.height < 8
        let heads = isSmall ? 0 : 1
        if !alerts.isEmpty || !isSmall {
            let lines = alerts.reduce(0) { $0 + self.lines($1, isSmall: isSmall) }
            let wanted = heads + max(isSmall ? 0 : 1, lines)
            // A third of the room at most, but never less than the first alert.
            let rows = min(wanted, max(heads + 1, area.height / 3))
            let (top, below) = rest.split(rows: rows)
            drawAlerts(into: &grid, top, heads: heads, isSmall: isSmall)
            rest = below
        }
        return ViewRoom(list: drawLog(isSmall: isSmall, into: &grid, rest))
    }

    // MARK: Alerts

    /// Rows that an alert takes, with what follows from it.
    private func lines(_ alert: AlertState, isSmall: Bool) -> Int {
        isSmall || Picture.consequence(alert) == nil ? 1 : 2
    }

    private func drawAlerts(into grid: inout Grid, _ area: Area, heads: Int, isSmall: Bool) {
        var room = area.height - heads
        let shown = alerts.prefix { alert in
            room -= lines(alert, isSmall: isSmall)
            return room >= 0
        }
        if heads == 1 {
            let (open, seen) = (picture.snapshot.alerts.open, picture.snapshot.alerts.acknowledged)
            let title = "alerts\(picture.sinceReset)"
            picture.rule(into: &grid, title, row: area.row, column: area.column, width: area.width)
            var parts: [String] = []
            if open > 0 { parts.append("\(open) not acknowledged") }
            if seen > 0 { parts.append("\(seen) acknowledged") }
            var note = parts.joined(separator: ", ")
            if alerts.count > shown.count { note += ", \(alerts.count - shown.count) more below" }
            let unlisted = picture.snapshot.alerts.unlisted
            if unlisted > 0 { note += ", \(NumberText.short(unlisted)) not listed" }
            if !note.isEmpty {
                let text = " \(note) "
                let style = Style(open > 0 ? .alert : .muted)
                grid.put(text, area.row, area.right - 1 - Glyph.width(of: text), style)
            }
        }
        guard !alerts.isEmpty else {
            let raised = picture.snapshot.alerts.raisedCount
            let text =
                !picture.hasBegun
                ? "no alert: nothing has come yet"
                : raised == 0
                    ? "no alert so far"
                    : "no alert now; \(NumberText.grouped(raised)) raised \(picture.sinceWhen)"
            grid.putCut(
                text, area.row + heads, area.column + 1, width: area.width - 2,
                Style(picture.hasBegun ? .ok : .muted))
            return
        }
        let subjects = shown.map { Glyph.width(of: picture.subject($0)) }.max() ?? 0
        var row = area.row + heads
        for alert in shown {
            drawAlert(alert, subjectWidth: subjects, into: &grid, row: row, area)
            row += 1
            guard !isSmall, let text = Picture.consequence(alert) else { continue }
            let column = area.column + 19
            let start = grid.put("└ ", row, column, Style(.border))
            grid.putCut(text, row, start, width: area.right - 1 - start, Style(.warning))
            row += 1
        }
    }

    /// `RAISED  silence  239.1.2.3:26477  nothing came for 3.00 s then, 7.20 s now · threshold 3.00 s · since 09:31:07`
    ///
    /// - Parameter subjectWidth: Columns of the longest name among the alerts shown.
    private func drawAlert(
        _ alert: AlertState, subjectWidth: Int, into grid: inout Grid, row: Int, _ area: Area
    ) {
        let role = AlertText.role(alert)
        let style: Style = alert.isAcknowledged ? Style(role) : .badge(role)
        let state = " \(AlertText.state(alert)) "
        guard area.width >= 60 else {
            var column = grid.put(AlertText.name(alert.rule), row, area.column, style) + 1
            let worst = AlertText.value(alert.rule, alert.worst)
            column = grid.put(worst, row, column, Style(.foreground)) + 1
            let subject = picture.subject(alert)
            if area.right - column >= 8 {
                grid.putCut(subject, row, column, width: area.right - column, Style(.muted))
            }
            return
        }
        grid.put(state, row, area.column + 1, style)
        var column = grid.put(AlertText.name(alert.rule), row, area.column + 11, Style(.foreground, [.bold]))
        column = max(column + 1, area.column + 19)
        let end = area.right - 1
        let subject = picture.subject(alert)
        // The name is worth more than since when.
        let least = min(16, Glyph.width(of: subject)) + 2
        let facts = facts(alert, area)
        let text = facts.first { Glyph.width(of: $0) + least <= end - column } ?? facts.last ?? ""
        let width = min(subjectWidth, end - column - Glyph.width(of: text) - 2)
        if width >= 4 {
            grid.putCut(subject, row, column, width: width, Style(.info))
            column += width + 2
        }
        grid.putCut(
            text, row, column, width: end - column, Style(alert.isAcknowledged ? .muted : .foreground))
    }

    /// What it found, the threshold and since when, the most first.
    private func facts(_ alert: AlertState, _ area: Area) -> [String] {
        let found = AlertText.values(alert)
        let threshold = "threshold \(AlertText.value(alert.rule, alert.threshold))"
        let time = alert.since > 0 ? alert.since : alert.hostSince
        let begun = picture.stamp(time, decimals: 0)
        let since =
            alert.isRaised || alert.ended == 0
            ? "since \(begun)" : "\(begun) to \(picture.stamp(alert.ended, decimals: 0))"
        let brief = found.last ?? ""
        let forms =
            found.map { [$0, threshold, since] } + found.map { [$0, since] } + [[brief, threshold], [brief]]
        return forms.map { $0.joined(separator: " · ") }
    }

    // MARK: The log

    /// - Returns: Entries there is room for.
    private func drawLog(isSmall: Bool, into grid: inout Grid, _ area: Area) -> Int {
        let heads = isSmall ? 0 : 1
        let evicted = list.evicted > 0 && area.height >= 6 ? 1 : 0
        let room = max(0, area.height - heads - evicted)
        let window = ListWindow(
            list.entries, first: list.first, count: list.count, room: room)
        if heads == 1 {
            picture.rule(
                into: &grid, "events · newest first\(picture.sinceReset) · \(picture.zone.rawValue)",
                row: area.row,
                column: area.column,
                width: area.width)
        }
        guard !window.entries.isEmpty else {
            let text =
                picture.hasBegun
                ? "nothing notable so far: \(NumberText.grouped(picture.snapshot.counters.messages)) messages came"
                : "waiting for the first packet on \(picture.status.source)"
            let inset = isSmall ? 0 : 1
            grid.putCut(
                text, area.row + heads, area.column + inset, width: area.width - 2 * inset,
                Style(picture.hasBegun ? .ok : .muted))
            return room
        }
        if heads == 1 {
            let text = " \(window.position) "
            grid.put(text, area.row, area.right - 1 - Glyph.width(of: text), Style(.title))
        }
        let columns = columns(Array(window.entries), area)
        for (index, event) in window.entries.enumerated() {
            drawEvent(event, columns, into: &grid, row: area.row + heads + index, area)
        }
        if evicted == 1 {
            let text = "and \(NumberText.grouped(list.evicted)) earlier ones, which were not kept"
            grid.putCut(text, area.bottom - 1, area.column + 1, width: area.width - 2, Style(.muted))
        }
        return room
    }

    private struct Columns {
        var decimals = 3
        var time = 12
        /// Columns of the severity: 1 for a mark, more for a word.
        var severity = 1
        /// 0: the feed is not named.
        var feed = 0
    }

    private func columns(_ events: [MarketEvent], _ area: Area) -> Columns {
        var columns = Columns()
        columns.decimals = area.width >= 60 ? 3 : 0
        columns.time = events.map { Glyph.width(of: time($0, columns.decimals)) }.max() ?? 0
        if area.width >= 100 { columns.severity = 5 }
        if picture.snapshot.feeds.count > 1 || area.width >= 120 {
            let widest = events.map { Glyph.width(of: feed($0)) }.max() ?? 0
            columns.feed = area.width >= 60 ? min(widest, area.width >= 120 ? 30 : area.width / 5) : 0
        }
        return columns
    }

    /// By the feed's clock; by the host's, marked so, where the feed had told no time.
    private func time(_ event: MarketEvent, _ decimals: Int) -> String {
        event.time > 0
            ? picture.stamp(event.time, decimals: decimals)
            : event.hostTime > 0
                ? "host \(picture.stamp(event.hostTime, decimals: 0))" : NumberText.unknown
    }

    private func feed(_ event: MarketEvent) -> String { event.feed.map { picture.feedName($0) } ?? "all" }

    private func drawEvent(
        _ event: MarketEvent, _ columns: Columns, into grid: inout Grid, row: Int, _ area: Area
    ) {
        let inset = area.width < 60 ? 0 : 1
        var column = area.column + inset
        let isNarrow = area.width < 34
        if !isNarrow {
            grid.put(time(event, columns.decimals), row, column, Style(.muted))
            column += columns.time + (inset == 0 ? 1 : 2)
        }
        let mark = columns.severity > 1 ? EventText.word(event.severity) : EventText.mark(event.severity)
        grid.put(mark, row, column, EventText.style(event.severity))
        column += columns.severity + (inset == 0 ? 1 : 2)
        if columns.feed > 0 {
            grid.putCut(feed(event), row, column, width: columns.feed, Style(.muted))
            column += columns.feed + 2
        }
        let role: Role =
            event.severity == .alert ? .alert : event.severity == .warning ? .warning : .foreground
        let text = area.width < 60 ? EventText.brief(event) : EventText.sentence(event)
        let room = area.right - inset - column
        let more = EventText.others(event, until: picture.stamp(event.until, decimals: 0))
        let fits = more.first { Glyph.width(of: text) + Glyph.width(of: $0) <= room } ?? ""
        grid.putCut(text + fits, row, column, width: room, Style(role))
    }
}
