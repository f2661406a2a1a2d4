import Wire

/// Headers that a datagram's own frame may stand behind.
enum Tunnel {
    /// Tunnels in tunnels that are followed. Taps and mirrors make two or three.
    static let limit = 8

    /// EtherTypes that lead to a frame or packet, or whose header is one.
    enum Wrapper {
        static let pppoe: UInt16 = 0x8864
        static let mpls: UInt16 = 0x8847
        static let mplsMulticast: UInt16 = 0x8848
        static let arista: UInt16 = 0xD28B
    }

    /// What stands where an Ethernet frame has its type.
    enum FrameType {
        /// One of those that networks carry.
        case known
        /// The length of an 802.3 frame, with the header behind it that such frames have.
        case length
        case unknown
    }

    /// Tells an inner Ethernet frame from bytes that only look like a tunnel.
    static func type(of frame: RawSpan, at offset: Int) -> FrameType {
        guard offset + 14 <= frame.byteCount else { return .unknown }
        let type: UInt16 = frame.bigEndian(at: offset + 12)
        if isKnown(type) { return .known }
        guard type >= 3, type <= 1500, offset + 17 <= frame.byteCount else { return .unknown }
        // SNAP, or the spanning tree.
        let service: UInt16 = frame.bigEndian(at: offset + 14)
        return (service == 0xAAAA || service == 0x4242) && frame.byte(at: offset + 16) == 3
            ? .length : .unknown
    }

    static func isKnown(_ type: UInt16) -> Bool {
        switch type {
        case FrameDissector.EtherType.ipv4, FrameDissector.EtherType.ipv6, Wrapper.pppoe, Wrapper.mpls,
            Wrapper.mplsMulticast, Wrapper.arista:
            true
        case 0x0806, 0x8035,  // ARP and its reverse
            0x8808, 0x8809, 0x88CC, 0x88F7, 0x888E, 0x88E5, 0x8863:  // what switches say among themselves
            true
        default: FrameDissector.EtherType.isTag(type)
        }
    }
}
