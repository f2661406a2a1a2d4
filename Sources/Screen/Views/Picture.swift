public import Market
import OrderFlow

/// The whole screen: header, tabs, the view that is shown, and the foot.
///
/// A picture is a function of its inputs alone, so it can be tested without a terminal, and two equal
/// pictures cost the terminal nothing. Each view is in a folder of its own.
public struct Picture {
    let snapshot: Snapshot
    let status: SourceStatus
    let state: ViewState
    /// The newest messages counted, also while the picture is frozen.
    let newestMessages: UInt64

    /// Draws the whole picture.
    ///
    /// - Parameters:
    ///   - newest: The newest snapshot; the one shown is `state.frozen` while there is one.
    ///   - state: Its measures grow, and its request takes up how much there is room for.
    public static func draw(
        _ newest: Snapshot, _ status: SourceStatus, _ state: inout ViewState, into grid: inout Grid
    ) {
        let snapshot = state.frozen?.window(state.request) ?? state.shown(newest)
        state.measures.grow(to: snapshot)
        let picture = Picture(
            snapshot: snapshot, status: status, state: state, newestMessages: newest.counters.messages)
        let room = picture.draw(into: &grid)
        if state.isHelpShown { state.helpPages = picture.drawHelp(into: &grid) }
        if state.chooser != nil { picture.drawColumnChooser(into: &grid) }
        state.places = picture.places(room, grid)
        // The book has no table; the rows stay as they were, so that its selection is in view when it is left.
        if state.view != .book || room.rows > 0 { state.request.rowCount = room.rows }
        state.request.depth = room.depth
        state.request.tapeCount = room.tape
        state.request.listCount = room.list
    }

    private func draw(into grid: inout Grid) -> ViewRoom {
        drawHeader(into: &grid)
        let hasTabs = hasTabs(grid)
        if hasTabs { drawTabs(into: &grid, row: 1) }
        let hasFooter = grid.rows >= 8
        let top = hasTabs ? 2 : 1
        let area = Area(
            row: top, column: 0, height: max(0, grid.rows - top - (hasFooter ? 1 : 0)), width: grid.columns)
        let room = view.draw(into: &grid, area)
        if hasFooter || state.prompt != nil || state.message != nil {
            drawFooter(into: &grid)
        } else if state.request.filter != nil {
            // Where there is no foot, that something is left out must still be seen.
            grid.put(" FILTER ", 0, 0, .badge(.warning))
        }
        return room
    }

    private func hasTabs(_ grid: borrowing Grid) -> Bool { !isTiny(grid) && grid.rows >= 12 }

    private func places(_ room: ViewRoom, _ grid: borrowing Grid) -> ScreenPlaces {
        let layout = TableLayout.layout(
            width: room.table?.width ?? grid.columns, measures: state.measures, hasFeeds: hasFeeds,
            chosen: state.columns)
        return ScreenPlaces(
            tabRow: hasTabs(grid) ? 1 : nil, width: grid.columns, table: room.table,
            columns: layout.placed.map(\.column))
    }

    var hasFeeds: Bool { max(status.feedCount, snapshot.feeds.count) > 1 }

    /// Below 60 columns there is room for the most telling only.
    func isTiny(_ grid: borrowing Grid) -> Bool { grid.columns < 60 }

    /// The zone of the feeds' clocks.
    var zone: ClockText.Zone { snapshot.feeds.contains(where: \.isEastern) ? .eastern : .utc }

    /// When the counters were reset, and an empty text where they never were.
    var sinceReset: String { snapshot.since == 0 ? "" : " · since \(stamp(snapshot.since, decimals: 0))" }
    /// The same as a part of a sentence.
    var sinceWhen: String {
        "since " + (snapshot.since == 0 ? "the start" : stamp(snapshot.since, decimals: 0))
    }

    /// Whether gaps can be known: the transport numbers its messages, and this sender did.
    var knowsSequence: Bool { status.knowsSequence && snapshot.knowsSequence }

    /// Whether anything has come at all; before that, no figure is known.
    var hasBegun: Bool { snapshot.counters.packets > 0 || snapshot.counters.messages > 0 }
}

extension Snapshot {
    /// The feeds without what may be none, where there are any.
    var likelyFeeds: [FeedSummary] {
        let likely = feeds.filter { !$0.isUnknown }
        return likely.isEmpty ? feeds : likely
    }

    var knowsSequence: Bool { feeds.isEmpty || feeds.contains(where: \.knowsSequence) }
}

extension Picture {
    /// A box of light lines with its title in the upper one. Returns the area inside.
    @discardableResult
    func panel(
        into grid: inout Grid, _ title: String, _ area: Area, note: String = "",
        _ noteStyle: Style = Style(.muted)
    ) -> Area {
        panel(
            into: &grid, title, area.row, area.column, height: area.height, width: area.width, note: note,
            noteStyle)
        return area.inset()
    }

    /// A box of light lines with its title in the upper one.
    func panel(
        into grid: inout Grid, _ title: String, _ row: Int, _ column: Int, height: Int, width: Int,
        note: String = "", _ noteStyle: Style = Style(.muted)
    ) {
        guard height >= 2, width >= 4 else { return }
        let style = Style(.border)
        let last = column + width - 1
        for line in [row, row + height - 1] { grid.fill("─", line, (column + 1)..<last, style) }
        for line in (row + 1)..<(row + height - 1) {
            grid.fill("│", line, column..<(column + 1), style)
            grid.fill("│", line, last..<(last + 1), style)
        }
        grid.put("╭", row, column, style)
        grid.put("╮", row, last, style)
        grid.put("╰", row + height - 1, column, style)
        grid.put("╯", row + height - 1, last, style)
        grid.put(" \(title) ", row, column + 2, Style(.title), end: last)
        let text = " \(note) "
        if !note.isEmpty, Glyph.width(of: text) + Glyph.width(of: title) + 8 <= width {
            grid.put(text, row, last - 1 - Glyph.width(of: text), noteStyle, end: last)
        }
    }

    /// A rule with a section's title in it.
    func rule(into grid: inout Grid, _ title: String, row: Int, column: Int, width: Int) {
        grid.fill("─", row, column..<(column + width), Style(.border))
        grid.put(" \(title) ", row, column + 1, Style(.title), end: column + width)
    }
}
