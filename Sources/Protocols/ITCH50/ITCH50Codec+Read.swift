public import OrderFlow
internal import Wire

/// Single messages.
extension ITCH50Codec {
    /// What a message becomes.
    @usableFromInline
    struct Reading {
        @usableFromInline let event: OrderEvent
        @usableFromInline var second: OrderEvent?
        /// Its stock, when nothing in the session told its name before.
        @usableFromInline var stock: UInt64?
    }

    /// The day is decided, or the message is none that could.
    @usableFromInline @inline(never)
    func read(_ message: RawSpan) -> Reading {
        guard let sinceMidnight = ITCH.sinceMidnight(of: message) else { return refusal(of: message) }
        let head: UInt64 = message.bigEndian(at: 0)
        let shape = RecordShape.all[UInt8(truncatingIfNeeded: head >> 56)]
        guard message.byteCount == Int(shape.length),
            let event = event(of: message, head, shape, at: day.midnight &+ sinceMidnight)
        else { return refusal(of: message) }
        var reading = Reading(event: event)
        guard event.kind != .notice || shape.kind == .notice else { return reading }
        if shape.second > 0 { reading.second = shape.second(of: message, at: 0, behind: event) }
        let isDirectory = shape.type == UInt8(ascii: "R")
        if shape.stock > 0, isDirectory || event.kind != .notice && !isNamed(event.instrument) {
            reading.stock = message.bigEndian(at: Int(shape.stock))
        }
        return reading
    }

    /// Of a type unknown to us; or of another length than its type has, or with a value that none of its kind can have.
    private func refusal(of message: RawSpan) -> Reading {
        let type = message.byteCount > 0 ? message.byte(at: 0) : 0
        let shape = RecordShape.all[type]
        if message.byteCount > 0, shape.length == 0 {
            return Reading(event: OrderEvent(.skipped, type: type))
        }
        return Reading(event: .malformedMessage(type: type, changesBooks: shape.changesBooks))
    }

    /// `nil` when no message can be meant. A code that the specification does not know makes it a notice.
    private func event(
        of message: RawSpan, _ head: UInt64, _ shape: RecordShape, at time: UInt64
    ) -> OrderEvent? {
        if shape.isCommon {
            var padded = InlineArray<7, UInt64>(repeating: 0)
            // SAFETY: integers may be of any bytes; there are more than the reach, and no message is longer.
            unsafe message.withUnsafeBytes { bytes in
                var copy = padded.mutableSpan
                unsafe copy.withUnsafeMutableBytes { unsafe $0.copyMemory(from: bytes) }
            }
            let record = unsafe OrderRecord(
                unchecked: padded.span.bytes, at: 0, about: head >> 40, RecordShape.all, shape, nameless: 0,
                time: time)
            let needsShares = shape.kind == .add || shape.kind == .replacing
            return record.flaws == 0 && (record.shares > 0 || !needsShares) ? record.event : nil
        }
        var kind = shape.kind
        var (side, reference, quantity, limit, isQuiet) = (Side.buy, UInt64(0), UInt32(0), UInt32(0), false)
        if shape.quantity > 0 { quantity = message.bigEndian(at: Int(shape.quantity)) }
        if shape.price > 0 { limit = message.bigEndian(at: Int(shape.price)) }
        switch shape.type {
        case UInt8(ascii: "B"), UInt8(ascii: "C"), UInt8(ascii: "P"):
            reference = message.bigEndian(at: RecordShape.reference)
            isQuiet = shape.type == UInt8(ascii: "C") && message.byte(at: 31) == UInt8(ascii: "N")
            if shape.side > 0 {
                guard let known = Side(itch: message.byte(at: Int(shape.side))) else { return nil }
                side = known
            }
        case UInt8(ascii: "Q"):
            let shares: UInt64 = message.bigEndian(at: 11)
            quantity = UInt32(clamping: shares)
            // Without any, no cross took place.
            if shares == 0 { kind = .notice }
        case UInt8(ascii: "H"):
            if let status = TradingStatus(itch: message.byte(at: 19)) {
                quantity = UInt32(status.rawValue)
            } else {
                kind = .notice
            }
        case UInt8(ascii: "h"):
            if let isHalted = ITCH.isHalted(market: message.byte(at: 19), action: message.byte(at: 20)) {
                quantity = isHalted ? 1 : 0
            } else {
                kind = .notice
            }
        default: break
        }
        let (locate, isNotice) = (UInt16(truncatingIfNeeded: head >> 40), kind == .notice)
        return OrderEvent(
            kind, type: shape.type, instrument: locate, side: side, reference: reference,
            price: isNotice ? 0 : Int64(limit), quantity: quantity, timestamp: time, quiet: isQuiet)
    }
}

extension ITCH {
    /// `nil` for an action or a market that the specification does not know. A feed tells of its own market
    /// alone.
    fileprivate static func isHalted(market: UInt8, action: UInt8) -> Bool? {
        guard "QBX".utf8.contains(market) else { return nil }
        return switch action {
        case UInt8(ascii: "H"): true
        case UInt8(ascii: "T"): false
        default: nil
        }
    }
}

extension TradingStatus {
    fileprivate init?(itch code: UInt8) {
        switch code {
        case UInt8(ascii: "H"): self = .halted
        case UInt8(ascii: "P"): self = .paused
        case UInt8(ascii: "Q"): self = .quotationOnly
        case UInt8(ascii: "T"): self = .trading
        default: return nil
        }
    }
}

extension Side {
    init?(itch code: UInt8) {
        switch code {
        case UInt8(ascii: "B"): self = .buy
        case UInt8(ascii: "S"): self = .sell
        default: return nil
        }
    }
}
