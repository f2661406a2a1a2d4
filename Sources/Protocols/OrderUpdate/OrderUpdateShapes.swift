internal import Wire

extension OrderUpdate {
    /// No sender writes longer ones today; recognising a format asks for more than reading it does.
    private static let longestUsual = 255

    /// Whether `message`, whole, could be an order update: a side, a time before the year 2116, a sequence.
    static func fits(_ message: RawSpan) -> Bool {
        guard let header = Header(message), let update = OrderUpdate(message) else { return false }
        return header.type == type && update.side != nil && message.byteCount <= longestUsual
            && header.timestamp >> 62 == 0 && header.sequence > 0
    }
}

/// Recognised by lengths that fill the datagram, and messages that are order updates.
enum OrderUpdateDatagramShape: DatagramShape {
    static let format = FeedFormat(.datagram, .orderUpdate)
    static let name = "order updates in datagrams"

    static func likelihood(of datagram: RawSpan) -> Likelihood {
        let framing = OrderUpdateFraming()
        var end = 0
        while end < datagram.byteCount {
            guard let run = framing.header(of: datagram.bytes(from: end)) else { return .none }
            end += run.reach
        }
        guard end > 0 else { return .none }
        return OrderUpdateStreamShape.fits(head: datagram) ? .strong : .none
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
            survey.record(fits: OrderUpdate.fits(head.bytes(at: offset, count: length)))
            offset += length
        } while survey.isOpen
        return survey.isConvincing
    }
}
