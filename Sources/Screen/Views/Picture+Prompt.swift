import Market

/// What is being typed, in the last line, and in the line above it what there is to say about it.
extension Picture {
    func drawPrompt(_ prompt: Prompt, into grid: inout Grid) {
        let row = grid.rows - 1
        let width = grid.columns
        grid.fill(" ", row, 0..<width, Style(.foreground))
        if prompt.kind == .reset { return drawQuestion(into: &grid) }
        let sign =
            switch prompt.kind {
            case .search: "/"
            case .filter: width >= 60 ? "filter: " : "\\"
            case .goTo: width >= 60 ? "go to: " : ":"
            case .reset: ""
            }
        let start = grid.put(sign, row, 1, Style(.keyHint))
        var column = drawText(prompt, into: &grid, row: row, from: start, end: width - 1) + 2
        switch prompt.kind {
        case .search:
            if state.hasSearchFailed { column = grid.put("no match", row, column, Style(.warning)) + 2 }
            putHelp("Enter keep  Esc back  ↑↓ other matches", after: column, into: &grid)
        case .filter:
            let help = state.request.filter == nil ? "Esc none" : "Esc old one  ^U Enter none"
            putHelp("Enter apply  \(help)", after: column, into: &grid)
            drawVerdict(prompt, "such as  spread > 0.05 and symbol ~ A", into: &grid)
        case .goTo:
            putHelp("Enter go  Esc back", after: column, into: &grid)
            drawVerdict(prompt, "09:31:07  #123456  start  end  +30s", into: &grid)
        case .reset: break
        }
    }

    private func drawQuestion(into grid: inout Grid) {
        let questions = [
            "reset counters, peaks, ledger, alerts and events? books and states stay",
            "reset counters and peaks?",
            "reset?",
        ]
        let answer = "y/n"
        let room = grid.columns - 2 - answer.utf8.count - 1
        let question = questions.first { $0.utf8.count <= room } ?? ""
        let column = grid.put(question, grid.rows - 1, 1, Style(.prompt, [.bold])) + 1
        grid.put(answer, grid.rows - 1, column, Style(.keyHint))
    }

    private func putHelp(_ help: String, after column: Int, into grid: inout Grid) {
        let start = grid.columns - 1 - Glyph.width(of: help)
        guard start >= column else { return }
        grid.put(help, grid.rows - 1, start, Style(.muted))
    }

    /// The text with its cursor; of a long one the part around the cursor.
    private func drawText(_ prompt: Prompt, into grid: inout Grid, row: Int, from start: Int, end: Int) -> Int
    {
        let (before, after) = prompt.halves
        let room = max(1, end - start - 1)
        var shown = before.unicodeScalars
        let reserve = min(Glyph.width(of: after), room / 3)
        while Glyph.width(of: String(shown)) > max(0, room - reserve), !shown.isEmpty { shown.removeFirst() }
        var column = grid.put(String(shown), row, start, Style(.prompt, [.bold]), end: end)
        let under = after.unicodeScalars.first.map { String($0) } ?? " "
        column = grid.put(under, row, column, Style(.prompt, [.reverse]), end: end)
        let rest = String(after.unicodeScalars.dropFirst())
        return grid.put(rest, row, column, Style(.prompt, [.bold]), end: end)
    }

    /// Whether the text is understood as it stands; refused, it stands out.
    private func drawVerdict(_ prompt: Prompt, _ example: String, into grid: inout Grid) {
        guard grid.rows >= 4 else { return }
        let (text, style): (String, Style) =
            if let error = prompt.error {
                (error, prompt.isRefused ? .badge(.warning) : Style(.warning))
            } else if let meaning = prompt.meaning {
                (meaning, Style(.ok))
            } else {
                (example, Style(.muted))
            }
        let room = grid.columns - 2
        let lines = HelpText.wrapped(text, width: room)
        let count = min(lines.count, max(1, grid.rows / 3))
        for (index, line) in lines.prefix(count).enumerated() {
            let row = grid.rows - 1 - count + index
            grid.fill(" ", row, 0..<grid.columns, Style(.foreground))
            grid.putCut(line, row, 1, width: room, style)
        }
    }
}
