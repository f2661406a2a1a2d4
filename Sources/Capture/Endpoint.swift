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
