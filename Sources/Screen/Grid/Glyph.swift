/// The gate through which text comes onto the screen. Symbols come from the network, so only characters known
/// to be harmless and of known width pass; everything else (controls, escapes, marks, right-to-left scripts,
/// unassigned code points) is shown as a replacement of one column.
public enum Glyph {
    /// Columns that a character takes (1 or 2); `nil`: it must not be shown.
    public static func width(_ scalar: Unicode.Scalar) -> Int? {
        switch scalar.value {
        case 0x20...0x7E: 1
        case 0xAD: nil
        case 0xA1...0x2AF: 1  // Latin-1, Latin Extended A and B, phonetic letters
        case 0x378, 0x379, 0x380...0x383, 0x38B, 0x38D, 0x3A2: nil
        case 0x370...0x482, 0x48A...0x52F: 1  // Greek, Cyrillic without their combining marks
        case 0x2013, 0x2014, 0x2022, 0x2026, 0x20AC: 1  // dashes, bullet, ellipsis, euro
        case 0x2190...0x2193: 1  // arrows
        case 0x2500...0x259F: 1  // box drawing, block elements
        case 0x25A0...0x25CF: 1  // geometric shapes
        case 0x2800...0x28FF: 1  // Braille
        case 0xFFFD: 1
        case 0x3041...0x3096, 0x30A1...0x30FF: 2  // kana
        case 0x3400...0x4DBF, 0x4E00...0x9FFF: 2  // Chinese characters
        case 0xAC00...0xD7A3: 2  // Hangul syllables
        case 0xFF01...0xFF60: 2  // full-width forms
        default: nil
        }
    }

    /// What stands for a character that must not be shown.
    public static func replacement(isASCII: Bool) -> Unicode.Scalar { isASCII ? "?" : "\u{FFFD}" }

    /// The nearest ASCII character, for terminals and locales that know no other.
    public static func ascii(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "\u{20}"..."\u{7E}": scalar
        case "─", "╌", "–", "—": "-"
        case "━": "="
        case "│", "┃", "╎": "|"
        case "╭", "╮", "╰", "╯", "┌", "┐", "└", "┘", "├", "┤", "┬", "┴", "┼": "+"
        case "▁": "_"
        case "▂": "."
        case "▃": ","
        case "▄": ":"
        case "▅": "-"
        case "▆": "="
        case "▇": "+"
        case "█": "#"
        case "░": "."
        case "▲", "↑": "^"
        case "▼", "↓": "v"
        case "◀", "←": "<"
        case "▶", "→": ">"
        case "●", "•": "*"
        case "·": "."
        case "×": "x"
        case "µ": "u"
        case "…": "~"
        case "\u{2500}"..."\u{25CF}": "#"
        case "\u{2800}": " "
        case "\u{2801}"..."\u{28FF}": "*"
        default: "?"
        }
    }

    /// Columns that a text takes on the screen.
    public static func width(of text: String) -> Int {
        var columns = 0
        for scalar in text.unicodeScalars { columns += width(scalar) ?? 1 }
        return columns
    }
}
