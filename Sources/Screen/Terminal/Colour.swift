/// A colour as a theme says it.
public enum Colour: Sendable, Hashable {
    /// The terminal's own.
    case standard
    case rgb(UInt8, UInt8, UInt8)

    /// `#rrggbb` or `default`.
    public init?(_ text: String) {
        if text == "default" {
            self = .standard
            return
        }
        let digits = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: "#"), digits.count == 6,
            digits.allSatisfy({
                UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
                    || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0 | 32
            }),
            let value = UInt32(text.dropFirst(), radix: 16)
        else { return nil }
        self = .rgb(
            UInt8(truncatingIfNeeded: value >> 16), UInt8(truncatingIfNeeded: value >> 8),
            UInt8(truncatingIfNeeded: value))
    }
}

/// What `--color` can say.
public enum ColourOption: String, Sendable, CaseIterable {
    case auto, always, never
    case sixteen = "16"
    case twoHundredFiftySix = "256"
    case trueColour = "truecolor"
}

/// How many colours are drawn with.
public enum ColourDepth: Sendable, Equatable {
    /// Attributes only.
    case none
    /// Eight, with bold standing for bright.
    case eight
    case sixteen
    case twoHundredFiftySix
    /// Any colour, told to curses as a packed number (terminfo's `RGB` flag).
    case direct
    /// Any colour on a terminal whose terminfo entry knows 256 of them; see ``TrueColour``.
    case rewritten

    /// The depth of a terminal from its name alone, for text that is printed rather than drawn: nothing is asked of
    /// terminfo.
    public static func guess(_ option: ColourOption, term: String, colourTerm: String) -> ColourDepth {
        let isDirect = term.hasSuffix("-direct")
        let hasMany = term.hasSuffix("256color") || isDirect
        let isTrue = colourTerm == "truecolor" || colourTerm == "24bit"
        switch option {
        case .never: return .none
        case .sixteen: return .sixteen
        case .twoHundredFiftySix: return .twoHundredFiftySix
        case .trueColour: return .direct
        case .auto, .always: return isTrue || isDirect ? .direct : hasMany ? .twoHundredFiftySix : .sixteen
        }
    }

    /// - Parameters:
    ///   - colours: What curses says the terminal has.
    ///   - isDirect: terminfo has the `RGB` flag.
    public static func choose(
        _ option: ColourOption, colours: Int, isDirect: Bool, noColour: Bool, colourTerm: String
    ) -> ColourDepth {
        guard colours >= 8, option != .never, !(option == .auto && noColour) else { return .none }
        let most: ColourDepth =
            if isDirect && colours > 256 {
                .direct
            } else if colours < 16 {
                .eight
            } else if colours < 256 {
                .sixteen
            } else {
                .twoHundredFiftySix
            }
        switch option {
        case .sixteen: return most == .eight ? .eight : .sixteen
        // A direct terminal takes a small number for an RGB value, so its entries cannot be chosen by index.
        case .twoHundredFiftySix: return most
        case .trueColour: return most == .twoHundredFiftySix ? .rewritten : most
        case .auto, .always, .never:
            let isTrue = colourTerm == "truecolor" || colourTerm == "24bit"
            return most == .twoHundredFiftySix && isTrue ? .rewritten : most
        }
    }
}
