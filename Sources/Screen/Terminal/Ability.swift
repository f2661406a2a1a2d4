import CNcurses

/// What the terminal can do, from terminfo.
enum Ability {
    /// The bytes of a string ability, without the delays that terminals of old needed; empty when it has
    /// none.
    static func bytes(_ name: String) -> [UInt8] {
        // SAFETY: Swift lends the name as a string that ends with a zero; the answer, if any, is one too, and
        // copied.
        guard let text = unsafe cncurses_ability(name) else { return [] }
        return withoutDelays(Array(unsafe String(cString: text).utf8))
    }

    static func flag(_ name: String) -> Bool {
        // SAFETY: as above.
        unsafe tigetflag(name) > 0
    }

    /// Takes `$<5/>` and the like out (terminfo(5), "Delays and Padding").
    static func withoutDelays(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "$"), index + 1 < bytes.count,
                bytes[index + 1] == UInt8(ascii: "<"),
                let end = bytes[index...].firstIndex(of: UInt8(ascii: ">"))
            {
                index = end + 1
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    /// Own page, keys in application mode, cursor hidden.
    static var entering: [UInt8] { ["smcup", "smkx", "civis"].flatMap(bytes) }

    /// Presses, releases and the wheel are reported, as decimal numbers (xterm's modes 1000 and 1006). Terminals that
    /// know neither take no notice.
    static let mouseOn = Array("\u{1B}[?1000h\u{1B}[?1006h".utf8)
    static let mouseOff = Array("\u{1B}[?1006l\u{1B}[?1000l".utf8)

    /// Back to how a shell wants it, margins first, which a crash may have left anywhere. Without a page of its own to
    /// leave, the screen is cleared.
    static var leaving: [UInt8] {
        let page = bytes("rmcup")
        // DECSTBM without parameters: the whole screen.
        let margins = bytes("csr").starts(with: "\u{1B}[".utf8) ? Array("\u{1B}[r".utf8) : []
        return margins + ["sgr0", "op", "rmkx", "cnorm"].flatMap(bytes) + (page.isEmpty ? bytes("clear") : page)
    }
}
