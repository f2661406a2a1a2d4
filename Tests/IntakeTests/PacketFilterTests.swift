import Capture
import Glibc
import Testing

@testable import Intake

/// The kernel itself runs the program, on a pair of local sockets: no privilege is needed for that.
@Suite("The filter of an interface's frames")
struct PacketFilterTests {
    static let group = Endpoint(ipv4: 0xEF01_0203, port: 0)
    static let group6 = Endpoint(high: 0xFF15 << 48, low: 7, port: 0)

    struct Frame: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var tags: [UInt16] = []
        var type: UInt16 = 0x0800
        var options = 0
        var fragmentation: UInt16 = 0
        var kind: UInt8 = 17
        var destination = PacketFilterTests.group
        var port: UInt16 = 26_477
        /// The IPv6 header between, if any.
        var fragment6: [UInt8] = []
        var cut = 0
        /// Passes the filters for: anything, the port, the group, both.
        var passes: [Bool]

        var bytes: [UInt8] {
            var bytes = [UInt8](repeating: 2, count: 12)
            for tag in tags { bytes += Self.big(tag) + [0, 5] }
            bytes += Self.big(type)
            if destination.isIPv6 {
                bytes += [0x60, 0, 0, 0, 0, 12, kind, 64] + [UInt8](repeating: 0xFD, count: 16)
                bytes += Self.big(destination.high) + Self.big(destination.low)
            } else {
                bytes += [0x45 + UInt8(options), 0] + Self.big(UInt16(32 + options * 4)) + [0, 1]
                bytes += Self.big(fragmentation) + [64, kind, 0, 0, 10, 0, 0, 1]
                bytes += Self.big(UInt32(truncatingIfNeeded: destination.low))
                bytes += [UInt8](repeating: 0x67, count: options * 4)  // 26,471: nearly the port
            }
            bytes += fragment6 + Self.big(UInt16(26_477)) + Self.big(port) + [0, 12, 0, 0, 1, 2, 3, 4]
            return Array(bytes.dropLast(cut))
        }

