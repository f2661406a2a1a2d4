import Glibc

/// How legible one colour is on another: the contrast ratio of WCAG 2.2 (success criterion 1.4.3), from 1 to
/// 21.
public enum Contrast {
    /// What text needs (level AA).
    public static let ofText = 4.5

    /// Each channel value's share of linear light (WCAG 2.2, "relative luminance").
    private static let linear: [Double] = (0...255).map { value in
        let share = Double(value) / 255
        return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }

    /// From 0 (black) to 1 (white). The terminal's own colour counts as black: nobody can know it.
    public static func luminance(_ colour: Colour) -> Double {
        guard case .rgb(let red, let green, let blue) = colour else { return 0 }
        return 0.2126 * linear[Int(red)] + 0.7152 * linear[Int(green)] + 0.0722 * linear[Int(blue)]
    }

    public static func ratio(_ one: Colour, _ other: Colour) -> Double {
        let (first, second) = (luminance(one), luminance(other))
        return (max(first, second) + 0.05) / (min(first, second) + 0.05)
    }

    /// The colour itself where it is legible, else mixed with as much white or black as it takes.
    static func legible(_ text: Colour, on ground: Colour, ratio needed: Double) -> Colour {
        guard case .rgb = ground, ratio(text, ground) < needed else { return text }
        let end = better(on: ground)
        for step in 1...32 {
            let mixed = mix(text, end, share: Double(step) / 32)
            if ratio(mixed, ground) >= needed { return mixed }
        }
        return end
    }

    /// White or black, whichever reads better; one of them always has at least 4.58.
    static func better(on ground: Colour) -> Colour {
        let (white, black) = (Colour.rgb(255, 255, 255), Colour.rgb(0, 0, 0))
        return ratio(white, ground) >= ratio(black, ground) ? white : black
    }

    private static func mix(_ one: Colour, _ other: Colour, share: Double) -> Colour {
        guard case .rgb(let red, let green, let blue) = one, case .rgb(let endRed, let endGreen, let endBlue) = other
        else { return other }
        func channel(_ from: UInt8, _ to: UInt8) -> UInt8 {
            UInt8((Double(from) + (Double(to) - Double(from)) * share).rounded())
        }
        return .rgb(channel(red, endRed), channel(green, endGreen), channel(blue, endBlue))
    }
}
