public import Market
import OrderFlow

/// What is asked of the market, and what its answers change.
extension ViewState {
    /// The request to send now; what it moves or searches is done with it.
    public mutating func takeRequest() -> SnapshotRequest {
        var taken = request
        request.move = 0
        request.search = 0
        request.isRevealing = false
        isPlaceChosen = false
        if frozen != nil { return forCounting(taken) }
        if isFreezing || isSaving {
            taken.isComplete = true
            // As much of the table around what is shown as a complete picture holds.
            taken.firstRow = max(0, taken.firstRow - Snapshot.longestList / 2)
            taken.rowCount = Snapshot.longestList
            taken.depth = max(taken.depth, 500)
            taken.tapeCount = Snapshot.longestList
            taken.tapeEnd = nil
            taken.listCount = Snapshot.longestList
            taken.listFirst = 0
            // A ticket has all of the ledger.
            if !isFreezing { taken.filter = nil }
        }
        if !taken.isComplete {
            fillTape()
            fetch(tapeWish, &taken)
        }
        if let wantedSymbol, searchedCount != tableCount, taken.search == 0, taken.move == 0 {
            taken.search = 1
            taken.pattern = wantedSymbol
            taken.isExact = true
        }
        return taken
    }

    /// While a picture is held, the newest one is wanted for its totals only.
    private func forCounting(_ request: SnapshotRequest) -> SnapshotRequest {
        var light = SnapshotRequest()
        light.sort = request.sort
        light.isInverted = request.isInverted
        light.filter = request.filter
        return light
    }

    /// Takes over what came out of a request that was sent as `sent`.
    ///
    /// - Returns: Whether there is more to ask for at once.
    @discardableResult
    public mutating func adopt(_ answer: Snapshot, sent: SnapshotRequest) -> Bool {
        if isSaving, answer.request.isComplete {
            isSaving = false
            toSave = answer
        }
        guard frozen == nil else { return false }
        tableCount = answer.instrumentCount
        if sent.isExact {
            searchedCount = tableCount
            if !answer.searchFailed { wantedSymbol = nil }
        } else if sent.search != 0 {
            hasSearchFailed = answer.searchFailed
        }
        keepListPlace(answer)
        adoptTape(answer, sent: sent)
        if !isPlaceChosen {
            let isPinned =
                sent.selected != nil || sent.move != 0 || (sent.search != 0 && !answer.searchFailed)
            if isPinned { request.selected = answer.request.selected }
            if !answer.request.isComplete {
                request.firstRow = answer.request.firstRow
            } else if sent.move != 0, let selected = request.selected {
                reveal(selected, in: answer)
            }
        }
        noteSymbol(answer)
        if isFreezing, answer.request.isComplete {
            isFreezing = false
            frozen = answer
            // Of the tape, what is being read.
            if let heldTape { frozen?.flow.tape = heldTape.whole(of: answer.flow.tape) }
        }
        catchUp(answer)
        return tapeWish != nil
    }

    /// Newer entries push a list down; one that is not at its top stays where the reader is.
    private mutating func keepListPlace(_ answer: Snapshot) {
        let total: UInt64
        switch (answer.request.view, view) {
        case (.gaps, .gaps): total = UInt64(clamping: answer.gaps.count) &+ UInt64(clamping: answer.gaps.evicted)
        case (.events, .events): total = UInt64(clamping: answer.events.count) &+ answer.events.evicted
        default: return
        }
        if let listTotal, total > listTotal, request.listFirst > 0 {
            request.listFirst = min(1 << 30, request.listFirst + Int(clamping: min(total - listTotal, 1 << 30)))
        }
        listTotal = total
    }

    /// Remembers the name of what is selected, for the next run.
    private mutating func noteSymbol(_ answer: Snapshot) {
        guard let selected = request.selected else {
            selectedSymbol = nil
            return
        }
        guard let row = answer.rows.first(where: { $0.key == selected }) else { return }
        selectedSymbol = row.symbol.description
    }
}
