/// Messages as streams carry them, each with its number as its order's reference.
enum StreamWires {
    static func big<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        (0..<Value.bitWidth / 8).reversed().map { UInt8(truncatingIfNeeded: value >> Value($0 * 8)) }
    }

    static func little<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] { big(value).reversed() }

    /// Order updates, 43 bytes each.
    static func updates(_ sequences: ClosedRange<UInt64>) -> [UInt8] {
        sequences.flatMap { sequence -> [UInt8] in
            var bytes: [UInt8] = [1] + little(UInt16(43)) + little(sequence) + little(UInt64(1_000_000_000))
            bytes += little(sequence) + little(Int64(1_000_000)) + little(UInt32(100)) + [0, 0, 0, 0]
            return bytes
        }
    }

    /// An ITCH order delete, 19 bytes.
    static func delete(_ reference: UInt64) -> [UInt8] {
        let head: [UInt8] = [UInt8(ascii: "D"), 0, 7, 0, 0]
        return head + big(UInt64(34_200_000_000_000)).suffix(6) + big(reference)
    }

    /// Records of a day file, 21 bytes each.
    static func records(_ references: ClosedRange<UInt64>) -> [UInt8] {
        references.flatMap { big(UInt16(19)) + delete($0) }
    }

    /// SoupBinTCP packets `S`, 22 bytes each.
    static func soup(_ references: ClosedRange<UInt64>) -> [UInt8] {
        references.flatMap { big(UInt16(20)) + [UInt8(ascii: "S")] + delete($0) }
    }

    /// SoupBinTCP's answer to a login, 33 bytes.
    static func accepted(_ next: UInt64, session: String = "DAY1") -> [UInt8] {
        let session = String(repeating: " ", count: 10 - session.count) + session
        let number = String(repeating: " ", count: 20 - String(next).count) + String(next)
        return [0, 31] + Array("A\(session)\(number)".utf8)
    }

    static let soupBeat: [UInt8] = [0, 1, UInt8(ascii: "H")]
    static let soupEnd: [UInt8] = [0, 1, UInt8(ascii: "Z")]

    /// What a client asks for: user, password, session, sequence.
    static func login(_ user: String, _ password: String, _ session: String, _ sequence: UInt64) -> [UInt8] {
        func left(_ text: String, _ count: Int) -> String {
            text + String(repeating: " ", count: count - text.count)
        }
        func right(_ text: String, _ count: Int) -> String {
            String(repeating: " ", count: count - text.count) + text
        }
        return [0, 47]
            + Array(
                "L\(left(user, 6))\(left(password, 10))\(right(session, 10))\(right(String(sequence), 20))"
                    .utf8)
    }
}
