/// What taps, mirrors and carriers put around a frame on its way. The frame's own bytes from the IP header on stay at
/// the end, unchanged.
public enum Wrapping: String, CaseIterable, Sendable {
    case vlan, mpls, mplsLabels, pseudowire, controlWord, gre, greOptions, greBridging
    case erspan1, erspan2, erspan3, erspan3Platform
    case vxlan, vxlanLinux, vxlanPolicy, vxlanIPv6, geneve, geneveOptions
    case inIPv4, inIPv6, pppoe, pppoeShort, snap, snapBridge, arista64, arista48, aristaGRE

    private static let addresses = hex("020000000a02 020000000a01")

    /// The frame within; `nil`: this tunnel cannot carry what the frame carries.
    public func wrap(_ frame: [UInt8]) -> [UInt8]? {
        let addresses = Array(frame[..<12])
        let type = UInt16(frame[12]) << 8 | UInt16(frame[13])
        let rest = Array(frame[14...])
        let isIP = type == 0x0800 || type == 0x86DD
        switch self {
        case .vlan: return addresses + hex("8100 608d") + frame[12...]
        case .mpls: return isIP ? addresses + hex("8847 00010140") + rest : nil
        case .mplsLabels: return isIP ? addresses + hex("8848 00010040 00020040 0001e140") + rest : nil
        case .pseudowire: return Self.addresses + hex("8847 00010140") + frame
        case .controlWord: return Self.addresses + hex("8847 00010040 00010140 00000007") + frame
        case .gre: return type > 1535 ? Self.ipv4(47, hex("0000") + big(type) + rest) : nil
        case .greOptions:
            return type > 1535
                ? Self.ipv4(47, hex("b000") + big(type) + hex("12340000 0000002a 00000001") + rest) : nil
        case .greBridging: return Self.ipv4(47, hex("2000 6558 00000007") + frame)
        case .erspan1: return Self.ipv4(47, hex("0000 88be") + frame)
        case .erspan2: return Self.ipv4(47, hex("1000 88be 00000009 1064 1801 00000002") + frame)
        case .erspan3:
            return Self.ipv4(47, hex("1000 22eb 00000009 2064 1001 5f000000 0000 0002") + frame)
        case .erspan3Platform:
            return Self.ipv4(
                47, hex("1000 22eb 00000009 2064 1001 5f000000 0000 0005 0c000001 00000063") + frame)
        case .vxlan: return Self.udp(4789, hex("08000000 00123400") + frame)
        case .vxlanLinux: return Self.udp(8472, hex("08000000 00000100") + frame)
        case .vxlanPolicy: return Self.udp(4789, hex("88480017 00123400") + frame)
        case .vxlanIPv6: return Self.udp(4789, hex("08000000 00123400") + frame, isIPv6: true)
        case .geneve: return Self.udp(6081, hex("0000 6558 00000a00") + frame)
        case .geneveOptions:
            return type > 1535
                ? Self.udp(
                    6081,
                    hex("05c0") + big(type) + hex("00000a00 010280010a0b0c0d 01038002")
                        + hex("0102030405060708") + rest) : nil
        case .inIPv4: return isIP ? Self.ipv4(type == 0x0800 ? 4 : 41, rest) : nil
        case .inIPv6: return isIP ? Self.ipv6(type == 0x0800 ? 4 : 41, rest) : nil
        case .pppoe:
            let kind = hex(type == 0x0800 ? "0021" : "0057")
            return isIP
                ? addresses + hex("8864 1100 0011") + big(UInt16(rest.count + 2)) + kind + rest : nil
        case .pppoeShort:
            let kind = hex(type == 0x0800 ? "21" : "57")
            return isIP
                ? addresses + hex("8864 1100 0011") + big(UInt16(rest.count + 1)) + kind + rest : nil
        case .snap, .snapBridge:
            guard type > 1535, rest.count + 8 <= 1500 else { return nil }
            return addresses + big(UInt16(rest.count + 8)) + hex("aaaa03")
                + hex(self == .snap ? "000000" : "0000f8") + big(type) + rest
        case .arista64: return addresses + hex("d28b 0001 0010 5e09c2b9 075bcd15") + frame[12...]
        case .arista48: return addresses + hex("d28b 0001 0121 c2b9 075bcd15") + frame[12...]
        case .aristaGRE:
            return Self.ipv4(
                47, hex("0000 d28b 0009 0111 00010002 00030000 5e09c2b9 075bcd15") + frame)
        }
    }

    private static func ipv4(_ kind: UInt8, _ payload: [UInt8]) -> [UInt8] {
        addresses + hex("0800 4500") + big(UInt16(20 + payload.count)) + hex("0007 4000 40") + [kind]
            + hex("0000 0a000001 0a000002") + payload
    }

    private static func ipv6(_ kind: UInt8, _ payload: [UInt8]) -> [UInt8] {
        addresses + hex("86dd 60000000") + big(UInt16(payload.count)) + [kind, 64]
            + hex("fd000000000000000000000000000001 fd000000000000000000000000000002") + payload
    }

    private static func udp(_ port: UInt16, _ payload: [UInt8], isIPv6: Bool = false) -> [UInt8] {
        let datagram = hex("d431") + big(port) + big(UInt16(payload.count + 8)) + hex("0000") + payload
        return isIPv6 ? ipv6(17, datagram) : ipv4(17, datagram)
    }
}

private func big(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }
