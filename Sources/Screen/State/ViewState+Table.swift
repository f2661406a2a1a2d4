import Market

/// The order of the table's rows, and which columns it has.
extension ViewState {
    /// Sorts by the column so many further, of those that are shown, around the end.
    mutating func sort(_ steps: Int) -> Effect {
        if let reason = tableIsAway("sorting is for the table") { return refuse(reason) }
        let shown = places.columns.isEmpty ? TableColumn.allCases : places.columns
        let index = shown.firstIndex(of: request.sort) ?? (steps > 0 ? -1 : shown.count)
        request.sort = shown[((index + steps) % shown.count + shown.count) % shown.count]
        request.isInverted = false
        request.isRevealing = true
        return .ask
    }

    mutating func invert() -> Effect {
        if let reason = tableIsAway("sorting is for the table") { return refuse(reason) }
        request.isInverted.toggle()
        request.isRevealing = true
        return .ask
    }

    private func tableIsAway(_ what: String) -> String? {
        if view != .overview { return "\(what) of the Overview (1)" }
        return frozen == nil ? nil : Self.heldReason
    }

    mutating func openColumns() -> Effect {
        guard view == .overview else { return refuse("columns are those of the table in the Overview (1)") }
        let shown = columns ?? (places.columns.isEmpty ? TableColumn.byImportance : places.columns)
        chooser = ColumnChooser(shown: shown)
        return .none
    }

    /// A key while the list of columns is open. The table behind it shows at once what was chosen.
    mutating func choose(_ key: Key) -> Effect {
        switch key {
        case .escape, .enter, .character("C"), .function(2): chooser = nil
        case .character("q"), .function(10): return .quit
        case .up, .character("k"): chooser?.move(-1)
        case .down, .character("j"): chooser?.move(1)
        case .pageUp, .control("B"): chooser?.move(-8)
        case .pageDown, .control("F"): chooser?.move(8)
        case .home, .character("g"): chooser?.move(-TableColumn.allCases.count)
        case .end, .character("G"): chooser?.move(TableColumn.allCases.count)
        case .mouse(let event) where event.kind != .press: chooser?.move(event.kind == .wheelUp ? -1 : 1)
        case .character(" "):
            if chooser?.toggle() == true {
                columns = chooser?.chosen
            } else {
                say("the symbol is always shown")
            }
        case .character("<"), .character("K"), .left, .character(">"), .character("J"), .right:
            let isUp = [.character("<"), .character("K"), .left].contains(key)
            chooser?.shift(isUp ? -1 : 1)
            columns = chooser?.chosen
        case .character("r"):
            columns = nil
            chooser = ColumnChooser(shown: TableColumn.byImportance)
            say("the most important columns that fit")
        default: break
        }
        return .none
    }
}
