internal import Wire

/// Recognised by a chain of packets as a server sends them, with ITCH messages among them. The answered login does not
/// settle it: it names a session, not what the session carries.
enum SoupBinTCPITCH50: StreamShape {
    static let format = FeedFormat(.soupBinTCP, .itch50)
    static let name = "SoupBinTCP with ITCH 5.0"

    /// So many packets are looked at, those that tell nothing included.
    private static let sample = 256

    static func fits(head: RawSpan) -> Bool {
        var survey = HeadSurvey()
        var offset = 0
        for _ in 0..<sample {
            guard head.byteCount - offset >= 3 else { break }
            let field: UInt16 = head.bigEndian(at: offset)
            let length = Int(field)
            let type = head.byte(at: offset + 2)
            guard SoupBinTCP.fault(type, length: length, from: .server) == nil else {
                survey.loseFraming()
                break
            }
            guard head.byteCount - offset - 2 >= length else { break }
            switch type {
            case UInt8(ascii: "A"):
                if !isLogin(head.bytes(at: offset, count: length + 2)) { survey.count(.contrary) }
            case UInt8(ascii: "S"):
                // An empty packet has no message in it.
                if length > 1 {
                    survey.count(ITCH.likeness(of: head.bytes(at: offset + 3, count: length - 1)))
                }
            default: break
            }
            if !survey.isOpen { break }
            offset += 2 + length
        }
        return survey.isConvincing
    }

    private static func isLogin(_ packet: RawSpan) -> Bool {
        for offset in 3..<13 where !(0x20...0x7E).contains(packet.byte(at: offset)) { return false }
        return SoupBinTCP.LoginAccepted(packet)?.sequence != nil
    }
}
