/// Text for people that holds words from outside: symbols, names of files and sources, arguments, errors about them.
///
/// Control characters could move a terminal's cursor or give it orders; marks that turn the direction of writing, take
/// no room or break a line make one name look like another. None of them is part of a name that a person reads, so
/// each is shown as U+FFFD. JSON writes them as escapes instead, so that the exact name is kept there.
public enum HarmlessText {
    /// The text with U+FFFD for each character that ``isHarmful(_:)``.
    ///
    /// - Parameter kept: Controls that stay, such as the line feeds of a report.
    public static func of(_ text: String, keeping kept: [Unicode.Scalar] = []) -> String {
        // Most text is plain, and a report may be long.
        guard text.utf8.contains(where: { !(0x20..<0x7F).contains($0) && $0 != 0x0A }) || !kept.contains("\n")
        else { return text }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            shown.append(isHarmful(scalar) && !kept.contains(scalar) ? "\u{FFFD}" : scalar)
        }
        return String(shown)
    }

    /// Controls (C0, delete, C1), and what is invisible or turns, joins or breaks what stands beside it: marks and
    /// overrides of direction, zero-width characters, separators of lines, the byte order mark, tags; and what stands for
    /// a byte that is part of no character (``PathText``).
    public static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0x61C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF,
            0xE0000...0xE007F:
            true
        default: PathText.isByte(scalar)
        }
    }
}
