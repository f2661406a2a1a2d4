import CNcurses
import Glibc

extension Terminal {
    /// Draws what has changed since the picture before. Must not be called while ``isBusy``, save for the
    /// first.
    ///
    /// - Returns: Whether anything had.
    mutating func show(_ grid: Grid) -> Bool {
        if let shown, shown == grid { return false }
        let isWhole = shown.map { $0.rows != grid.rows || $0.columns != grid.columns } ?? true
        if isWhole {
            resizeterm(Int32(grid.rows), Int32(grid.columns))
            cncurses_repaint()
        }
        for row in 0..<grid.rows { draw(row, of: grid, over: isWhole ? nil : shown) }
        cncurses_refresh()
        shown = grid
        collect()
        return true
    }

    /// Writes the runs of a row that differ from the picture before.
    private mutating func draw(_ row: Int, of grid: Grid, over old: Grid?) {
        var column = 0
        while column < grid.columns {
            if let old, old[row, column] == grid[row, column] {
                column += 1
                continue
            }
            // The left half of a wide character comes along with its right half.
            var start = column
            if grid[row, start].scalar == Cell.continuation, start > 0 { start -= 1 }
            let style = grid[row, start].style
            var text = String.UnicodeScalarView()
            while column < grid.columns, grid[row, column].style == style {
                let isChanged = old.map { $0[row, column] != grid[row, column] } ?? true
                guard isChanged || grid[row, column].scalar == Cell.continuation else { break }
                column += 1
            }
            column = max(column, start + 1)
            for index in start..<column where grid[row, index].scalar != Cell.continuation {
                text.append(grid[row, index].scalar)
            }
            let ink = inks.ink(for: style)
            cncurses_style(ink.attributes, ink.pair)
            var string = String(text)
            // SAFETY: curses copies the text during the call.
            string.withUTF8 { bytes in
                unsafe bytes.withMemoryRebound(to: CChar.self) { text in
                    guard let base = text.baseAddress else { return }
                    unsafe cncurses_text(Int32(row), Int32(start), base, Int32(text.count))
                }
            }
        }
    }

    /// Takes what curses wrote out of its file.
    private mutating func collect() {
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
            pending += inks.depth == .rewritten ? inks.trueColour.rewrite(bytes) : bytes
        }
        ftruncate(memory, 0)
        lseek(memory, 0, SEEK_SET)
    }
}
