import Market
import OrderFlow

/// Keys while the help is open, and what a mouse does.
extension ViewState {
    /// Pages turn; a view's number goes there.
    mutating func turnHelp(_ key: Key) -> Effect {
        switch key {
        case .escape, .enter: isHelpShown = false
        case .character("?"), .function(1), .character(" "):
            helpPage += 1
            if helpPage >= helpPages { isHelpShown = false }
        case .down, .right, .pageDown, .tab, .control("F"), .character("j"), .character("l"):
            helpPage = min(helpPage + 1, max(0, helpPages - 1))
        case .up, .left, .pageUp, .backTab, .control("B"), .character("k"), .character("h"):
            helpPage = max(0, min(helpPage, helpPages) - 1)
        case .home, .character("g"): helpPage = 0
        case .end, .character("G"): helpPage = max(0, helpPages - 1)
        case .mouse(let event) where event.kind == .wheelDown:
            helpPage = min(helpPage + 1, max(0, helpPages - 1))
        case .mouse(let event) where event.kind == .wheelUp: helpPage = max(0, helpPage - 1)
        default:
            switch Action(key) {
            case .show(let view):
                isHelpShown = false
                return show(view)
            case .quit: return .quit
            default: break
            }
        }
        return .none
    }

    /// The wheel scrolls; a click selects a view's name or an instrument, and opens one that is selected.
    mutating func point(_ event: MouseEvent, showing newest: Snapshot) -> Effect {
        switch event.kind {
        case .wheelUp: return move(-3, newest)
        case .wheelDown: return move(3, newest)
        case .press: break
        }
        if event.row == places.tabRow {
            let view = SnapshotView.allCases.first { $0.tab(columns: places.width).contains(event.column) }
            return view.map { show($0) } ?? .none
        }
        guard let table = places.table, event.row >= table.row, event.row < table.bottom,
            event.column >= table.column, event.column < table.right
        else { return .none }
        let shown = frozen?.window(request) ?? newest
        let line = event.row - table.row
        guard line < shown.rows.count else { return .none }
        let row = shown.rows[line]
        if row.key == shown.request.selected, request.selected != nil { return show(.book) }
        request.selected = row.key
        request.move = 0
        isPlaceChosen = true
        wantedSymbol = nil
        selectedSymbol = row.symbol.description
        return askUnlessFrozen
    }
}
