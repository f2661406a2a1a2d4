public import OrderFlow

/// Every format there is. Adding a protocol is adding its file and its line here.
public enum ProtocolRegistry {
    /// Formats whose structure `datagram` has, the most telling first; empty when nothing fits.
    public static func identify(datagram: RawSpan) -> [FeedFormat] { [] }

    /// Formats whose structure the first bytes of a stream have.
    ///
    /// - Parameter isWhole: `head` is the entire stream, so a message cut at its end is no longer to be completed.
    public static func identify(streamHead head: RawSpan, isWhole: Bool) -> [FeedFormat] { [] }

    /// A decoder for a packeted format; `nil` when the format is a stream's.
    public static func datagramDecoder<Sink: EventSink & ~Copyable>(
        _ format: FeedFormat, _ options: FeedOptions, for sink: Sink.Type
    ) -> DatagramDecoder<Sink>? { nil }

    /// A decoder for a stream format; `nil` when the format is a datagram's.
    public static func streamDecoder<Sink: EventSink & ~Copyable>(
        _ format: FeedFormat, _ options: FeedOptions, for sink: Sink.Type
    ) -> StreamDecoder<Sink>? { nil }

    /// What `identify` tried, for the error message: `"MoldUDP64 with ITCH 5.0"`, …
    public static let known: [String] = []
}
