/// What a terminal draws a character with: attributes, colours and the character set (ECMA-48 8.3.117, SGR; ECMA-35).
struct Pen: Sendable, Equatable {
    /// A bit for each of SGR 1 to 9.
    private var attributes: UInt16 = 0
    /// As SGR says it (`32`, `38;5;17`, `48:2::1:2:3`); empty: the terminal's own.
    private var foreground: [UInt8] = []
    private var background: [UInt8] = []
    /// Once something not known here was said (SGR 10 chooses a font of the Linux console): all that was said from the
    /// last reset on, in its order; empty: nothing was.
    private var said: [UInt8] = []
    /// Longer than that it is forgotten, and with it what is not known.
    private static let longestSaid = 1024
    /// What G0 is, B being ASCII; `nil`: nothing was ever said of it.
    var characters: UInt8?
    /// G1 is in use instead (SO, SI); `nil`: nothing was ever said of it.
    var isShifted: Bool?

    /// Takes the parameters of one SGR sequence over.
    ///
    /// - Returns: `false`, with nothing changed, when they are no parameters of an SGR sequence.
    mutating func apply(_ parameters: ArraySlice<UInt8>, _ colours: TrueColour?) -> Bool {
        var pen = self
        let fields = parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        var index = 0
        while index < fields.count {
            let field = fields[index]
            index += 1
            if field.contains(UInt8(ascii: ":")) {
                guard field.allSatisfy({ $0 >= 0x30 && $0 <= 0x3A }), field.count < 32 else { return false }
                if field.starts(with: "38:".utf8) {
                    pen.foreground = Array(field)
                } else if field.starts(with: "48:".utf8) {
                    pen.background = Array(field)
                } else {
                    // A kind of underline, its colour: what later parameters do to it is the terminal's to know.
                    pen.beginSaying()
                }
                pen.say(field)
                continue
            }
            guard let code = Self.number(field) else { return false }
            var bytes = field
            switch code {
            case 0: (pen.attributes, pen.foreground, pen.background, pen.said) = (0, [], [], [])
            case 1...9: pen.attributes |= 1 << code
            case 22: pen.attributes &= ~(1 << 1 | 1 << 2)
            case 25: pen.attributes &= ~(1 << 5 | 1 << 6)
            case 23, 24, 27, 28, 29: pen.attributes &= ~(1 << (code - 20))
            case 30...37, 90...97: pen.foreground = Array(field)
            case 40...47, 100...107: pen.background = Array(field)
            case 39: pen.foreground = []
            case 49: pen.background = []
            case 38, 48:
                guard let (colour, count) = Self.colour(code, fields[index...], colours) else { return false }
                index += count
                if code == 38 { pen.foreground = colour } else { pen.background = colour }
                bytes = colour[...]
            default: pen.beginSaying()
            }
            if code != 0 { pen.say(bytes) }
        }
        self = pen
        return true
    }

    /// Something that is not known here is about to be said.
    private mutating func beginSaying() {
        guard said.isEmpty else { return }
        said = Array(whole.joined(separator: ";").utf8)
    }

    private mutating func say(_ field: ArraySlice<UInt8>) {
        guard !said.isEmpty else { return }
        said += [UInt8(ascii: ";")] + field
        if said.count > Self.longestSaid { said = [] }
    }

    /// `5;n` or `2;r;g;b` behind 38 or 48, and how many fields that are.
    private static func colour(
        _ layer: Int, _ fields: ArraySlice<ArraySlice<UInt8>>, _ colours: TrueColour?
    ) -> (bytes: [UInt8], count: Int)? {
        let numbers = fields.prefix(4).map { number($0) ?? 256 }
        guard let kind = numbers.first else { return nil }
        let count = kind == 5 ? 2 : kind == 2 ? 4 : 0
        guard count > 0, numbers.count >= count, numbers.prefix(count).allSatisfy({ $0 < 256 }) else { return nil }
        if kind == 5, case .rgb(let red, let green, let blue)? = colours?.colour(of: numbers[1]) {
            return (Array("\(layer);2;\(red);\(green);\(blue)".utf8), count)
        }
        return (Array(([layer] + numbers.prefix(count)).map(String.init).joined(separator: ";").utf8), count)
    }

    /// An empty field is 0.
    private static func number(_ field: ArraySlice<UInt8>) -> Int? {
        guard field.count <= 3 else { return nil }
        var value = 0
        for byte in field {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }

    /// The shortest sequence that leads here from another pen; `nil`: from whatever it is.
    func sequence(after old: Pen?, canEnd: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        if let characters, old?.characters != characters { bytes += [0x1B, UInt8(ascii: "("), characters] }
        if let isShifted, old?.isShifted != isShifted { bytes.append(isShifted ? 0x0E : 0x0F) }
        guard let old else { return bytes + Self.sgr(whole) }
        if (old.attributes, old.foreground, old.background, old.said) == (attributes, foreground, background, said) {
            return bytes
        }
        if !old.said.isEmpty, said.starts(with: old.said + [UInt8(ascii: ";")]) {
            return bytes + Self.sgr([String(decoding: said.dropFirst(old.said.count + 1), as: UTF8.self)])
        }
        // `ESC [ m` resets too.
        let reset = Self.sgr(whole == ["0"] ? [] : whole)
        let endsSomething =
            old.attributes & ~attributes != 0 || (foreground.isEmpty && !old.foreground.isEmpty)
            || (background.isEmpty && !old.background.isEmpty)
        if !said.isEmpty || !old.said.isEmpty || (endsSomething && !canEnd) { return bytes + reset }
        let change = Self.sgr(codes(after: old))
        return bytes + (change.count <= reset.count ? change : reset)
    }

    /// What leads here from anything.
    private var whole: [String] {
        said.isEmpty ? ["0"] + codes(after: Pen()) : [String(decoding: said, as: UTF8.self)]
    }

    private func codes(after old: Pen) -> [String] {
        var codes: [String] = []
        var held = old.attributes
        let ended = held & ~attributes
        if ended & (1 << 1 | 1 << 2) != 0 {
            codes.append("22")
            held &= ~(1 << 1 | 1 << 2)
        }
        // 6 is rapid blinking, which 25 ends as well.
        if ended & (1 << 5 | 1 << 6) != 0 {
            codes.append("25")
            held &= ~(1 << 5 | 1 << 6)
        }
        for code in [3, 4, 7, 8, 9] where ended & (1 << code) != 0 { codes.append("\(20 + code)") }
        for code in 1...9 where attributes & ~held & (1 << code) != 0 { codes.append("\(code)") }
        if old.foreground != foreground {
            codes.append(foreground.isEmpty ? "39" : String(decoding: foreground, as: UTF8.self))
        }
        if old.background != background {
            codes.append(background.isEmpty ? "49" : String(decoding: background, as: UTF8.self))
        }
        return codes
    }

    private static func sgr(_ codes: [String]) -> [UInt8] {
        Array("\u{1B}[\(codes.joined(separator: ";"))m".utf8)
    }
}