        private static func big<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
            stride(from: Value.bitWidth - 8, through: 0, by: -8).map {
                UInt8(truncatingIfNeeded: value >> $0)
            }
        }
    }

    static let all = [true, true, true, true]
    static let none = [false, false, false, false]

    static let frames = [
        Frame(testDescription: "IPv4 UDP", passes: all),
        Frame(testDescription: "another port", port: 26_478, passes: [true, false, true, false]),
        Frame(
            testDescription: "another group", destination: Endpoint(ipv4: 0xEF01_0204, port: 0),
            passes: [true, true, false, false]),
        Frame(testDescription: "IP options", options: 1, passes: all),
        Frame(testDescription: "the longest IP header", options: 10, passes: all),
        Frame(
            testDescription: "IP options and another port", options: 10, port: 1,
            passes: [true, false, true, false]),
        Frame(testDescription: "not to be fragmented", fragmentation: 0x4000, passes: all),
        Frame(testDescription: "a first fragment", fragmentation: 0x2000, passes: all),
        Frame(testDescription: "a middle fragment", fragmentation: 0x2001, passes: all),
        Frame(testDescription: "a last fragment", fragmentation: 0x1FFF, passes: all),
        Frame(
            testDescription: "a fragment that seems to go to another port", fragmentation: 0x2001, port: 1,
            passes: all),
        Frame(
            testDescription: "a fragment to another group", fragmentation: 0x2001,
            destination: Endpoint(ipv4: 0xEF01_0204, port: 0), passes: [true, true, false, false]),
        Frame(testDescription: "a fragment of TCP", fragmentation: 0x2001, kind: 6, passes: none),
        Frame(testDescription: "TCP", kind: 6, passes: none),
        Frame(testDescription: "ARP", type: 0x0806, passes: none),
        Frame(testDescription: "a VLAN tag", tags: [0x8100], passes: all),
        Frame(testDescription: "a VLAN tag and IP options", tags: [0x8100], options: 2, passes: all),
        Frame(testDescription: "a provider's VLAN tag", tags: [0x88A8], passes: all),
        Frame(testDescription: "two VLAN tags", tags: [0x88A8, 0x8100], passes: all),
        Frame(testDescription: "two older VLAN tags", tags: [0x9100, 0x9100], passes: all),
        Frame(testDescription: "three VLAN tags", tags: [0x8100, 0x8100, 0x8100], passes: none),
        Frame(
            testDescription: "a VLAN tag and another port", tags: [0x8100], port: 2,
            passes: [true, false, true, false]),
        Frame(testDescription: "TCP under a VLAN tag", tags: [0x8100], kind: 6, passes: none),
        Frame(
            testDescription: "IPv6 UDP", type: 0x86DD, destination: group6,
            passes: [true, true, false, false]),
        Frame(
            testDescription: "IPv6 to another port", type: 0x86DD, destination: group6, port: 1,
            passes: [true, false, false, false]),
        Frame(
            testDescription: "IPv6 under a VLAN tag", tags: [0x8100], type: 0x86DD, destination: group6,
            passes: [true, true, false, false]),
        Frame(
            testDescription: "IPv6 TCP", type: 0x86DD, kind: 6, destination: group6, passes: none),
        Frame(
            testDescription: "an IPv6 fragment", type: 0x86DD, kind: 44, destination: group6, port: 1,
            fragment6: [17, 0, 0, 9, 0, 0, 0, 1], passes: [true, true, false, false]),
        Frame(
            testDescription: "an IPv6 fragment of something else", type: 0x86DD, kind: 44, destination: group6,
            fragment6: [58, 0, 0, 9, 0, 0, 0, 1], passes: none),
        Frame(
            testDescription: "an IPv6 fragment that is the whole datagram", type: 0x86DD, kind: 44,
            destination: group6, fragment6: [17, 0, 0, 0, 0, 0, 0, 1], passes: [true, true, false, false]),
        Frame(
            testDescription: "one that is the whole datagram, to another port", type: 0x86DD, kind: 44,
            destination: group6, port: 1, fragment6: [17, 0, 0, 0, 0, 0, 0, 1],
            passes: [true, false, false, false]),
        Frame(
            testDescription: "a frame that ends before its port", cut: 9,
            passes: [true, false, true, false]),
        Frame(
            testDescription: "a frame that ends in its IP header", cut: 13 + 8,
            passes: [true, false, false, false]),
    ]

    @Test("passes UDP to the port and group, and nothing else", arguments: frames)
    func passes(frame: Frame) throws {
        let filters = [
            PacketFilter(port: nil, group: nil), PacketFilter(port: 26_477, group: nil),
            PacketFilter(port: nil, group: Self.group), PacketFilter(port: 26_477, group: Self.group),
        ]
        let found = filters.map { Self.passes(frame.bytes, $0) }
        #expect(found == frame.passes)
    }

    @Test("tells IPv6 groups apart by all of their bits")
    func groups6() {
        let frame = Frame(testDescription: "", type: 0x86DD, destination: Self.group6, passes: [])
        #expect(Self.passes(frame.bytes, PacketFilter(port: 26_477, group: Self.group6)))
        #expect(!Self.passes(frame.bytes, PacketFilter(port: 26_478, group: Self.group6)))
        for bit in 0..<64 as Range<UInt64> {
            let high = Endpoint(high: Self.group6.high ^ 1 << bit, low: 7, port: 0)
            let low = Endpoint(high: Self.group6.high, low: 7 ^ 1 << bit, port: 0)
            let passed = [high, low].filter {
                Self.passes(frame.bytes, PacketFilter(port: 26_477, group: $0))
            }
            #expect(passed.isEmpty)
        }
    }

    /// Whether a frame comes through a socket that has the filter.
    static func passes(_ frame: [UInt8], _ filter: PacketFilter) -> Bool {
        var ends: [Int32] = [-1, -1]
        let made = unsafe socketpair(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0, &ends)
        precondition(made == 0, "no socket pair")
        defer { for end in ends { close(end) } }
        do { try InterfaceAddress(interface: "test").attach(filter, to: ends[1]) } catch {
            preconditionFailure("\(error)")
        }
        let sent = unsafe send(ends[0], frame, frame.count, 0)
        precondition(sent == frame.count, "not sent: \(errno)")
        var buffer = [UInt8](repeating: 0, count: 256)
        let got = unsafe recv(ends[1], &buffer, buffer.count, Int32(MSG_DONTWAIT))
        return got == frame.count
    }
}
