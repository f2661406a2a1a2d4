/// What a terminal makes of the bytes that curses sends: cursor moves, erasing, scrolling between margins, SGR and
/// character sets, nothing else.
struct TinyTerminal {
    struct Look: Equatable {
        /// SGR codes in force, by what they decide about.
        var attributes: Set<Int> = []
        var foreground = ""
        var background = ""
    }
    struct Place: Equatable {
        var text = " "
        var look = Look()
    }

    let rows: Int
    let columns: Int
    private(set) var places: [Place]
    private(set) var look = Look()
    private var row = 0
    private var column = 0
    /// The first and the last row that scroll.
    private var margins: ClosedRange<Int>
    private var characters = "B"
    private var isShifted = false

    init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        margins = 0...rows - 1
        places = Array(repeating: Place(), count: rows * columns)
    }

    mutating func feed(_ bytes: [UInt8]) {
        var rest = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)[...]
        while let first = rest.popFirst() {
            switch first {
            case "\u{1B}":
                let kind = rest.popFirst()
                if kind == "(" {
                    characters = rest.popFirst().map { String($0) } ?? ""
                } else if kind == "D" {
                    lineFeed()
                } else if kind == "M" {
                    if row == margins.lowerBound { scroll(by: -1) } else { row = max(0, row - 1) }
                } else if kind == "[" {
                    var parameters = ""
                    while let next = rest.first, next.value < 0x40 {
                        parameters.unicodeScalars.append(next)
                        rest.removeFirst()
                    }
                    control(parameters, rest.popFirst() ?? "m")
                }
            case "\r": column = 0
            case "\n": lineFeed()
            case "\u{8}": column = max(0, column - 1)
            case "\u{E}": isShifted = true
            case "\u{F}": isShifted = false
            default:
                let set = isShifted ? "shifted" : characters == "0" ? "lines" : ""
                places[row * columns + column] = Place(text: set + String(first), look: look)
                column = min(columns - 1, column + 1)
            }
        }
    }

    private mutating func lineFeed() {
        if row == margins.upperBound { scroll(by: 1) } else { row = min(rows - 1, row + 1) }
    }

    /// Up by so many lines, or down; those that come in take the ground of what is drawn with.
    private mutating func scroll(by lines: Int) {
        let old = places
        for row in margins {
            for column in 0..<columns {
                let from = row + lines
                places[row * columns + column] =
                    margins.contains(from) ? old[from * columns + column] : Place(look: Look(background: look.background))
            }
        }
    }

    private mutating func control(_ parameters: String, _ final: Unicode.Scalar) {
        let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        let count = max(1, numbers.first ?? 1)
        switch final {
        case "m": select(parameters)
        case "H": (row, column) = (count - 1, max(1, numbers.count > 1 ? numbers[1] : 1) - 1)
        case "A": row = max(0, row - count)
        case "B": row = min(rows - 1, row + count)
        case "C": column = min(columns - 1, column + count)
        case "D": column = max(0, column - count)
        case "G": column = count - 1
        case "d": row = count - 1
        case "S": scroll(by: count)
        case "T": scroll(by: -count)
        case "r":
            let bottom = numbers.count > 1 ? numbers[1] : rows
            margins = count - 1...max(count - 1, min(rows, bottom) - 1)
            (row, column) = (0, 0)
        case "K": erase(row * columns + column..<(row + 1) * columns)
        case "J": erase(numbers.first == 2 ? 0..<rows * columns : row * columns + column..<rows * columns)
        case "X": erase(row * columns + column..<row * columns + min(columns, column + count))
        default: break
        }
        row = min(rows - 1, max(0, row))
        column = min(columns - 1, max(0, column))
    }

    /// Erased places take the ground, and nothing else, of what is drawn with.
    private mutating func erase(_ range: Range<Int>) {
        for index in range { places[index] = Place(look: Look(background: look.background)) }
    }

    private mutating func select(_ parameters: String) {
        var fields = parameters.split(separator: ";", omittingEmptySubsequences: false).map(String.init)[...]
        while let field = fields.popFirst() {
            let code = Int(field) ?? (field.isEmpty ? 0 : Int(field.prefix(2)) ?? -1)
            switch code {
            case 0: look = Look()
            case 22: look.attributes.subtract([1, 2])
            case 23, 24, 25, 27, 28, 29: look.attributes.remove(code - 20)
            case 1...9: look.attributes.insert(code)
            case 39: look.foreground = ""
            case 49: look.background = ""
            case 38, 48:
                let taken = field.contains(":") ? 0 : fields.first == "5" ? 2 : 4
                let words = ([field] + fields.prefix(taken)).joined(separator: ";")
                fields = fields.dropFirst(taken)
                if code == 38 { look.foreground = words } else { look.background = words }
            case 30...37, 90...97: look.foreground = field
            case 40...47, 100...107: look.background = field
            // Whatever it is, it lasts until the reset.
            default: look.attributes.insert(code)
            }
        }
    }
}
