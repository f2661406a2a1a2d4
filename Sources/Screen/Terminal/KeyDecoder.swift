/// Turns the bytes of a terminal into keys: UTF-8, control codes, and the escape sequences of the VT220,
/// xterm, rxvt and Linux console families (xterm control sequences, "Functions keys"). Sequences it does not
/// know are swallowed whole, so that none of their letters acts as a key.
public struct KeyDecoder: Sendable {
    private var pending: [UInt8] = []

    public init() {}

    /// An escape is waiting for what may follow it; after a short while ``flush()`` makes it a key of its
    /// own.
    public var isWaiting: Bool { !pending.isEmpty }

    public mutating func decode(_ bytes: some Sequence<UInt8>) -> [Key] {
        pending += bytes
        var keys: [Key] = []
        var rest = pending[...]
        while let first = rest.first {
            let before = rest
            guard let key = first == 0x1B ? escape(&rest) : plain(&rest) else {
                // Not complete yet.
                rest = before
                break
            }
            if let key = key.key { keys.append(key) }
        }
        pending = Array(rest.suffix(64))
        return keys
    }

    /// No more bytes came: a lone escape is the Escape key, and half a sequence is dropped.
    public mutating func flush() -> [Key] {
        defer { pending = [] }
        return pending.first == 0x1B ? [.escape] : []
    }

    /// Something was read, which may be no key.
    private struct Read { var key: Key? }

    private func plain(_ rest: inout ArraySlice<UInt8>) -> Read? {
        let first = rest[rest.startIndex]
        switch first {
        case 0x0D, 0x0A: return take(1, .enter, &rest)
        case 0x09: return take(1, .tab, &rest)
        case 0x08, 0x7F: return take(1, .backspace, &rest)
        case 0x00: return take(1, nil, &rest)
        case 0x01..<0x20: return take(1, .control(Unicode.Scalar(first + 0x40)), &rest)
        case 0x20..<0x7F: return take(1, .character(Unicode.Scalar(first)), &rest)
        default:
            let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1
            guard rest.count >= length else { return nil }
            let scalars = String(validating: rest.prefix(length), as: UTF8.self)?.unicodeScalars
            guard let scalar = scalars?.first, scalars?.count == 1 else { return take(1, nil, &rest) }
            return take(length, .character(scalar), &rest)
        }
    }

    private func escape(_ rest: inout ArraySlice<UInt8>) -> Read? {
        let bytes = Array(rest.prefix(64))
        guard bytes.count >= 2 else { return nil }
        switch bytes[1] {
        case UInt8(ascii: "O"):
            guard bytes.count >= 3 else { return nil }
            return take(3, Self.final(bytes[2]), &rest)
        case UInt8(ascii: "["):
            // The Linux console's F1 to F5 are ESC [ [ A to E.
            if bytes.count >= 3, bytes[2] == UInt8(ascii: "[") {
                guard bytes.count >= 4 else { return nil }
                let number = Int(bytes[3]) - 0x40
                return take(4, (1...5).contains(number) ? .function(number) : nil, &rest)
            }
            // Mouse reports of terminals that know only the old way: ESC [ M and three bytes, each 32 more than it says.
            if bytes.count >= 3, bytes[2] == UInt8(ascii: "M") {
                guard bytes.count >= 6 else { return nil }
                let told = bytes[3..<6].map { Int($0) - 32 }
                let event = MouseEvent(code: told[0], column: told[1], row: told[2])
                return take(6, event.map { .mouse($0) }, &rest)
            }
            guard let end = bytes.dropFirst(2).firstIndex(where: { $0 >= 0x40 && $0 <= 0x7E }) else {
                return bytes.count < 64 ? nil : take(64, nil, &rest)
            }
            let parameters = String(decoding: bytes[2..<end], as: UTF8.self)
            return take(end + 1, Self.key(parameters: parameters, final: bytes[end]), &rest)
        default:
            // Escape, then another key: one byte at a time.
            return take(1, .escape, &rest)
        }
    }

    private func take(_ count: Int, _ key: Key?, _ rest: inout ArraySlice<UInt8>) -> Read {
        rest = rest.dropFirst(count)
        return Read(key: key)
    }

    private static func key(parameters: String, final byte: UInt8) -> Key? {
        if parameters.hasPrefix("<") { return mouse(parameters.dropFirst(), final: byte) }
        let first = parameters.prefix { $0 != ";" }
        guard byte == UInt8(ascii: "~") else {
            // With a number other than 1 it is an answer of the terminal (as ESC [ 12 ; 40 R), not a key.
            return first.isEmpty || first == "1" ? Self.final(byte) : nil
        }
        switch first {
        case "1", "7": return .home
        case "4", "8": return .end
        case "3": return .delete
        case "5": return .pageUp
        case "6": return .pageDown
        case let number:
            let codes = [11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24]
            return Int(number).flatMap(codes.firstIndex).map { .function($0 + 1) }
        }
    }

    /// `ESC [ < button ; column ; row M`, or `m` for a button that is let go (SGR, mode 1006).
    private static func mouse(_ parameters: Substring, final byte: UInt8) -> Key? {
        let told = parameters.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
        guard byte == UInt8(ascii: "M"), told.count == 3, let code = told[0], let column = told[1],
            let row = told[2], let event = MouseEvent(code: code, column: column, row: row)
        else { return nil }
        return .mouse(event)
    }

    private static func final(_ byte: UInt8) -> Key? {
        switch byte {
        case UInt8(ascii: "A"): .up
        case UInt8(ascii: "B"): .down
        case UInt8(ascii: "C"): .right
        case UInt8(ascii: "D"): .left
        case UInt8(ascii: "H"): .home
        case UInt8(ascii: "F"): .end
        case UInt8(ascii: "M"): .enter
        case UInt8(ascii: "Z"): .backTab
        case UInt8(ascii: "P")...UInt8(ascii: "S"): .function(Int(byte) - 0x4F)
        default: nil
        }
    }
}
