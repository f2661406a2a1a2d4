internal import Wire

/// Recognised by a chain of packets as a server sends them, with an answered login or an ITCH message among them.
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
            case UInt8(ascii: "A"): survey.record(fits: isLogin(head.bytes(at: offset, count: length + 2)))
            case UInt8(ascii: "S"):
                if length > 1 { survey.record(fits: isITCH(head.bytes(at: offset + 3, count: length - 1))) }
            default: break
            }
            if survey.good + survey.odd >= HeadSurvey.sample { break }
            offset += 2 + length
        }
        return survey.isConvincing
    }

    private static func isLogin(_ packet: RawSpan) -> Bool {
        for offset in 3..<13 where !(0x20...0x7E).contains(packet.byte(at: offset)) { return false }
        return SoupBinTCP.LoginAccepted(packet)?.sequence != nil
    }

    /// Of its type's very length: a BinaryFILE's system events would look like packets `S` otherwise.
    private static func isITCH(_ message: RawSpan) -> Bool {
        ITCH.fits(message) && message.byteCount == ITCH.byteCount(ofType: message.byte(at: 0))
    }
}
