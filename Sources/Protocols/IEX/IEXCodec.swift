public import OrderFlow
public import Wire

/// TOPS and DEEP messages to events. Instruments are numbered 1, 2, … as their symbols appear; 0 is none.
public struct IEXCodec: MessageCodec, ~Copyable {
    @usableFromInline let isDEEP: Bool
    @usableFromInline var symbols = SymbolTable()
    /// Implied decimals of a price.
    @usableFromInline static var scale: UInt8 { 4 }

    public init(isDEEP: Bool) { self.isDEEP = isDEEP }

    @inlinable public static var longestMessage: Int { 0xFFFF }

    @inlinable public mutating func begin(received: UInt64) {}
    /// Symbols keep their numbers: they are ours, not the session's.
    @inlinable public mutating func startOver() {}

    @inlinable
    public mutating func time(of message: RawSpan) -> UInt64 {
        guard let view = IEX.Message(message) else { return 0 }
        return UInt64(clamping: view.timestamp)
    }

    @inlinable
    public mutating func decode<Sink: EventSink & ~Copyable>(_ message: RawSpan, into sink: inout Sink) {
        guard let view = IEX.Message(message), let time = UInt64(exactly: view.timestamp) else {
            return refuse(message, into: &sink)
        }
        let type = view.type
        let byteCount = IEX.byteCount(ofType: type, isDEEP: isDEEP)
        guard byteCount > 0, message.byteCount >= byteCount else { return refuse(message, into: &sink) }
        guard type != UInt8(ascii: "S") else {
            sink.accept(OrderEvent(.notice, type: type, timestamp: time))
            return
        }
        guard let event = event(of: view, type, time) else {
            return refuse(message, into: &sink)
        }
        let symbol = view.symbol
        let known = symbols.index(of: symbol)
        guard let instrument = known ?? symbols.insert(symbol) else {
            return refuse(message, into: &sink)
        }
        var placed = event
        placed.instrument = instrument
        sink.accept(placed)
        complete(view, placed, into: &sink)
        if known == nil || type == UInt8(ascii: "D") {
            sink.accept(
                .instrument(
                    instrument, named: SymbolName(padded: symbol), scale: Self.scale, type: type))
        }
    }

    /// Of a type that this protocol does not have; or too short, or with a value that none of its kind can
    /// have.
    @inlinable @inline(never)
    func refuse<Sink: EventSink & ~Copyable>(_ message: RawSpan, into sink: inout Sink) {
        let type = message.byteCount > 0 ? message.byte(at: 0) : 0
        if message.byteCount > 0, IEX.byteCount(ofType: type, isDEEP: isDEEP) == 0 {
            sink.accept(OrderEvent(.skipped, type: type))
        } else {
            sink.accept(.malformedMessage(type: type, changesBooks: IEX.changesBooks(type)))
        }
    }
}
