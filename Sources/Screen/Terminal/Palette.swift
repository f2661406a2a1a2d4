/// The entries that terminals share, as xterm has them, and the nearest one to a colour.
public enum Palette {
    /// Levels of a channel in the 6×6×6 cube of entries 16–231.
    static let levels: [Int] = [0, 95, 135, 175, 215, 255]

    /// Entries 0–15 as xterm has them; a person may have others.
    private static let basic: [UInt32] = [
        0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
        0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
    ]

    private static let colours: [Colour] = (0...255).map { entry in
        if entry < 16 {
            let value = basic[entry]
            return .rgb(UInt8(value >> 16), UInt8(value >> 8 & 255), UInt8(value & 255))
        }
        if entry >= 232 {
            let grey = UInt8(8 + 10 * (entry - 232))
            return .rgb(grey, grey, grey)
        }
        let cube = entry - 16
        return .rgb(UInt8(levels[cube / 36]), UInt8(levels[cube / 6 % 6]), UInt8(levels[cube % 6]))
    }

    /// What an entry (0...255) looks like.
    public static func colour(of entry: Int) -> Colour { colours[entry] }

    /// The nearest of entries 16–255 (the cube and the greys). Entries below 16 are the person's own to
    /// change.
    public static func nearest256(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int {
        nearest256(.rgb(red, green, blue)) { _ in true }
    }

    /// The nearest of those entries 16–255 that `isFit`.
    static func nearest256(_ colour: Colour, where isFit: (Int) -> Bool) -> Int {
        var best = (entry: 16, distance: Int.max)
        for entry in 16...255 {
            let distance = distance(colour, colours[entry])
            if distance < best.distance, isFit(entry) { best = (entry, distance) }
        }
        return best.entry
    }

    /// The square of the distance in red, green and blue.
    static func distance(_ one: Colour, _ other: Colour) -> Int {
        guard case .rgb(let red, let green, let blue) = one,
            case .rgb(let otherRed, let otherGreen, let otherBlue) = other
        else { return one == other ? 0 : .max }
        let steps = [Int(red) - Int(otherRed), Int(green) - Int(otherGreen), Int(blue) - Int(otherBlue)]
        return steps.reduce(0) { $0 + $1 * $1 }
    }

    /// The one of the sixteen basic entries with the same hue: by distance, every soft colour would end up
    /// grey.
    public static func nearest16(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int {
        let colour = [Int(red), Int(green), Int(blue)]
        let high = colour.max() ?? 0
        let low = colour.min() ?? 0
        if high < 64 { return high - low > 40 ? bits(colour, share: 45) : 0 }
        if high - low < 40 { return high < 96 ? 8 : high < 208 ? 7 : 15 }
        return bits(colour, share: 45) + (high > 200 ? 8 : 0)
    }

    /// Which channels are on, in ANSI's order (red 1, green 2, blue 4): those above `share` percent of the way
    /// from the lowest to the highest.
    static func bits(_ colour: [Int], share: Int) -> Int {
        let (low, high) = (colour.min() ?? 0, colour.max() ?? 0)
        let threshold = low + (high - low) * share / 100
        var bits = 0
        for (channel, value) in colour.enumerated() where value > threshold { bits |= 1 << channel }
        // Olive is a green to the eye.
        return bits == 3 && (colour[1] - colour[0]) * 10 >= high - low ? 2 : bits
    }
}
