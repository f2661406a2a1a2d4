/// An IP address and port. An IPv4 address stands in the low 32 bits of `low`.
@frozen
public struct Endpoint: Sendable, Hashable {
    public var high: UInt64
    public var low: UInt64
    public var port: UInt16
    public var isIPv6: Bool

    /// An IPv6 address, in two big-endian halves.
    @inlinable
    public init(high: UInt64, low: UInt64, port: UInt16) {
        (self.high, self.low, self.port, isIPv6) = (high, low, port, true)
    }

    /// An IPv4 address, its first number in the highest byte.
    @inlinable
    public init(ipv4: UInt32, port: UInt16) {
        (high, low, self.port, isIPv6) = (0, UInt64(ipv4), port, false)
    }

    /// 224.0.0.0/4 or ff00::/8.
    @inlinable
    public var isMulticast: Bool { isIPv6 ? high >> 56 == 0xFF : low >> 28 == 0xE }
}

extension Endpoint: CustomStringConvertible {
    /// `233.54.12.111:26477`, or `[ff02::1]:26477` as RFC 5952, sections 4 to 6, has it.
    public var description: String {
        isIPv6 ? "[\(Self.text(high, low))]:\(port)" : "\(Self.dotted(low)):\(port)"
    }

    private static func dotted(_ address: UInt64) -> String {
        "\(address >> 24 & 0xFF).\(address >> 16 & 0xFF).\(address >> 8 & 0xFF).\(address & 0xFF)"
    }

    private static func text(_ high: UInt64, _ low: UInt64) -> String {
        if high == 0, low >> 32 == 0xFFFF { return "::ffff:" + dotted(low & 0xFFFF_FFFF) }
        let groups = [high, low].flatMap { half in [48, 32, 16, 0].map { half >> UInt64($0) & 0xFFFF } }
        guard let gap = longestGap(groups) else { return joined(groups[...]) }
        return joined(groups[..<gap.lowerBound]) + "::" + joined(groups[gap.upperBound...])
    }

    private static func joined(_ groups: ArraySlice<UInt64>) -> String {
        groups.map { String($0, radix: 16) }.joined(separator: ":")
    }

    /// The longest run of two or more zero groups, the first of equals.
    private static func longestGap(_ groups: [UInt64]) -> Range<Int>? {
        var longest = 0..<1
        var start = 0
        for (index, group) in groups.enumerated() {
            if group != 0 {
                start = index + 1
            } else if index + 1 - start > longest.count {
                longest = start..<(index + 1)
            }
        }
        return longest.count > 1 ? longest : nil
    }
}

extension Endpoint {
    /// The endpoint that a description names: `233.54.12.111:26477` or `[ff02::1]:26477`; `nil`: it names none.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        let host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            guard let (high, low) = Self.halves(String(host.dropFirst().dropLast())) else { return nil }
            self.init(high: high, low: low, port: port)
        } else {
            let parts = host.split(separator: ".", omittingEmptySubsequences: false)
            let bytes = parts.compactMap { UInt8($0) }
            guard parts.count == 4, bytes.count == 4 else { return nil }
            self.init(ipv4: bytes.reduce(0) { $0 << 8 | UInt32($1) }, port: port)
        }
    }

    /// At the first double colon.
    private static func split(_ text: String) -> [Substring] {
        guard let gap = text.firstRange(of: "::") else { return [text[...]] }
        return [text[..<gap.lowerBound], text[gap.upperBound...]]
    }

    /// RFC 4291, section 2.2, without dotted ends.
    private static func halves(_ text: String) -> (high: UInt64, low: UInt64)? {
        let sides = split(text)
        let groups = sides.map { side in side.isEmpty ? [] : side.split(separator: ":", omittingEmptySubsequences: false) }
        let numbers = groups.map { $0.compactMap { UInt64($0, radix: 16) } }
        let count = numbers.reduce(0) { $0 + $1.count }
        guard count == groups.reduce(0, { $0 + $1.count }), numbers.allSatisfy({ $0.allSatisfy { $0 <= 0xFFFF } }),
            sides.count == 2 ? count < 8 : count == 8
        else { return nil }
        let zeros = [UInt64](repeating: 0, count: 8 - count)
        let all = numbers[0] + (sides.count == 2 ? zeros + numbers[1] : [])
        func half(_ groups: ArraySlice<UInt64>) -> UInt64 { groups.reduce(0) { $0 << 16 | $1 } }
        return (half(all[0..<4]), half(all[4...]))
    }
}
