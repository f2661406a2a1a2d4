import Market

/// The last line: where the table stands, a notice, what is being typed, and the keys.
extension Picture {
    private var hints: [Hint] {
        var hints: [Hint] = []
        if status.kind == .replay {
            hints.append(Hint(key: "Space", label: status.phase == .paused ? "go on" : "pause", rank: 2))
            hints.append(Hint(key: "[ ]", label: "speed", rank: 3))
        } else {
            hints.append(Hint(key: "Space", label: state.frozen == nil ? "freeze" : "go on", rank: 2))
        }
        if snapshot.feeds.contains(where: \.isSuspect) {
            hints.append(Hint(key: "t", label: "trust books", rank: 2))
        }
        hints.append(Hint(key: "/", label: "search", rank: 4))
        if !state.request.pattern.isEmpty { hints.append(Hint(key: "n N", label: "next", rank: 7)) }
        hints += view.hints
        hints.append(Hint(key: "?", label: "help", rank: 1))
        hints.append(Hint(key: "q", label: "quit", rank: 0))
        return hints
    }

    func drawFooter(into grid: inout Grid) {
        let row = grid.rows - 1
        let width = grid.columns
        if let prompt = state.prompt {
            var column = grid.put("/", row, 1, Style(.keyHint))
            column = grid.put(prompt, row, column, Style(.prompt, .bold))
            column = grid.put(" ", row, column, Style(.prompt, .reverse)) + 2
            if state.hasSearchFailed { column = grid.put("no match", row, column, Style(.alert)) + 2 }
            let help = "Enter keep  Esc back  ↑↓ other matches"
            grid.put(help, row, max(column, width - 1 - Glyph.width(of: help)), Style(.muted))
            return
        }
        var left = 1
        if width < 110 || grid.rows < 30 {
            left = grid.putCut(position, row, 1, width: min(width - 2, max(28, width / 2)), Style(.muted)) + 2
        }
        if let (text, role) = notice {
            // What does not fit beside the position takes its place.
            if Glyph.width(of: text) > width - 1 - left { left = 1 }
            grid.fill(" ", row, left..<width, Style(.foreground))
            grid.putCut(text, row, left, width: width - 1 - left, Style(role))
            return
        }
        let shown = hintsThatFit(width - 1 - left)
        var column = width - 1 - shown.reduce(-2) { $0 + $1.width }
        for hint in shown {
            column = grid.put(hint.key, row, column, Style(.keyHint)) + 1
            column = grid.put(hint.label, row, column, Style(.muted)) + 2
        }
    }

    private var notice: (String, Role)? {
        if let message = state.message { return (message, .prompt) }
        if state.hasSearchFailed { return ("no instrument matches '\(state.request.pattern)'", .alert) }
        // With an empty table it stands there, in full.
        if let notice = status.notice, !snapshot.rows.isEmpty {
            return (notice, status.phase == .failed ? .alert : .warning)
        }
        return nil
    }

    private func hintsThatFit(_ room: Int) -> [Hint] {
        var kept = hints
        while kept.reduce(-2, { $0 + $1.width }) > room, let last = kept.map(\.rank).max() {
            kept.removeAll { $0.rank == last }
        }
        return kept
    }
}
