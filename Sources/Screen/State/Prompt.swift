/// A line that is being typed at the foot of the screen.
public struct Prompt: Sendable, Equatable {
    public enum Kind: Sendable {
        /// Part of a symbol, searched for with each letter.
        case search
        /// A condition in the filter language.
        case filter
        /// A place of a replay.
        case goTo
        /// Whether counters and peaks are to begin anew: one letter answers.
        case reset
    }

    public let kind: Kind
    private var scalars: [Unicode.Scalar]
    /// Where the next letter goes: so many letters stand before it.
    public private(set) var cursor: Int
    /// What is wrong with the text as it stands, with the place; `nil`: nothing.
    public var error: String?
    /// What the text means, where that is worth saying.
    public var meaning: String?
    /// Enter was pressed and the text refused.
    public var isRefused = false

    public init(_ kind: Kind, text: String = "") {
        self.kind = kind
        scalars = Array(text.unicodeScalars.prefix(Self.longest(kind)))
        cursor = scalars.count
    }

    public var text: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    public var isEmpty: Bool { scalars.isEmpty }

    /// The text up to the cursor, and from there.
    var halves: (before: String, after: String) {
        var (before, after) = (String.UnicodeScalarView(), String.UnicodeScalarView())
        before.append(contentsOf: scalars[..<cursor])
        after.append(contentsOf: scalars[cursor...])
        return (String(before), String(after))
    }

    /// Letters a line takes; a symbol has 24 bytes at most.
    private static func longest(_ kind: Kind) -> Int {
        switch kind {
        case .search: 24
        case .filter: 256
        case .goTo: 40
        case .reset: 0
        }
    }

    /// A key of a line editor, with the usual control letters.
    ///
    /// - Returns: Whether the text is another one.
    mutating func edit(_ key: Key) -> Bool {
        let before = scalars
        switch key {
        case .character(let scalar):
            guard scalars.count < Self.longest(kind), Glyph.width(scalar) != nil else { return false }
            scalars.insert(scalar, at: cursor)
            cursor += 1
        case .backspace, .control("H"):
            guard cursor > 0 else { return false }
            cursor -= 1
            scalars.remove(at: cursor)
        case .delete, .control("D"):
            guard cursor < scalars.count else { return false }
            scalars.remove(at: cursor)
        case .control("U"):
            scalars.removeFirst(cursor)
            cursor = 0
        case .control("K"): scalars.removeLast(scalars.count - cursor)
        case .control("W"):
            let end = cursor
            while cursor > 0, scalars[cursor - 1] == " " { cursor -= 1 }
            while cursor > 0, scalars[cursor - 1] != " " { cursor -= 1 }
            scalars.removeSubrange(cursor..<end)
        case .left, .control("B"): cursor = max(0, cursor - 1)
        case .right, .control("F"): cursor = min(scalars.count, cursor + 1)
        case .home, .control("A"): cursor = 0
        case .end, .control("E"): cursor = scalars.count
        default: return false
        }
        return scalars != before
    }
}
