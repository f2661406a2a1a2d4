import CNcurses
import Glibc

extension Terminal {
    /// Draws what has changed since the picture before. Must not be called while ``isBusy``, save for the
    /// first.
    ///
    /// - Returns: How many bytes it takes.
    mutating func show(_ grid: Grid) -> Int {
        if let shown, shown == grid { return 0 }
        let isWhole = shown.map { $0.rows != grid.rows || $0.columns != grid.columns } ?? true
        if isWhole {
            resizeterm(Int32(grid.rows), Int32(grid.columns))
            cncurses_repaint()
        }
        let changes = changes(in: grid, since: isWhole ? nil : shown)
        if isWhole {
            for run in changes { put(run) }
            cncurses_refresh()
        } else {
            // A colour's name takes up to 19 bytes, a move at most 8: so one colour after the other. Within it, figures
            // that end below one another follow one another: to the next line and a few back is the shortest move.
            let ordered = changes.sorted { $0.place < $1.place }
            for (index, run) in ordered.enumerated() {
                put(run)
                let next = index + 1 < ordered.count ? ordered[index + 1] : nil
                if next?.ink != run.ink || next?.end != run.end { cncurses_refresh() }
            }
        }
        shown = grid
        return collect()
    }

    /// Neighbours in a row, drawn with one ink.
    private struct Run {
        var row: Int
        var column: Int
        var ink: Inks.Ink
        /// The column behind the last one.
        var end: Int
        var text = String.UnicodeScalarView()
        /// By ink, then by where they end, then by row.
        var place: Int { ink.number << 32 | end << 16 | row }
    }

    /// The cells that differ from the picture before.
    private mutating func changes(in grid: Grid, since old: Grid?) -> [Run] {
        var changes: [Run] = []
        for row in 0..<grid.rows {
            var run: Run?
            for column in 0..<grid.columns {
                let cell = grid[row, column]
                // The right half of a wide character comes along with its left half.
                if cell.scalar == Cell.continuation { continue }
                let isWide = column + 1 < grid.columns && grid[row, column + 1].scalar == Cell.continuation
                if let old, old[row, column] == cell || isSame(old[row, column], cell),
                    !isWide || old[row, column + 1].scalar == Cell.continuation
                {
                    if let run { changes.append(run) }
                    run = nil
                    continue
                }
                let ink = inks.ink(for: cell.style)
                let joins = run.map { $0.ink == ink || (cell.scalar == " " && isBlank(ink, like: $0.ink)) } ?? false
                if !joins {
                    if let run { changes.append(run) }
                    run = Run(row: row, column: column, ink: ink, end: column)
                }
                run?.end = column + (isWide ? 2 : 1)
                run?.text.append(cell.scalar)
            }
            if let run { changes.append(run) }
        }
        return changes
    }

    /// Whether two cells look alike: of a blank only the ground is seen.
    private mutating func isSame(_ old: Cell, _ new: Cell) -> Bool {
        guard old.scalar == new.scalar else { return false }
        let (before, ink) = (inks.ink(for: old.style), inks.ink(for: new.style))
        return before == ink || (new.scalar == " " && isBlank(before, like: ink))
    }

    private func isBlank(_ one: Inks.Ink, like other: Inks.Ink) -> Bool {
        one.blankGround != nil && one.blankGround == other.blankGround
    }

    private func put(_ run: Run) {
        cncurses_style(run.ink.attributes, run.ink.pair)
        var string = String(run.text)
        // SAFETY: curses copies the text during the call.
        string.withUTF8 { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { text in
                guard let base = text.baseAddress else { return }
                unsafe cncurses_text(Int32(run.row), Int32(run.column), base, Int32(text.count))
            }
        }
    }

    /// Takes what curses wrote out of its file: so many bytes are to be sent.
    private mutating func collect() -> Int {
        let before = isBusy ? pending.count : 0
        let length = lseek(memory, 0, SEEK_CUR)
        if !isBusy {
            pending = []
            sent = 0
        }
        if length > 0 {
            var bytes = [UInt8](repeating: 0, count: length)
            // SAFETY: the buffer is the array's own, for the time of the call.
            let count = unsafe bytes.withUnsafeMutableBytes {
                unsafe pread(memory, $0.baseAddress, $0.count, 0)
            }
            bytes.removeLast(length - max(0, count))
            pending += pen.process(bytes, inks.depth == .rewritten ? inks.trueColour : nil)
        }
        ftruncate(memory, 0)
        lseek(memory, 0, SEEK_SET)
        return pending.count - before
    }
}
