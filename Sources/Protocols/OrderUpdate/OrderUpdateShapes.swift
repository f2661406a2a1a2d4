internal import Wire

extension OrderUpdate {
    /// No sender writes longer ones today; recognising a format asks for more than reading it does.
    private static let longestUsual = 255

    /// How much `message`, whole, is like an order update: a side, a time before the year 2116, a sequence. The
    /// specification lets it grow: `msg_len` decides, and what follows the 43 bytes is skipped.
    static func likeness(of message: RawSpan) -> Likeness {
        guard let header = Header(message), header.type == type else { return .strange }
        guard let update = OrderUpdate(message), update.side != nil, message.byteCount <= longestUsual,
            header.timestamp >> 62 == 0, header.sequence > 0
        else { return .contrary }
        return .fits
    }
}

/// Recognised by lengths that fill the datagram, and messages that are order updates.
enum OrderUpdateDatagramShape: DatagramShape {
    static let format = FeedFormat(.datagram, .orderUpdate)
    static let name = "order updates in datagrams"

    static func evidence(in datagram: RawSpan) -> DatagramEvidence {
        var tally = MessageTally()
        var offset = 0
        while offset < datagram.byteCount {
            guard let header = OrderUpdate.Header(datagram.bytes(from: offset)) else { return .unlike }
            let length = Int(header.length)
            guard length >= OrderUpdate.Header.byteCount, length <= datagram.byteCount - offset else {
                return .unlike
            }
            tally.count(OrderUpdate.likeness(of: datagram.bytes(at: offset, count: length)))
            offset += length
        }
        return offset > 0 ? .framed(tally) : .unlike
    }
}

/// Recognised by its first messages, since a stream has no header.
enum OrderUpdateStreamShape: StreamShape {
    static let format = FeedFormat(.stream, .orderUpdate)
    static let name = "order updates in a stream"

    static func fits(head: RawSpan) -> Bool {
        var survey = HeadSurvey()
        var offset = 0
        repeat {
            guard let header = OrderUpdate.Header(head.bytes(from: offset)) else { break }
            let length = Int(header.length)
            guard length >= OrderUpdate.Header.byteCount else {
                survey.loseFraming()
                break
            }
            guard length <= head.byteCount - offset else { break }
            survey.count(OrderUpdate.likeness(of: head.bytes(at: offset, count: length)))
            offset += length
        } while survey.isOpen
        return survey.isConvincing
    }
}
