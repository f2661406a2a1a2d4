import Wire

/// What Arista switches write behind the hardware addresses (EtherType 0xD28B), or behind a GRE header, when they
/// hand on what came in at a tap.
///
/// Source: Arista, "Overview of Arista timestamps"; tcpdump and Wireshark, which the makers taught.
struct AristaHeader {
    enum Content {
        /// An EtherType and what it says: the frame's own, which the header was put in front of.
        case type
        /// An Ethernet frame from its addresses on.
        case frame
    }

    /// A time stamp of 64 bits, or of 48, which has the low 16 bits of the seconds alone.
    struct Stamp {
        let offset: Int
        let isShort: Bool
        let isAtomicTime: Bool
    }

    let content: Content
    /// Where the header ends.
    let end: Int
    let stamp: Stamp?

    /// - Parameter offset: Behind the EtherType, where four bytes or more must be left.
    /// - Returns: `nil`: a kind that is not known.
    init?(_ frame: RawSpan, at offset: Int) {
        let kind: UInt16 = frame.bigEndian(at: offset)
        // The time scale, the form and, not of use here, the hardware.
        let version: UInt16 = frame.bigEndian(at: offset + 2)
        let (scale, form) = (version >> 8, version >> 4 & 0xF)
        switch kind {
        case 1:
            guard scale <= 1, form == 1 || form == 2 else { return nil }
            content = .type
            stamp = Stamp(offset: offset + 4, isShort: form == 2, isAtomicTime: scale == 0)
            end = offset + (form == 2 ? 10 : 12)
        case 7: (content, stamp, end) = (.frame, nil, offset + 12)
        case 8: (content, stamp, end) = (.frame, nil, offset + 8)
        case 9:
            guard scale <= 1, form == 1 else { return nil }
            content = .frame
            stamp = Stamp(offset: offset + 12, isShort: false, isAtomicTime: scale == 0)
            end = offset + 20
        default: return nil
        }
    }
}
