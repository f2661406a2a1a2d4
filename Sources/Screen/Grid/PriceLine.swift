/// A line of prices out of braille dots, between the lowest and the highest of them: two seconds and four steps to
/// a cell.
struct PriceLine: Equatable {
    /// Oldest first, one for each second; `nil` where nothing is known.
    var prices: [Int64?]
    let low: Int64
    let high: Int64

    /// `nil` without a single price.
    ///
    /// - Parameter columns: Room. The latest prices stay, two to a column.
    init?(_ prices: [Int64?], columns: Int) {
        let recent = Array(prices.suffix(max(0, columns) * 2))
        guard let low = recent.compactMap(\.self).min(), let high = recent.compactMap(\.self).max() else {
            return nil
        }
        self.prices = recent
        (self.low, self.high) = (low, high)
    }

    /// Columns that it takes.
    var columns: Int { (prices.count + 1) / 2 }

    /// Steps above the lowest, of so many in all.
    private func step(_ price: Int64, steps: Int) -> Int {
        guard high > low else { return steps / 2 }
        // As unsigned distances, which fit whatever the prices are.
        let (distance, span) = (UInt64(bitPattern: price &- low), UInt64(bitPattern: high &- low))
        return Int((Double(distance) / Double(span) * Double(steps - 1)).rounded())
    }

    /// Draws with its upper left corner at `row`, `column`. A move of more than a step is joined by a line.
    func draw(into grid: inout Grid, row: Int, column: Int, height: Int, _ style: Style) {
        guard height > 0 else { return }
        let steps = height * 4
        var dots = [UInt32](repeating: 0, count: height * columns)
        var before: Int?
        for (second, price) in prices.enumerated() {
            guard let price else {
                before = nil
                continue
            }
            let now = min(steps - 1, step(price, steps: steps))
            // The part of the way that belongs to this second: from beside the last one's dot.
            let from = before.map { $0 < now ? $0 + 1 : $0 > now ? $0 - 1 : now } ?? now
            for level in min(from, now)...max(from, now) {
                let fromTop = steps - 1 - level
                dots[fromTop / 4 * columns + second / 2] |= Self.dot(fromTop % 4, isRight: second % 2 == 1)
            }
            before = now
        }
        for (index, cell) in dots.enumerated() where cell != 0 {
            let (line, place) = (row + index / columns, column + index % columns)
            guard let glyph = grid.isASCII ? Self.ascii(cell) : Unicode.Scalar(0x2800 + cell) else {
                continue
            }
            grid.fill(glyph, line, place..<(place + 1), style)
        }
    }

    /// Where in the cell the dots are, for terminals without braille.
    private static func ascii(_ dots: UInt32) -> Unicode.Scalar? {
        switch (dots & 0x1B != 0, dots & 0xE4 != 0) {
        case (true, true): ":"
        case (true, false): "'"
        default: "."
        }
    }

    /// The bit of a dot in its cell, counted from the top.
    private static func dot(_ row: Int, isRight: Bool) -> UInt32 {
        let left: [UInt32] = [0x01, 0x02, 0x04, 0x40]
        let right: [UInt32] = [0x08, 0x10, 0x20, 0x80]
        return isRight ? right[row] : left[row]
    }
}
