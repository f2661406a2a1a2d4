/// The entries that terminals share, as xterm has them, and the nearest one to a colour.
public enum Palette {
    /// Levels of a channel in the 6×6×6 cube of entries 16–231.
    static let levels: [Int] = [0, 95, 135, 175, 215, 255]

    /// The nearest of entries 16–255 (the cube and the greys). Entries below 16 are the person's own to
    /// change.
    public static func nearest256(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int {
        let colour = [Int(red), Int(green), Int(blue)]
        let steps = colour.map { channel in
            levels.indices.min { abs(levels[$0] - channel) < abs(levels[$1] - channel) } ?? 0
        }
        let cube = 16 + 36 * steps[0] + 6 * steps[1] + steps[2]
        let grey = max(0, min(23, (colour.reduce(0, +) / 3 - 3) / 10))
        let greyLevel = 8 + 10 * grey
        func distance(_ other: [Int]) -> Int {
            zip(colour, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
        let isGreyNearer =
            distance([greyLevel, greyLevel, greyLevel]) < distance(steps.map { levels[$0] })
        return isGreyNearer ? 232 + grey : cube
    }

    /// The one of the sixteen basic entries with the same hue: by distance, every soft colour would end up
    /// grey.
    public static func nearest16(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int {
        let colour = [Int(red), Int(green), Int(blue)]
        let high = colour.max() ?? 0
        let low = colour.min() ?? 0
        if high < 64 { return high - low > 40 ? bits(colour, low: low, high: high) : 0 }
        if high - low < 40 { return high < 96 ? 8 : high < 208 ? 7 : 15 }
        return bits(colour, low: low, high: high) + (high > 200 ? 8 : 0)
    }

    /// Which channels are on, in ANSI's order: red 1, green 2, blue 4.
    private static func bits(_ colour: [Int], low: Int, high: Int) -> Int {
        let threshold = low + (high - low) * 45 / 100
        var bits = 0
        for (channel, value) in colour.enumerated() where value > threshold { bits |= 1 << channel }
        return bits
    }
}
