/// What the sixteen basic entries can stand for.
extension Palette {
    /// The basic entries that may stand for a text's colour, best first: its own hue, dark or bright, then the
    /// one beside it, then the greys. A wrong hue would be a wrong word: green never becomes red.
    static func basicTexts(_ colour: Colour) -> [Int] {
        guard case .rgb(let red, let green, let blue) = colour else { return [] }
        let first = nearest16(red, green, blue)
        var entries = [first]
        switch first & 7 {
        case 0, 7: break
        case 4: entries += [first ^ 8, 14, 6]
        case 6: entries += [first ^ 8, 12, 4]
        default: entries.append(first ^ 8)
        }
        let greys = [0, 8, 7, 15].sorted { distance(colour, self.colour(of: $0)) < distance(colour, self.colour(of: $1)) }
        return entries + greys.filter { $0 != first }
    }

    /// The basic entry for a ground. Dark and pale grounds are black and white whatever their tint: the basic
    /// hues are far too loud for them.
    static func basicGround(_ colour: Colour) -> Int {
        guard case .rgb(let red, let green, let blue) = colour else { return 0 }
        let channels = [Int(red), Int(green), Int(blue)]
        let (low, high) = (channels.min() ?? 0, channels.max() ?? 0)
        let luminance = Contrast.luminance(colour)
        let isTinted = (high - low) * 100 >= high * 35
        if luminance < 0.18 { return isTinted && luminance >= 0.045 ? bits(channels, share: 75) : 0 }
        if isTinted { return nearest16(red, green, blue) }
        return luminance > 0.85 ? 15 : 7
    }

    /// A ground that can be told from the one below it.
    static func basicGround(beside below: Int, isEight: Bool) -> Int {
        switch below & 7 {
        case 7: isEight || below == 7 ? 6 : 7
        case 4: 6
        default: 4
        }
    }
}
