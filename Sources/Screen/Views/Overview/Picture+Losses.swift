import Market

/// Where messages were lost last, what became of them, and what that means for the books.
extension Picture {
    /// `suspect since 09:31:07 (wire gap 1001-1010)`; `nil`: no book is suspect.
    ///
    /// - Parameter spared: Columns that the number of losses must leave free.
    func suspectText(width: Int, spared: Int = 0) -> String? {
        let suspect = snapshot.feeds.filter(\.isSuspect)
        guard let first = suspect.compactMap(\.suspicion).min(by: { $0.since < $1.since }) else { return nil }
        let books = suspect.reduce(0) { $0 + $1.suspectInstruments }
        let who =
            suspect.count < snapshot.feeds.count
            ? "\(suspect.count)/\(snapshot.feeds.count) feeds "
            : books > 0 && books < snapshot.instrumentCount ? "\(NumberText.grouped(books)) books " : ""
        let since = "\(who)suspect since \(ClockText.time(first.since, zone))"
        let losses = suspect.reduce(UInt64(0)) { sum, feed in
            let (total, overflow) = sum.addingReportingOverflow(feed.suspicion?.losses ?? 0)
            return overflow ? .max : total
        }
        let reason = first.reason
        let more = losses > 1 ? " and \(NumberText.fitted(losses - 1, width: 7)) more" : ""
        let forms = ["\(since) (\(reason)\(more))", "\(since) (\(reason))", since]
        if Glyph.width(of: forms[0]) <= width - spared { return forms[0] }
        return forms.dropFirst().first { Glyph.width(of: $0) <= width } ?? "suspect"
    }

    /// The row below the health figures: the latest loss, and how far the books are behind.
    func drawLossLine(into grid: inout Grid, _ area: Area) {
        let behind = behind
        let (row, end) = (area.row, area.right)
        let left = end - Glyph.width(of: behind.text) - 7
        let word = grid.put("behind ", row, left, Style(.muted), end: end)
        grid.put(behind.text, row, word, Style(behind.role), end: end)
        let column = grid.put("last loss", row, area.column, Style(.muted)) + 2
        let room = left - 2 - column
        guard let latest = snapshot.recentLosses.first else {
            grid.putCut(noLoss.text, row, column, width: room, Style(noLoss.role))
            return
        }
        grid.putCut(
            LossText.line(latest, zone, width: room), row, column, width: room, Style(followingRole(latest)))
    }

    /// In the Overview the table of feeds alarms; what tells more of the same loss does not do so again.
    private func followingRole(_ range: SequenceRange) -> Role {
        let role = LossText.role(range)
        return role == .alert ? .foreground : role
    }

    private var noLoss: (text: String, role: Role) {
        hasBegun && knowsSequence ? ("none", .ok) : (NumberText.unknown, .muted)
    }

    /// `1,234 · 3.20 ms`: events that wait for the books, and for how long the first of them has.
    var behind: (text: String, role: Role) {
        let text = backlog(snapshot.behind, snapshot.behindAge)
        if text == NumberText.unknown { return (text, .muted) }
        return (text, snapshot.behindAge >= 1_000_000_000 ? .warning : .foreground)
    }

    func backlog(_ events: Int, _ age: UInt64) -> String {
        guard status.knowsBacklog else { return NumberText.unknown }
        let count = NumberText.grouped(UInt64(max(0, events)))
        return age > 0 ? "\(count) · \(NumberText.duration(age))" : count
    }

    /// The latest losses, newest first, in as many stacks as there is room for.
    func drawLedger(into grid: inout Grid, _ area: Area) {
        let (row, column, width, rows) = (area.row, area.column, area.width, area.height)
        let losses = snapshot.recentLosses
        guard rows > 0, !losses.isEmpty else {
            let next = grid.put("last loss", row, column, Style(.muted)) + 2
            grid.putCut(noLoss.text, row, next, width: width - 11, Style(noLoss.role))
            return
        }
        let cells = losses.map { range in
            [
                LossText.range(range.first, range.last), LossText.messages(range), LossText.place(range),
                LossText.fate(range), ClockText.time(range.noticed, zone, decimals: 3),
            ]
        }
        let widths = (0..<5).map { index in cells.map { Glyph.width(of: $0[index]) }.max() ?? 0 }
        let stack = widths.reduce(0, +) + 8
        for (number, range) in losses.enumerated() {
            var next = column + number / rows * (stack + 6)
            guard number < rows || next + stack <= column + width else { break }
            for (index, text) in cells[number].enumerated() {
                guard next + widths[index] <= column + width else { break }
                // Figures to the right, words to the left.
                let start = index < 2 ? next + widths[index] - Glyph.width(of: text) : next
                let style = Style(index == 2 || index == 3 ? followingRole(range) : .foreground)
                grid.put(text, row + number % rows, start, index == 4 ? Style(.muted) : style)
                next += widths[index] + 2
            }
        }
    }
}
