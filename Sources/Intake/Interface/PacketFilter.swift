internal import CLinux
internal import Capture

/// The program that the kernel runs on each frame of an interface: UDP to one port or address passes, the rest is never
/// copied. Classic BPF, for frames with an Ethernet header, with up to two VLAN tags besides the one that the kernel
/// has taken out.
///
/// Fragments of UDP datagrams pass whatever their port, which only the first of them tells. IPv6 passes without
/// extension headers but that of fragments.
///
/// Source: linux/filter.h; RFC 791, 8200, 768; IEEE 802.1Q.
struct PacketFilter {
    private(set) var program: [sock_filter] = []

    /// Instructions that jump to the end when they fail: where they are.
    private var refusals: [Int] = []

    /// - Parameters:
    ///   - port: `nil`: any.
    ///   - group: The destination's address; `nil`: any. Its port is not looked at.
    init(port: UInt16?, group: Endpoint?) {
        // The IP header begins at X from here on, and A is the type that says which.
        append(Operation.loadIndex, 14)
        append(Operation.loadHalf, 12)
        appendTag(typeAt: 16, headerAt: 18)
        appendTag(typeAt: 20, headerAt: 22)
        let ipv4 = PacketFilter.body { $0.appendIPv4(port, group) }
        let ipv6 = PacketFilter.body { $0.appendIPv6(port, group) }
        if group?.isIPv6 != true { append(ipv4, whenType: 0x0800) }
        if group?.isIPv6 != false { append(ipv6, whenType: 0x86DD) }
        append(Operation.answer, 0)
        let end = program.count - 1
        for index in refusals { program[index].jf = UInt8(end - index - 1) }
    }

    private init() {}

    /// The operations, as linux/filter.h puts them together.
    private enum Operation {
        static let loadHalf: UInt16 = 0x28  // A = the two bytes at k
        static let loadWordFrom: UInt16 = 0x40  // A = the four bytes at X + k
        static let loadHalfFrom: UInt16 = 0x48
        static let loadByteFrom: UInt16 = 0x50
        static let loadIndex: UInt16 = 0x01  // X = k
        static let and: UInt16 = 0x54
        static let shiftLeft: UInt16 = 0x64
        static let addIndex: UInt16 = 0x0C  // A += X
        static let toIndex: UInt16 = 0x07  // X = A
        static let jumpIfEqual: UInt16 = 0x15
        static let jumpIfAnyOf: UInt16 = 0x45  // A and k have a bit in common
        static let jump: UInt16 = 0x05
        static let answer: UInt16 = 0x06  // so many bytes of the frame pass; 0: none
    }

    /// More than any frame has.
    private static let everything: UInt32 = 0x7FFF_FFFF

    private mutating func append(_ code: UInt16, _ k: UInt32 = 0, then: UInt8 = 0, otherwise: UInt8 = 0) {
        program.append(sock_filter(code: code, jt: then, jf: otherwise, k: k))
    }

    /// Goes on only if A is `k`.
    private mutating func require(_ k: UInt32) {
        refusals.append(program.count)
        append(Operation.jumpIfEqual, k)
    }

    /// If A is a VLAN tag's type, the next type is read, and the header begins behind it.
    private mutating func appendTag(typeAt next: UInt32, headerAt header: UInt32) {
        append(Operation.jumpIfEqual, 0x8100, then: 2)
        append(Operation.jumpIfEqual, 0x88A8, then: 1)
        append(Operation.jumpIfEqual, 0x9100, otherwise: 2)
        append(Operation.loadHalf, next)
        append(Operation.loadIndex, header)
    }

    private static func body(_ build: (inout PacketFilter) -> Void) -> PacketFilter {
        var body = PacketFilter()
        build(&body)
        body.append(Operation.answer, everything)
        return body
    }

    /// Goes through `body` if A is `type`, past it otherwise.
    private mutating func append(_ body: PacketFilter, whenType type: UInt32) {
        append(Operation.jumpIfEqual, type, otherwise: UInt8(body.program.count))
        for index in body.refusals { refusals.append(program.count + index) }
        program += body.program
    }

    private mutating func appendIPv4(_ port: UInt16?, _ group: Endpoint?) {
        append(Operation.loadByteFrom, 9)
        require(17)
        if let group {
            append(Operation.loadWordFrom, 16)
            require(UInt32(truncatingIfNeeded: group.low))
        }
        guard let port else { return }
        // A fragment passes: the flag for more, and the offset.
        append(Operation.loadHalfFrom, 6)
        append(Operation.jumpIfAnyOf, 0x3FFF, then: 7)
        // The header is as long as its first byte says.
        append(Operation.loadByteFrom, 0)
        append(Operation.and, 0xF)
        append(Operation.shiftLeft, 2)
        append(Operation.addIndex)
        append(Operation.toIndex)
        append(Operation.loadHalfFrom, 2)
        require(UInt32(port))
    }

    private mutating func appendIPv6(_ port: UInt16?, _ group: Endpoint?) {
        if let group {
            for (index, half) in [group.high, group.low].enumerated() {
                append(Operation.loadWordFrom, UInt32(24 + index * 8))
                require(UInt32(truncatingIfNeeded: half >> 32))
                append(Operation.loadWordFrom, UInt32(28 + index * 8))
                require(UInt32(truncatingIfNeeded: half))
            }
        }
        let portCount: UInt32 = port == nil ? 0 : 2
        append(Operation.loadByteFrom, 6)
        append(Operation.jumpIfEqual, 44, otherwise: UInt8(5 + portCount))
        append(Operation.loadByteFrom, 40)
        require(17)
        // A fragment passes, but for one that is the whole datagram (RFC 6946) and shows its port.
        append(Operation.loadHalfFrom, 42)
        append(Operation.jumpIfAnyOf, 0xFFF9, then: UInt8(2 + 2 * portCount))
        if let port {
            append(Operation.loadHalfFrom, 50)
            require(UInt32(port))
        }
        append(Operation.jump, 1 + portCount)
        require(17)
        if let port {
            append(Operation.loadHalfFrom, 42)
            require(UInt32(port))
        }
    }
}
