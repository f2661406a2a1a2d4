import Market
import OrderFlow

/// What the movement keys do: they select instruments, or scroll the view's list, or its tape.
extension ViewState {
    private enum Ground {
        case table, tape, list, nothing
    }

    private var ground: Ground {
        switch view {
        case .overview, .book: .table
        case .flow: .tape
        case .gaps, .events: .list
        case .rates, .latency: .nothing
        }
    }

    /// Half of what is visible of the thing that moves.
    var halfPage: Int {
        switch ground {
        case .table: max(1, request.rowCount / 2)
        case .tape: max(1, request.tapeCount / 2)
        case .list: max(1, request.listCount / 2)
        case .nothing: 0
        }
    }

    /// Whether the picture is one of the view, with what its moves need to know.
    private func isThere(_ newest: Snapshot) -> Bool {
        guard frozen == nil else { return true }
        let answered = newest.request
        switch ground {
        case .table, .nothing: return true
        case .tape: return answered.view == view && answered.tapeCount > 0
        case .list: return answered.view == view && answered.listCount > 0
        }
    }

    /// Moves typed ahead, at most.
    private static let longestWait = 64

    /// Makes a move, or keeps it until there is something to move in.
    mutating func moveOrWait(_ action: Action, _ newest: Snapshot) -> Effect {
        guard isThere(newest) else {
            if typedAhead.count < Self.longestWait { typedAhead.append(action) }
            return .ask
        }
        switch action {
        case .move(let rows): return move(rows, newest)
        case .moveHalfPages(let halves): return move(halves * halfPage, newest)
        case .first: return moveToFirst(newest)
        case .last: return moveToLast(newest)
        default: return .none
        }
    }

    /// Makes the moves that waited for this picture.
    mutating func catchUp(_ newest: Snapshot) {
        guard !typedAhead.isEmpty, isThere(newest) else { return }
        let actions = typedAhead
        typedAhead = []
        for action in actions { _ = moveOrWait(action, newest) }
    }

    mutating func move(_ rows: Int, _ newest: Snapshot) -> Effect {
        switch ground {
        case .table: return select(rows, newest)
        case .tape: return scrollTape(rows, (frozen ?? newest).flow.tape)
        case .list: return scrollList(rows, frozen ?? newest)
        case .nothing: return .none
        }
    }

    mutating func moveToFirst(_ newest: Snapshot) -> Effect {
        switch ground {
        case .table:
            if let frozen { return select(-frozen.rows.count, newest) }
            request.selected = nil
            request.firstRow = 0
            request.move = 0
            isPlaceChosen = true
            wantedSymbol = nil
            return .ask
        case .tape: return scrollTapeToFirst((frozen ?? newest).flow.tape)
        case .list: return follow()
        case .nothing: return .none
        }
    }

    mutating func moveToLast(_ newest: Snapshot) -> Effect {
        switch ground {
        case .table: return select(max(newest.instrumentCount, 1 << 20), newest)
        case .tape: return follow()
        case .list: return scrollList(1 << 40, frozen ?? newest)
        case .nothing: return .none
        }
    }

    /// Back to the newest entry of tape and list.
    mutating func follow() -> Effect {
        request.tapeEnd = nil
        (heldTape, tapeWish, pendingRows, typedAhead) = (nil, nil, 0, [])
        request.listFirst = 0
        listTotal = nil
        return askUnlessFrozen
    }

    /// What is scrolled in a held picture is there already.
    var askUnlessFrozen: Effect { frozen == nil ? .ask : .none }

    private mutating func select(_ rows: Int, _ newest: Snapshot) -> Effect {
        wantedSymbol = nil
        guard let frozen else {
            request.move = max(-1 << 40, min(1 << 40, request.move + rows))
            return .ask
        }
        guard view == .overview else {
            let name = frozen.book.row.map { "the book of \($0.symbol)" } ?? "no book"
            say("frozen with \(name) only; Space lets it go on")
            return .none
        }
        guard !frozen.rows.isEmpty else { return .none }
        let selected = request.selected ?? frozen.request.selected
        let index = frozen.rows.firstIndex { $0.key == selected } ?? 0
        let goal = max(0, min(frozen.rows.count - 1, index + rows))
        request.selected = frozen.rows[goal].key
        selectedSymbol = frozen.rows[goal].symbol.description
        reveal(frozen.rows[goal].key, in: frozen)
        return .none
    }

    /// Brings an instrument of a complete picture into view.
    mutating func reveal(_ key: InstrumentKey, in picture: Snapshot) {
        guard let index = picture.rows.firstIndex(where: { $0.key == key }) else { return }
        let row = picture.request.firstRow + index
        if row < request.firstRow { request.firstRow = row }
        let visible = max(1, request.rowCount)
        if row - request.firstRow >= visible { request.firstRow = row - visible + 1 }
    }

    /// Newest first: down is towards what is older.
    private mutating func scrollList(_ rows: Int, _ snapshot: Snapshot) -> Effect {
        let isHeld = frozen != nil
        let count =
            view == .gaps
            ? (isHeld ? snapshot.gaps.listed(request).entries.count : snapshot.gaps.count)
            : (isHeld ? snapshot.events.entries.count : snapshot.events.count)
        request.listFirst = max(0, min(request.listFirst + rows, count - max(1, request.listCount)))
        return askUnlessFrozen
    }
}
