internal import Wire

extension ITCH {
    /// Whether `message` could be one: known type, long enough, time within a day, a side where there is one.
    static func fits(_ message: RawSpan) -> Bool {
        guard let header = Header(message), header.sinceMidnight < day else { return false }
        let type = header.type
        let least = byteCount(ofType: type)
        guard least > 0, message.byteCount >= least, message.byteCount <= ITCH50Codec.longestMessage else {
            return false
        }
        guard type == UInt8(ascii: "A") || type == UInt8(ascii: "F"), let order = AddOrder(message) else {
            return true
        }
        return order.side == UInt8(ascii: "B") || order.side == UInt8(ascii: "S")
    }
}

/// Recognised by its sums: a printable session, blocks that fill the datagram, a first message that is ITCH.
enum MoldUDP64ITCH50: DatagramShape {
    static let format = FeedFormat(.moldUDP64, .itch50)
    static let name = "MoldUDP64 with ITCH 5.0"

    static func likelihood(of datagram: RawSpan) -> Likelihood {
        let framing = MoldUDP64()
        guard let header = framing.header(of: datagram) else { return .none }
        for offset in 0..<10 where !(0x20...0x7E).contains(datagram.byte(at: offset)) { return .none }
        guard header.count > 0 else {
            return datagram.byteCount == MoldUDP64Header.byteCount ? .weak : .none
        }
        guard framing.blocksFill(datagram, count: header.count) else { return .none }
        let first = framing.blockLength(datagram, at: MoldUDP64Header.byteCount)
        let message = datagram.bytes(at: MoldUDP64Header.byteCount + 2, count: first)
        return ITCH.fits(message) ? .strong : .none
    }
}

/// Recognised by its first records, since a file has no header.
enum BinaryFileITCH50: StreamShape {
    static let format = FeedFormat(.binaryFile, .itch50)
    static let name = "BinaryFILE with ITCH 5.0"

    static func fits(head: RawSpan) -> Bool {
        var survey = HeadSurvey()
        var offset = 0
        repeat {
            guard head.byteCount - offset >= 2 else { break }
            let field: UInt16 = head.bigEndian(at: offset)
            let length = Int(field)
            if length == 0 && survey.good > 0 { break }  // the end of a session
            guard length > 0, length <= ITCH50Codec.longestMessage else {
                survey.loseFraming()
                break
            }
            guard head.byteCount - offset - 2 >= length else { break }
            survey.record(fits: ITCH.fits(head.bytes(at: offset + 2, count: length)))
            offset += 2 + length
        } while survey.isOpen
        // The packets `S` of SoupBinTCP look like system events that are too long.
        return survey.isConvincing && !SoupBinTCPITCH50.fits(head: head)
    }
}
