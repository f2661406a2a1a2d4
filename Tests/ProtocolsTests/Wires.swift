import OrderFlow
import Protocols

func big<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    (0..<Value.bitWidth / 8).reversed().map { UInt8(truncatingIfNeeded: value >> Value($0 * 8)) }
}

func little<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] { big(value).reversed() }

/// One after the other: quicker to type-check than a row of `+`.
func joined(_ parts: [UInt8]...) -> [UInt8] { parts.flatMap { $0 } }

func text(_ string: String, _ count: Int = 8) -> [UInt8] {
    Array((string.utf8 + [UInt8](repeating: 0x20, count: count)).prefix(count))
}

/// ITCH messages, built from the specification's offsets alone.
enum ITCHBytes {
    static func message(
        _ type: Character, locate: UInt16 = 7, at time: UInt64 = 34_200_000_000_000, _ body: [UInt8]
    ) -> [UInt8] {
        joined([type.asciiValue ?? 0], big(locate), [0, 0], Array(big(time).suffix(6)), body)
    }

    static func add(
        _ reference: UInt64, side: Character = "B", shares: UInt32 = 100, stock: String = "AAPL",
        price: UInt32 = 1_500_000, locate: UInt16 = 7, at time: UInt64 = 34_200_000_000_000
    ) -> [UInt8] {
        message(
            "A", locate: locate, at: time,
            joined(big(reference), [side.asciiValue ?? 0], big(shares), text(stock), big(price)))
    }

    static func delete(_ reference: UInt64, locate: UInt16 = 7, at time: UInt64 = 34_200_000_000_000)
        -> [UInt8]
    {
        message("D", locate: locate, at: time, big(reference))
    }

    /// How long each type is, from the specification's table.
    static let lengths: [(type: Character, count: Int)] = [
        ("A", 36), ("F", 40), ("E", 31), ("C", 36), ("X", 23), ("D", 19), ("U", 35), ("P", 44), ("Q", 40),
        ("B", 19), ("I", 50), ("S", 12), ("R", 39), ("H", 25), ("Y", 20), ("L", 26), ("V", 35), ("W", 12),
        ("K", 28), ("J", 35), ("h", 21), ("N", 20), ("O", 48),
    ]

    /// Where each type has its stock.
    private static let stocks: [Character: Int] = [
        "A": 24, "F": 24, "P": 24, "Q": 19, "I": 28, "L": 15, "R": 11, "H": 11, "h": 11, "Y": 11, "K": 11,
        "J": 11,
        "N": 11, "O": 11,
    ]

    /// A valid message of a type: fields that must have certain values have them, the others are 1.
    static func valid(_ type: Character) -> [UInt8] {
        let count = lengths.first { $0.type == type }?.count ?? 0
        var bytes = message(type, [UInt8](repeating: 1, count: count - 11))
        if "AFP".contains(type) { bytes[19] = UInt8(ascii: "S") }
        if type == "S" { bytes[11] = UInt8(ascii: "O") }
        if type == "W" { bytes[11] = UInt8(ascii: "1") }
        if let place = stocks[type] { bytes.replaceSubrange(place..<(place + 8), with: text("ACME")) }
        return bytes
    }
}

func mold(
    _ sequence: UInt64, _ messages: [[UInt8]], session: String = "SESSION001", count: UInt16? = nil
) -> [UInt8] {
    joined(text(session, 10), big(sequence), big(count ?? UInt16(messages.count)), binaryFile(messages))
}

func binaryFile(_ messages: [[UInt8]]) -> [UInt8] { messages.flatMap { big(UInt16($0.count)) + $0 } }

func segment(
    _ sequence: Int64, _ messages: [[UInt8]], session: UInt32 = 9, messageProtocol: UInt16 = 0x8004,
    channel: UInt32 = 1, sent: Int64 = 0
) -> [UInt8] {
    let payload = messages.flatMap { little(UInt16($0.count)) + $0 }
    let lengths = joined(little(UInt16(payload.count)), little(UInt16(messages.count)))
    return joined(
        [1, 0], little(messageProtocol), little(channel), little(session), lengths, little(Int64(0)),
        little(sequence), little(sent), payload)
}

func iex(
    _ type: Character, detail: UInt8 = 1, at time: Int64 = 1_500, _ symbol: String, _ body: [UInt8] = []
) -> [UInt8] {
    joined([type.asciiValue ?? 0, detail], little(time), text(symbol), body)
}

func update(
    _ sequence: UInt64, id: UInt64 = 42, price: Int64 = 1_000_000, quantity: UInt32 = 100, side: UInt8 = 0,
    at time: UInt64 = 10_000_000_000, type: UInt8 = 1, length: Int = 43
) -> [UInt8] {
    let tail = [UInt8](repeating: 0, count: max(0, length - 43))
    let whole = joined(
        [type], little(UInt16(length)), little(sequence), little(time), little(id), little(price),
        little(quantity), [side, 0, 0, 0], tail)
    return Array(whole.prefix(length))
}
