/// What a character out of which charts and frames are made fills of its cell. Fonts draw these each in their own way,
/// if they have them at all; as shapes they meet from cell to cell everywhere.
struct CellShape: Equatable {
    /// A part of the cell, in fractions of its width and height.
    struct Part: Equatable {
        var left: Double
        var top: Double
        var right: Double
        var bottom: Double
    }

    /// How thick a line from the middle of the cell to the middle of each edge is: 0 none, 1 light, 2 heavy.
    struct Arms: Equatable {
        var up: Int
        var right: Int
        var down: Int
        var left: Int
        /// The two of them meet in a quarter of a circle.
        var isRound = false
    }

    var parts: [Part] = []
    /// How dense the parts are filled.
    var opacity = 1.0
    var arms: Arms?

    /// - Returns: `nil`: the character is text.
    init?(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x2500...0x257F: self.init(line: scalar)
        case 0x2580...0x259F: self.init(block: scalar.value)
        case 0x2800...0x28FF: self.init(dots: scalar.value - 0x2800)
        default: return nil
        }
    }

    // MARK: Braille

    /// Dots become fields that touch, two beside and four above each other: a chart is one area, not a grid of points.
    private init(dots: UInt32) {
        let places: [(column: Double, row: Double)] = [
            (0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3),
        ]
        for (bit, place) in places.enumerated() where dots & 1 << UInt32(bit) != 0 {
            parts.append(
                Part(
                    left: place.column / 2, top: place.row / 4, right: (place.column + 1) / 2,
                    bottom: (place.row + 1) / 4))
        }
    }

    // MARK: Blocks

    private init?(block value: UInt32) {
        func whole(_ left: Double, _ top: Double, _ right: Double, _ bottom: Double) -> Part {
            Part(left: left, top: top, right: right, bottom: bottom)
        }
        switch value {
        case 0x2580: parts = [whole(0, 0, 1, 0.5)]
        case 0x2581...0x2588: parts = [whole(0, 1 - Double(value - 0x2580) / 8, 1, 1)]
        case 0x2589...0x258F: parts = [whole(0, 0, Double(0x2590 - value) / 8, 1)]
        case 0x2590: parts = [whole(0.5, 0, 1, 1)]
        case 0x2591...0x2593:
            parts = [whole(0, 0, 1, 1)]
            opacity = Double(value - 0x2590) / 4
        case 0x2594: parts = [whole(0, 0, 1, 0.125)]
        case 0x2595: parts = [whole(0.875, 0, 1, 1)]
        case 0x2596...0x259F:
            // Quadrants: upper left 1, upper right 2, lower left 4, lower right 8.
            let masks: [UInt32] = [4, 8, 1, 13, 9, 7, 11, 2, 6, 14]
            let mask = masks[Int(value - 0x2596)]
            for quadrant in 0..<4 where mask & 1 << UInt32(quadrant) != 0 {
                let (column, row) = (Double(quadrant % 2) / 2, Double(quadrant / 2) / 2)
                parts.append(whole(column, row, column + 0.5, row + 0.5))
            }
        default: return nil
        }
    }

    // MARK: Lines

    /// The arms of U+2500 to U+257F: up, right, down, left. Dashed ones are as whole as the others, and `0000` is text:
    /// double lines and diagonals, which nothing here is drawn with.
    private static let arms = """
        0101 0202 1010 2020 0101 0202 1010 2020 0101 0202 1010 2020 0110 0210 0120 0220
        0011 0012 0021 0022 1100 1200 2100 2200 1001 1002 2001 2002 1110 1210 2110 1120
        2120 2210 1220 2220 1011 1012 2011 1021 2021 2012 1022 2022 0111 0112 0211 0212
        0121 0122 0221 0222 1101 1102 1201 1202 2101 2102 2201 2202 1111 1112 1211 1212
        2111 1121 2121 2112 2211 1122 1221 2212 1222 2122 2221 2222 0101 0202 1010 2020
        0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000
        0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0110 0011 1001
        1100 0000 0000 0000 0001 1000 0100 0010 0002 2000 0200 0020 0201 1020 0102 2010
        """.split(whereSeparator: \.isWhitespace).map { $0.utf8.map { Int($0 - UInt8(ascii: "0")) } }

    private init?(line scalar: Unicode.Scalar) {
        let weights = Self.arms[Int(scalar.value - 0x2500)]
        guard weights != [0, 0, 0, 0] else { return nil }
        arms = Arms(
            up: weights[0], right: weights[1], down: weights[2], left: weights[3],
            isRound: ("╭"..."╰").contains(scalar))
    }
}
