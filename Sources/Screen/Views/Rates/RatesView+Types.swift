import Market

/// How many messages came of each type.
extension RatesView {
    /// Columns that one entry takes at least, and the widest name that is shown in full.
    private static let narrow = 38
    private static let longestName = 28

    private func stacks(_ width: Int) -> Int { max(1, min(3, (width + 2) / (Self.narrow + 2))) }

    /// Rows that all types would take.
    func typeRows(_ width: Int) -> Int {
        let stacks = stacks(width)
        return (history.types.count + stacks - 1) / stacks
    }

    /// The most frequent, in as many stacks as are needed and fit.
    func drawTypes(into grid: inout Grid, _ area: Area) {
        let types = history.types
        let rows = area.height - 1
        let count = max(1, min(stacks(area.width), (types.count + max(1, rows) - 1) / max(1, rows)))
        let shown = min(types.count, count * rows)
        let of = shown < types.count ? "\(shown)/\(types.count)" : ""
        picture.rule(
            into: &grid, of.isEmpty ? "types" : "types \(of)", row: area.row, column: area.column,
            width: area.width)
        let width = min(72, (area.width - 2 - 3 * (count - 1)) / count)
        guard !types.isEmpty else {
            grid.put(NumberText.unknown, area.row + 1, area.column + 1, Style(.muted))
            return
        }
        let sums = Dictionary(grouping: types, by: \.feed).mapValues { entries in
            entries.reduce(0.0) { $0 + Double($1.messages) }
        }
        for stack in 0..<count {
            let left = area.column + 1 + stack * (width + 3)
            let columns = TypeColumns(left: left, width: width)
            for (end, head) in [
                (columns.count, columns.isTight ? "msgs" : "messages"), (columns.share, "share"),
                (columns.last, columns.isTight ? "now" : "now/s"),
            ] {
                grid.put(" \(head) ", area.row, end - head.utf8.count - 1, Style(.muted))
            }
            for (index, type) in types[..<shown].dropFirst(stack * rows).prefix(rows).enumerated() {
                drawType(type, sums[type.feed] ?? 0, columns, into: &grid, row: area.row + 1 + index)
            }
        }
    }

    private struct TypeColumns {
        var left: Int
        /// There is room for three digits only.
        var isTight: Bool
        /// The columns after the last ones.
        var count: Int, share: Int, last: Int
        var countWidth: Int { isTight ? 7 : 9 }
        var lastWidth: Int { isTight ? 5 : 7 }

        init(left: Int, width: Int) {
            self.left = left
            isTight = width < 46
            last = left + width
            share = last - (isTight ? 6 : 8)
            count = share - (isTight ? 7 : 8)
        }
    }

    private func drawType(
        _ type: TypeCount, _ sum: Double, _ columns: TypeColumns, into grid: inout Grid, row: Int
    ) {
        grid.put(Self.letter(type.type), row, columns.left, Style(.title))
        var name = type.name.isEmpty ? NumberText.unknown : type.name
        if picture.snapshot.feeds.count > 1 {
            let feed = picture.feedName(type.feed)
            name = columns.isTight || feed.isEmpty ? "\(type.feed &+ 1) \(name)" : "\(name) · \(feed)"
        }
        let start = columns.left + Self.letter(type.type).utf8.count + 1
        let width = columns.countWidth
        let room = columns.count - width - 1 - start
        grid.putCut(Self.shortened(name, width: room), row, start, width: room, Style(.muted))
        grid.putRight(
            NumberText.fitted(type.messages, width: width), row, end: columns.count, width: width,
            Style(.foreground))
        let share = sum > 0 ? Self.share(Double(type.messages) / sum) : NumberText.unknown
        grid.putRight(share, row, end: columns.share, width: 6, Style(.foreground))
        let last =
            type.lastSecond.map { NumberText.fitted($0, width: columns.lastWidth) } ?? NumberText.unknown
        grid.putRight(
            last, row, end: columns.last, width: columns.lastWidth,
            Style(type.lastSecond == nil ? .muted : .foreground))
    }

    /// Cut in the middle, for names differ at their ends: `Price L…ate Buy`.
    static func shortened(_ name: String, width: Int) -> String {
        let scalars = Array(name.unicodeScalars)
        guard Glyph.width(of: name) > width, width >= 5, scalars.allSatisfy(\.isASCII) else { return name }
        var text = String.UnicodeScalarView()
        text += scalars.prefix(width / 2)
        text.append("…")
        text += scalars.suffix(width - 1 - width / 2)
        return String(text)
    }

    /// `A`, or `0x1F` where the byte is no visible character.
    static func letter(_ type: UInt8) -> String {
        if (0x21...0x7E).contains(type) { return String(UnicodeScalar(type)) }
        let digits = String(type, radix: 16, uppercase: true)
        return "0x" + (digits.utf8.count < 2 ? "0" : "") + digits
    }

    /// `31.5 %`
    static func share(_ fraction: Double) -> String {
        guard fraction.isFinite, fraction >= 0 else { return NumberText.unknown }
        let thousandths = UInt64((min(1, fraction) * 1000).rounded())
        if thousandths == 0, fraction > 0 { return "<0.1 %" }
        return thousandths == 1000 ? "100 %" : "\(thousandths / 10).\(thousandths % 10) %"
    }
}
