/// The keys, over the picture. Fits 80×24.
extension Picture {
    private var helpLines: [(key: String, text: String)] {
        [
            ("↑ ↓  j k  g G", "one row up or down;  first and last (or Home and End)"),
            ("PgUp PgDn  ^B ^F", "one page;  ^U ^D  half a page"),
            ("/", "search by symbol;  n N  next and previous match"),
            ("< >  F6", "sort by the next column, left or right;  I  inverts"),
            (
                "Space",
                status.kind == .replay ? "pause and go on" : "freeze the picture (the intake goes on)"
            ),
            ("[ ]  + -", "replay slower, faster;  pictures a second (\(state.framesPerSecond))"),
            ("t", "trust the books again that a loss made suspect"),
            ("^L", "draw everything anew;  ^Z  suspend;  q  F10  ^C  quit"),
            ("", ""),
            ("gaps, missing", "holes in the sequence and the messages they swallowed"),
            ("lost wire", "before this host: missing on every line"),
            ("lost kernel", "in this host's kernel, for want of socket buffer"),
            ("lost here", "in feedtop, its ring being full;  behind: in the ring"),
            ("line A, B", "lost there only;  wins, lead: it was first, by so much"),
            ("suspect, ?", "books after a loss, until refreshed, reset or trusted"),
            ("feed, handling", "exchange to host; host to book, of which parse and queue"),
            ("flags", "X crossed  L locked  H halted  1 one-sided  Q O not open"),
            ("-", "not known"),
        ]
    }

    func drawHelp(into grid: inout Grid) {
        let lines = helpLines
        let width = min(grid.columns, 78)
        let height = min(grid.rows, lines.count + 4)
        let left = (grid.columns - width) / 2
        let top = (grid.rows - height) / 2
        for row in top..<(top + height) { grid.fill(" ", row, left..<(left + width), Style(.foreground)) }
        panel(
            into: &grid, "keys and words", top, left, height: height, width: width,
            note: "any key closes this")
        for (index, line) in lines.prefix(max(0, height - 2)).enumerated() {
            let row = top + 1 + index + (height > lines.count + 3 ? 1 : 0)
            let key = grid.put(line.key, row, left + 2, Style(.keyHint), end: left + width - 1)
            grid.putCut(
                line.text, row, max(key + 1, left + 20), width: left + width - 2 - max(key + 1, left + 20),
                Style(.foreground))
        }
    }
}
