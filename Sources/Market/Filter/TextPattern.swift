internal import OrderFlow

/// What a text is held against; letters of ASCII in either case are the same.
struct TextPattern: Sendable, Equatable {
    enum Form: Sendable {
        /// The text is the pattern.
        case whole
        /// The pattern is somewhere in the text.
        case part
        /// `*` is any text and `?` any byte; the pattern is of the whole text.
        case glob
    }

    /// In lower case.
    let bytes: [UInt8]
    let form: Form

    init(_ text: some Sequence<UInt8>, _ form: Form) {
        bytes = text.map(Self.lowercase)
        self.form = form
    }

    static func lowercase(_ byte: UInt8) -> UInt8 { byte &- 65 < 26 ? byte | 0x20 : byte }

    func matches(_ symbol: SymbolName) -> Bool {
        // The bytes of a symbol in line: nothing is allocated.
        var text = InlineArray<24, UInt8>(repeating: 0)
        var count = 0
        for index in 0..<24 {
            let word = index < 8 ? symbol.high : index < 16 ? symbol.middle : symbol.low
            text[index] = UInt8(truncatingIfNeeded: word >> UInt64(56 - index % 8 * 8))
            if text[index] != 0 { count = index + 1 }
        }
        return matches(text.span.extracting(first: count))
    }

    func matches(_ text: String) -> Bool { matches(text.utf8Span.span) }

    private func matches(_ text: Span<UInt8>) -> Bool {
        switch form {
        case .whole: text.count == bytes.count && hasPattern(text, at: 0)
        case .part: isPart(of: text)
        case .glob: matchesGlob(text)
        }
    }

    private func isPart(of text: Span<UInt8>) -> Bool {
        var start = 0
        while start + bytes.count <= text.count {
            if hasPattern(text, at: start) { return true }
            start += 1
        }
        return false
    }

    private func hasPattern(_ text: Span<UInt8>, at start: Int) -> Bool {
        for index in bytes.indices where Self.lowercase(text[start + index]) != bytes[index] { return false }
        return true
    }

    /// Goes back to the latest `*` only, which suffices: O(text × pattern).
    private func matchesGlob(_ text: Span<UInt8>) -> Bool {
        var (place, index) = (0, 0)
        var star: (place: Int, index: Int)?
        while place < text.count {
            if index < bytes.count, bytes[index] == UInt8(ascii: "*") {
                star = (place, index)
                index += 1
            } else if index < bytes.count,
                bytes[index] == UInt8(ascii: "?") || bytes[index] == Self.lowercase(text[place])
            {
                place += 1
                index += 1
            } else if let last = star {
                place = last.place + 1
                star = (place, last.index)
                index = last.index + 1
            } else {
                return false
            }
        }
        while index < bytes.count, bytes[index] == UInt8(ascii: "*") { index += 1 }
        return index == bytes.count
    }
}
