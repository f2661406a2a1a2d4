internal import OrderFlow
internal import Wire

extension ITCH {
    /// How much `message` is like one: of its type's very length, which the specification fixes; a time within a day; and
    /// where it has a side, a stock or a code, one that can be.
    static func likeness(of message: RawSpan) -> Likeness {
        guard message.byteCount > 0 else { return .strange }
        let shape = RecordShape.all[message.byte(at: 0)]
        guard shape.length > 0 else { return .strange }
        guard message.byteCount == Int(shape.length), sinceMidnight(of: message) != nil,
            hasPossibleCode(message, shape), shape.stock == 0 || hasStock(message, at: Int(shape.stock))
        else { return .contrary }
        return .fits
    }

    /// A side, or the one code of a short message that has nothing else to know it by.
    private static func hasPossibleCode(_ message: RawSpan, _ shape: RecordShape) -> Bool {
        switch shape.type {
        case UInt8(ascii: "S"): isUppercase(message.byte(at: 11))
        case UInt8(ascii: "W"): isDigit(message.byte(at: 11))
        default: shape.side == 0 || Side(itch: message.byte(at: Int(shape.side))) != nil
        }
    }

    private static func isUppercase(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// A name is text, of whatever alphabet: it has no controls.
    private static func hasStock(_ message: RawSpan, at offset: Int) -> Bool {
        for place in offset..<(offset + 8) {
            let byte = message.byte(at: place)
            guard byte >= 0x20, byte != 0x7F else { return false }
        }
        return true
    }
}

/// Recognised by its sums and its messages: a session that is text, blocks that fill the datagram, messages of ITCH among
/// them. A heartbeat fits, but says nothing of what will come.
enum MoldUDP64ITCH50: DatagramShape {
    static let format = FeedFormat(.moldUDP64, .itch50)
    static let name = "MoldUDP64 with ITCH 5.0"

    static func evidence(in datagram: RawSpan) -> DatagramEvidence {
        let framing = MoldUDP64()
        guard let header = framing.header(of: datagram), isSession(datagram),
            framing.blocksFill(datagram, count: header.count)
        else { return .unlike }
        var tally = MessageTally()
        var offset = MoldUDP64Header.byteCount
        for _ in 0..<header.count {
            let length = framing.blockLength(datagram, at: offset)
            tally.count(ITCH.likeness(of: datagram.bytes(at: offset + 2, count: length)))
            offset += 2 + length
        }
        return .framed(tally)
    }

    /// Text; or nothing at all, where names and numbers were taken out before a sample was made public.
    private static func isSession(_ datagram: RawSpan) -> Bool {
        var (isText, isBlank) = (true, true)
        for offset in 0..<18 {
            let byte = datagram.byte(at: offset)
            if offset < 10, !(0x20...0x7E).contains(byte) { isText = false }
            if byte != 0 { isBlank = false }
        }
        return isText || isBlank
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
            if length == 0 && survey.tally.count > 0 { break }  // the end of a session
            guard length > 0, length <= ITCH50Codec.longestMessage else {
                survey.loseFraming()
                break
            }
            guard head.byteCount - offset - 2 >= length else { break }
            survey.count(ITCH.likeness(of: head.bytes(at: offset + 2, count: length)))
            offset += 2 + length
        } while survey.isOpen
        return survey.isConvincing
    }
}
