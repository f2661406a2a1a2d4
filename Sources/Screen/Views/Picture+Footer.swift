import Market

/// The last line: the filter in force or where the table stands, a notice, and the keys.
extension Picture {
    /// A notice never drives these away.
    private var lastingHints: [Hint] {
        [Hint(key: "?", label: "help", rank: 1), Hint(key: "q", label: "quit", rank: 0)]
    }

    private var hints: [Hint] {
        var hints: [Hint] = []
        if status.kind == .replay {
            let isOver = status.phase == .ended || status.phase == .failed
            if !isOver {
                hints.append(Hint(key: "Space", label: status.phase == .paused ? "go on" : "pause", rank: 2))
                if status.phase == .paused { hints.append(Hint(key: ".", label: "step", rank: 4)) }
                hints.append(Hint(key: "[ ]", label: "speed", rank: 4))
            }
            if !isOver || status.canGoBack {
                hints.append(Hint(key: ":", label: "go to", rank: isOver ? 2 : 6))
            }
        } else {
            hints.append(Hint(key: "Space", label: state.frozen == nil ? "freeze" : "go on", rank: 2))
        }
        if snapshot.alerts.open > 0 { hints.append(Hint(key: "a", label: "acknowledge", rank: 3)) }
        if snapshot.feeds.contains(where: \.isSuspect) {
            hints.append(Hint(key: "t", label: "trust books", rank: 3))
        }
        if state.request.tapeEnd != nil || state.request.listFirst > 0 {
            hints.append(Hint(key: "F", label: "follow", rank: 3))
        }
        if state.view == .overview {
            hints.append(Hint(key: "Enter", label: "book", rank: 7))
            hints.append(Hint(key: "/", label: "search", rank: 4))
        } else {
            hints.append(Hint(key: "Esc", label: "overview", rank: 5))
        }
        if !state.request.pattern.isEmpty, state.view == .overview || state.view == .book {
            hints.append(Hint(key: "n N", label: "next", rank: 8))
        }
        hints.append(Hint(key: "\\", label: "filter", rank: 6))
        hints += view.hints
        if state.view == .overview { hints.append(Hint(key: "C", label: "columns", rank: 7)) }
        var kept: [Hint] = []
        for hint in hints where !kept.contains(where: { $0.key == hint.key }) { kept.append(hint) }
        return kept + lastingHints
    }

    /// Where the table stands, or which part of the market is shown at all.
    private func standing(_ grid: borrowing Grid) -> (text: String, style: Style)? {
        if let filter = state.request.filter {
            // In the Gaps view it is the ledger that is filtered.
            let (some, whole) =
                state.view == .gaps
                ? (snapshot.gaps.count, snapshot.gaps.unfilteredCount)
                : (snapshot.instrumentCount, snapshot.unfilteredCount)
            let (count, all) = (NumberText.grouped(some), NumberText.grouped(max(some, whole)))
            return ("filter: \(filter.text) · \(count) of \(all)", Style(.prompt, [.bold]))
        }
        guard state.view == .overview, grid.columns < 110 || grid.rows < 34 else { return nil }
        return (position, Style(.muted))
    }

    func drawFooter(into grid: inout Grid) {
        let row = grid.rows - 1
        let width = grid.columns
        if let prompt = state.prompt { return drawPrompt(prompt, into: &grid) }
        let notice = notice
        if let notice, state.message != nil, drawLong(notice, into: &grid) { return }
        // On the smallest screens it may stand over something else.
        grid.fill(" ", row, 0..<width, Style(.foreground))
        if let notice, grid.rows < 8 {
            // There is no foot: the notice has all of the last row.
            grid.putCut(notice.text, row, 0, width: width, Style(notice.role))
            return
        }
        var hints =
            width < 40 && notice != nil ? [] : fitting(notice == nil ? self.hints : lastingHints, width / 2)
        let isFiltered = state.request.filter != nil
        let standing = standing(grid)
        if let (text, role) = notice {
            var left = 1
            let end = width - 1 - room(for: hints)
            if let standing {
                let taken = Glyph.width(of: standing.text)
                let most = isFiltered ? max(12, (end - left) * 2 / 5) : 0
                let free = end - left - Glyph.width(of: text) - 2
                let share = free >= taken ? taken : isFiltered ? min(taken, max(most, free)) : 0
                if share > 0 {
                    left = grid.putCut(standing.text, row, left, width: share, standing.style) + 2
                }
            }
            grid.putCut(text, row, left, width: end - left, Style(role))
        } else {
            var left = 1
            if let standing {
                let most = min(width - 2, max(28, width / 2))
                left = grid.putCut(standing.text, row, 1, width: most, standing.style) + 2
            }
            hints = fitting(self.hints, width - 1 - left)
        }
        var column = width + 1 - room(for: hints)
        for hint in hints {
            column = grid.put(hint.key, row, column, Style(.keyHint)) + 1
            column = grid.put(hint.label, row, column, Style(.muted)) + 2
        }
    }

    /// The answer to a key that one line has no room for: in as many as it takes.
    private func drawLong(_ notice: (text: String, role: Role), into grid: inout Grid) -> Bool {
        let room = grid.columns - 2
        let keys = grid.columns < 40 ? 0 : self.room(for: lastingHints)
        guard Glyph.width(of: notice.text) > room - keys, grid.rows >= 4 else { return false }
        let lines = HelpText.wrapped(notice.text, width: room)
        let shown = min(lines.count, max(2, grid.rows / 3))
        for (index, line) in lines.prefix(shown).enumerated() {
            let row = grid.rows - shown + index
            grid.fill(" ", row, 0..<grid.columns, Style(.foreground))
            grid.putCut(line, row, 1, width: room, Style(notice.role))
        }
        return true
    }

    private var notice: (text: String, role: Role)? {
        if let message = state.message { return (message, .prompt) }
        if state.hasSearchFailed { return ("no instrument matches '\(state.request.pattern)'", .warning) }
        // With an empty table it stands there, in full.
        if let notice = status.notice, !snapshot.rows.isEmpty || state.view != .overview {
            return (notice, status.phase == .failed ? .alert : .warning)
        }
        return nil
    }

    private func room(for hints: [Hint]) -> Int { hints.reduce(0) { $0 + $1.width } }

    private func fitting(_ hints: [Hint], _ room: Int) -> [Hint] {
        var kept = hints
        while self.room(for: kept) - 2 > room, let last = kept.map(\.rank).max() {
            kept.removeAll { $0.rank == last }
        }
        return kept
    }
}
