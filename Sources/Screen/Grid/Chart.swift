/// Values side by side, as Braille dots (two columns of them to a column of the grid, four to a row) or as
/// blocks.
///
/// Where only ASCII can be shown, an area becomes blocks too, each as high as the higher of its two values.
struct Chart {
    enum Form {
        /// Filled from the bottom, in dots.
        case area
        /// A line of dots; neighbours are joined.
        case line
        /// Blocks, one value to a column of the grid.
        case bars
    }

    var form = Form.area
    /// Oldest first; `nil` where nothing is known. Shape `[2 × columns]`, with bars `[columns]`.
    var values: [Double?]
    var bottom = 0.0
    var top: Double
    /// How each value's column looks, in the shape of the values; `nil`: the higher up, the warmer.
    var roles: [Role]?

    init(_ form: Form, _ values: [Double?], bottom: Double = 0, top: Double, roles: [Role]? = nil) {
        self.form = form
        self.values = values
        self.bottom = bottom
        self.top = top
        self.roles = roles
    }

    /// Draws from the left edge of the area; what does not fit falls away.
    func draw(into grid: inout Grid, _ area: Area) {
        guard area.height > 0, area.width > 0 else { return }
        switch form {
        case .bars: drawBlocks(values, roles, into: &grid, area)
        case .area where grid.isASCII: drawBlocks(paired, pairedRoles, into: &grid, area)
        case .area: drawArea(into: &grid, area)
        case .line: drawLine(into: &grid, area)
        }
    }

    // MARK: Levels

    /// How many of `steps` a value reaches: at least one when it is above the bottom, so that little never looks like
    /// nothing.
    func level(_ value: Double?, steps: Int) -> Int? {
        guard let value, value.isFinite else { return nil }
        guard value > bottom else { return 0 }
        guard top > bottom else { return steps }
        let share = (value - bottom) / (top - bottom) * Double(steps) - 1e-9
        return share >= Double(steps) ? steps : max(1, Int(share.rounded(.up)))
    }

    private var paired: [Double?] {
        stride(from: 0, to: values.count, by: 2).map { index in
            let pair = values[index..<min(index + 2, values.count)].compactMap { $0 }
            return pair.max()
        }
    }

    private var pairedRoles: [Role]? {
        roles.map { roles in stride(from: 0, to: roles.count, by: 2).map { roles[$0] } }
    }

    /// The higher up, the warmer.
    private func role(_ column: Int, reaches level: Int, row: Int, of height: Int, steps: Int) -> Role {
        if let roles, roles.indices.contains(column) { return level == 0 ? .border : roles[column] }
        if level == 0 { return .border }
        let share = min(Double(level) / Double(steps * height), Double(row + 1) / Double(height))
        return share < 0.6 ? .graphLow : share < 0.85 ? .graphMid : .graphHigh
    }

    // MARK: Blocks

    private static let eighths: [Unicode.Scalar] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    private func drawBlocks(_ values: [Double?], _ roles: [Role]?, into grid: inout Grid, _ area: Area) {
        var chart = self
        chart.roles = roles
        for (index, value) in values.prefix(area.width).enumerated() {
            guard let level = level(value, steps: 8 * area.height) else { continue }
            for row in 0..<area.height {
                let filled = min(8, level - 8 * row)
                guard filled > 0 || row == 0 else { break }
                let role = chart.role(index, reaches: level, row: row, of: area.height, steps: 8)
                let column = area.column + index
                grid.fill(
                    Self.eighths[max(0, filled - 1)], area.bottom - 1 - row, column..<(column + 1),
                    Style(role))
            }
        }
    }

    // MARK: Dots

    /// The dots of a character's left and right column from the bottom, none to all four.
    private static let left: [UInt32] = [0, 0x40, 0x44, 0x46, 0x47]
    private static let right: [UInt32] = [0, 0x80, 0xA0, 0xB0, 0xB8]

    private func drawArea(into grid: inout Grid, _ area: Area) {
        for index in stride(from: 0, to: min(values.count, 2 * area.width), by: 2) {
            let levels = [values[index], index + 1 < values.count ? values[index + 1] : nil]
                .map { level($0, steps: 4 * area.height) }
            guard let highest = levels.compactMap({ $0 }).max() else { continue }
            let column = area.column + index / 2
            for row in 0..<area.height where highest > 4 * row || row == 0 {
                // What is known to be nothing is a dot at the foot, unless its neighbour stands there.
                let dots = levels.map { level in
                    level.map { highest == 0 ? 1 : max(0, min(4, $0 - 4 * row)) } ?? 0
                }
                put(
                    Self.left[dots[0]] | Self.right[dots[1]], into: &grid, area.bottom - 1 - row, column,
                    role(index, reaches: highest, row: row, of: area.height, steps: 4))
            }
        }
    }

    /// From the middle of one value's column of dots to the next one's.
    private func drawLine(into grid: inout Grid, _ area: Area) {
        let steps = 4 * area.height
        var dots = [UInt32](repeating: 0, count: area.width * area.height)
        var before: Int?
        for (index, value) in values.prefix(2 * area.width).enumerated() {
            // A line runs through the dots, so that its lowest is the first.
            guard let here = level(value, steps: steps).map({ max(0, $0 - 1) }) else {
                before = nil
                continue
            }
            let from = before.map { $0 < here ? $0 + 1 : $0 > here ? $0 - 1 : here } ?? here
            for dot in min(from, here)...max(from, here) {
                let bit = Self.bit(column: index % 2, fromBottom: dot % 4)
                dots[(area.height - 1 - dot / 4) * area.width + index / 2] |= bit
            }
            before = here
        }
        for (position, mask) in dots.enumerated() where mask != 0 {
            let column = position % area.width
            let role = roles.flatMap { 2 * column < $0.count ? $0[2 * column] : nil } ?? .graphLow
            put(mask, into: &grid, area.row + position / area.width, area.column + column, role)
        }
    }

    private static func bit(column: Int, fromBottom dot: Int) -> UInt32 {
        let side = column == 0 ? left : right
        return side[dot + 1] & ~side[dot]
    }

    private func put(
        _ dots: UInt32, into grid: inout Grid, _ row: Int, _ column: Int, _ role: Role
    ) {
        guard let scalar = Unicode.Scalar(0x2800 + dots) else { return }
        grid.fill(scalar, row, column..<(column + 1), Style(role))
    }
}
