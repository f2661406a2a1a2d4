public import OrderFlow
internal import Wire

/// ITCH 5.0 messages to events. The instrument of an event is the message's stock locate.
public struct ITCH50Codec: MessageCodec, ~Copyable {
    @usableFromInline var day: TradingDay
    @usableFromInline var named = NamedLocates()
    /// Implied decimals of a price.
    @usableFromInline static var scale: UInt8 { 4 }

    public init(_ options: FeedOptions) { day = TradingDay(named: options.day) }

    @inlinable public static var longestMessage: Int { 50 }

    @inlinable
    public mutating func begin(received: UInt64) { day.received = received }

    public mutating func startOver() {
        named.removeAll()
        day.startOver()
    }

    public mutating func time(of message: RawSpan) -> UInt64 {
        guard let sinceMidnight = ITCH.sinceMidnight(of: message) else { return 0 }
        if !day.isDecided { day.decide(by: sinceMidnight) }
        return day.midnight &+ sinceMidnight
    }

    @inlinable
    public mutating func decode<Sink: EventSink & ~Copyable>(_ message: RawSpan, into sink: inout Sink) {
        if !day.isDecided { decideDay(by: message) }
        let reading = read(message)
        sink.accept(reading.event)
        if let second = reading.second { sink.accept(second) }
        guard let stock = reading.stock else { return }
        named.insert(reading.event.instrument)
        sink.accept(
            .instrument(
                reading.event.instrument, named: SymbolName(padded: stock), scale: Self.scale,
                type: reading.event.messageType))
    }

    /// By the first message that has its type's length and a time.
    @usableFromInline
    mutating func decideDay(by message: RawSpan) {
        guard let sinceMidnight = ITCH.sinceMidnight(of: message),
            message.byteCount == ITCH.byteCount(ofType: message.byte(at: 0))
        else { return }
        day.decide(by: sinceMidnight)
    }

    @inline(__always)
    func isNamed(_ locate: UInt16) -> Bool { named[locate] == 0 }
}
