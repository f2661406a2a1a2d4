import Market

/// Scrolling the tape: oldest first, so up is towards what is older. Away from its end it stands still while messages
/// come, however many; at its end it follows them.
extension ViewState {
    /// Entries that are fetched at once.
    private static let stretch = Snapshot.longestList

    /// - Parameter tape: The newest that is known of it.
    mutating func scrollTape(_ rows: Int, _ tape: Tape) -> Effect {
        guard let held = heldTape ?? HeldTape(tape) else { return follow() }
        let last = held.entries.count - 1
        let index = held.index(upTo: request.tapeEnd)
        let lowest = min(max(1, request.tapeCount), held.entries.count) - 1
        let goal = index + max(-1 << 40, min(1 << 40, rows))
        let canFetch = frozen == nil
        if rows < 0 {
            let isWhole = !canFetch || held.isOldest || UInt64(held.entries.count) >= tape.matched
            if isWhole, index <= lowest {
                say("the tape is no longer than this")
                return .none
            }
            if canFetch { heldTape = held }
            request.tapeEnd = held.entries[max(isWhole ? lowest : 0, min(index, goal))].number
            if canFetch, !isWhole, goal < lowest {
                wish(.older, min(0, goal))
            }
            return askUnlessFrozen
        }
        guard rows > 0, request.tapeEnd != nil else { return .none }
        let newer = held.newer(than: last, of: tape)
        guard goal > last || (goal == last && newer == 0) else {
            request.tapeEnd = held.entries[goal].number
            return askUnlessFrozen
        }
        guard canFetch, newer > 0 else { return follow() }
        heldTape = held
        request.tapeEnd = held.entries[last].number
        wish(.newer, goal - last)
        return .ask
    }

    /// - Parameter rows: To be scrolled once it is there, beside what already waits for the same.
    private mutating func wish(_ wish: TapeWish, _ rows: Int) {
        pendingRows = rows + (tapeWish == wish ? pendingRows : 0)
        tapeWish = wish
    }

    /// To the oldest message there is.
    mutating func scrollTapeToFirst(_ tape: Tape) -> Effect {
        guard frozen == nil else { return scrollTape(-1 << 40, tape) }
        guard let held = heldTape ?? HeldTape(tape) else { return follow() }
        guard UInt64(held.entries.count) < tape.matched else { return scrollTape(-1 << 40, tape) }
        heldTape = held
        request.tapeEnd = held.entries[held.index(upTo: request.tapeEnd)].number
        (tapeWish, pendingRows) = (.oldest, 0)
        return .ask
    }

    /// There is room for more than is held: what is older is wanted, so that the last line may stay where it is.
    mutating func fillTape() {
        guard tapeWish == nil, let held = heldTape, let end = request.tapeEnd else { return }
        if !held.isOldest, held.index(upTo: end) + 1 < request.tapeCount { wish(.older, 0) }
    }

    /// Makes a request one for what is wanted of the tape.
    func fetch(_ wish: TapeWish?, _ request: inout SnapshotRequest) {
        request.tapeEnd = nil
        guard let wish, let held = heldTape, let first = held.entries.first, let last = held.entries.last else { return }
        request.tapeCount = max(request.tapeCount, Self.stretch)
        switch wish {
        case .older: request.tapeEnd = first.number
        case .newer: request.tapeFrom = last.number
        case .oldest: request.tapeFrom = 1
        }
    }

    /// Takes over what an answer tells of the tape.
    mutating func adoptTape(_ answer: Snapshot, sent: SnapshotRequest) {
        let tape = answer.flow.tape
        guard var held = heldTape, answer.request.view == .flow, sent.filter == request.filter else { return }
        guard tape.matched >= held.lastPlace else {
            // The tape began anew.
            _ = follow()
            return
        }
        guard let wish = tapeWish else { return }
        var wanted = request
        fetch(wish, &wanted)
        guard !answer.request.isComplete, sent.tapeEnd == wanted.tapeEnd, sent.tapeFrom == wanted.tapeFrom else { return }
        let rows = pendingRows
        (tapeWish, pendingRows) = (nil, 0)
        switch wish {
        case .older: held.takeOlder(tape)
        case .newer:
            let gone = held.takeNewer(tape)
            if gone > 0 {
                heldTape = held
                showFirstPage(of: held)
                say("\(NumberText.grouped(gone)) messages in between are no longer kept")
                return
            }
        case .oldest:
            guard let oldest = HeldTape(tape, isOldest: true) else { return }
            heldTape = oldest
            return showFirstPage(of: oldest)
        }
        heldTape = held
        if rows != 0 {
            _ = scrollTape(rows, tape)
        } else if held.isOldest {
            let lowest = min(max(1, request.tapeCount), held.entries.count) - 1
            request.tapeEnd = held.entries[max(lowest, held.index(upTo: request.tapeEnd))].number
        }
    }

    private mutating func showFirstPage(of held: HeldTape) {
        request.tapeEnd = held.entries[min(max(1, request.tapeCount), held.entries.count) - 1].number
    }

    /// A picture as it is shown: the tape where the reader is.
    func shown(_ newest: Snapshot) -> Snapshot {
        guard view == .flow, let heldTape, request.tapeEnd != nil else { return newest }
        var shown = newest
        shown.flow.tape = heldTape.page(upTo: request.tapeEnd, rows: request.tapeCount, of: newest.flow.tape)
        return shown
    }
}
