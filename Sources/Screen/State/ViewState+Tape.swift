import Market

/// Scrolling the tape: oldest first, so up is towards what is older. Away from its end it stands still while messages
/// come; at its end it follows them.
extension ViewState {
    mutating func scrollTape(_ rows: Int, _ tape: Tape) -> Effect {
        guard let first = tape.entries.first, let last = tape.entries.last else {
            request.tapeEnd = nil
            return askUnlessFrozen
        }
        let end = request.tapeEnd ?? last.number
        let index = tape.entries.lastIndex { $0.number <= end } ?? 0
        if rows < 0 {
            let page = max(1, request.tapeCount)
            let lowest = lowestEnd(tape, page: page)
            guard lowest < last.number || request.tapeEnd != nil else {
                say("the tape is no longer than this yet")
                return .none
            }
            // The entries that are shown are known; before them it is counted back by number.
            let goal: UInt64
            if index + rows >= 0, end >= first.number {
                goal = tape.entries[index + rows].number
            } else {
                let beyond = UInt64(clamping: -(rows + (end >= first.number ? index : 0)))
                goal = Swift.min(end, first.number).subtractingClamped(beyond)
            }
            request.tapeEnd = Swift.max(lowest, goal)
        } else if request.tapeEnd != nil {
            request.tapeEnd = laterEnd(rows, index, tape, from: end)
        }
        return askUnlessFrozen
    }

    /// The end at which the oldest page of the tape is shown.
    private func lowestEnd(_ tape: Tape, page: Int) -> UInt64 {
        guard frozen == nil else { return tape.entries[min(page, tape.entries.count) - 1].number }
        let oldest = tape.total.subtractingClamped(UInt64(clamping: tape.kept))
        return min(tape.total, oldest &+ UInt64(page))
    }

    /// So many entries after `end`, which is the one at `index` or lies behind what is shown; `nil` at the end of the
    /// tape.
    private func laterEnd(_ rows: Int, _ index: Int, _ tape: Tape, from end: UInt64) -> UInt64? {
        let last = tape.entries.count - 1
        let goal = index + rows
        if goal < last || (goal == last && tape.newer > 0) { return tape.entries[goal].number }
        let beyond = goal - last
        guard frozen == nil, beyond < tape.newer else { return nil }
        // Those to come are not known; with a filter some numbers between them do not match.
        let number = tape.entries[last].number
        let span = tape.total.subtractingClamped(number)
        let (scaled, overflow) = UInt64(beyond).multipliedReportingOverflow(by: span)
        let ahead = overflow ? span : max(UInt64(beyond), scaled / UInt64(tape.newer))
        let (later, isBeyondAll) = max(end, number).addingReportingOverflow(ahead)
        return isBeyondAll || later >= tape.total ? nil : later
    }
}

extension UInt64 {
    fileprivate func subtractingClamped(_ other: UInt64) -> UInt64 { self > other ? self - other : 0 }
}
