import Protocols

let soup50 = FeedFormat(.soupBinTCP, .itch50)

/// SoupBinTCP packets, built from the specification's offsets alone.
enum Soup {
    static func packet(_ type: Character, _ payload: [UInt8] = []) -> [UInt8] {
        joined(big(UInt16(payload.count + 1)), [type.asciiValue ?? 0], payload)
    }

    static func accepted(_ next: UInt64, session: String = "000010059B") -> [UInt8] {
        accepted(
            field: String(repeating: " ", count: 20 - String(next).count) + String(next), session: session)
    }

    static func accepted(field: String, session: String = "000010059B") -> [UInt8] {
        let name = String(repeating: " ", count: 10 - session.count) + session
        return packet("A", Array((name + field).utf8))
    }

    static func data(_ messages: [[UInt8]]) -> [UInt8] { messages.flatMap { packet("S", $0) } }

    static let beat = packet("H")
    static let end = packet("Z")
}
