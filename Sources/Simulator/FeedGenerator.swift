public import Capture

/// Writes a synthetic feed: the engine of `feedtop generate`.
public struct FeedGenerator: Sendable {
    public enum Format: String, Sendable, CaseIterable {
        /// An ITCH 5.0 day file, each message behind its length, an end marker last.
        case binaryFile = "binaryfile"
        /// Order updates back to back.
        case orderUpdate = "order-update"
        case pcap
        case pcapng

        public var isCapture: Bool { self == .pcap || self == .pcapng }
    }

    /// What the datagrams of a capture carry. Day files are ITCH, streams are order updates.
    public enum Content: String, Sendable, CaseIterable {
        /// ITCH 5.0 over MoldUDP64.
        case itch = "itch-5.0"
        case orderUpdate = "order-update"
    }

    public var format: Format
    public var content = Content.itch
    public var exchange: ExchangeSettings
    public var orderUpdateLength = OrderUpdateExchange.MessageLength.packed
    /// Captures only.
    public var packing = PackingOptions()
    /// Captures only; set `packing` apart from boundaries and restarts, which follow from the faults.
    public var faults = FaultPlan.none
    public var source = Endpoint(ipv4: 0x0A00_0001, port: 26_477)
    public var destination = Endpoint(ipv4: 0xE936_0C6F, port: 26_477)

    public init(_ format: Format, _ exchange: ExchangeSettings) {
        self.format = format
        self.exchange = exchange
    }

    /// Bytes handed to the sink at a time, about.
    private static let chunk = 1 << 18

    /// Generates everything, and hands it to `sink` in pieces.
    public func generate(
        into sink: (RawSpan) throws(FileSinkError) -> Void
    ) throws(GenerationError) -> GenerationReport {
        if !format.isCapture, faults != .none { throw .faultsNeedDatagrams(format) }
        switch (format, content) {
        case (.binaryFile, _):
            return try stream(Self.made { () throws(SettingsError) in try itch() }, isFramed: true, sink)
        case (.orderUpdate, _):
            return try stream(Self.made { () throws(SettingsError) in try updates() }, isFramed: false, sink)
        case (_, .itch):
            return try capture(Self.made { () throws(SettingsError) in try itch() }, .moldUDP64, sink)
        case (_, .orderUpdate):
            return try capture(Self.made { () throws(SettingsError) in try updates() }, .bare, sink)
        }
    }

    private func itch() throws(SettingsError) -> SyntheticExchange { try SyntheticExchange(exchange) }

    private func updates() throws(SettingsError) -> OrderUpdateExchange {
        try OrderUpdateExchange(exchange, length: orderUpdateLength)
    }

    private static func made<Source: ~Copyable>(
        _ make: () throws(SettingsError) -> Source
    ) throws(GenerationError) -> Source {
        do { return try make() } catch { throw .settings(error) }
    }

    private static func hand(
        _ bytes: RawSpan, to sink: (RawSpan) throws(FileSinkError) -> Void, _ report: inout GenerationReport
    ) throws(GenerationError) {
        do { try sink(bytes) } catch { throw .file(error) }
        report.bytes += UInt64(bytes.byteCount)
    }

    /// Messages one after another; framed: each behind its 16-bit length, and a length of 0 at the end.
    private func stream<Source: MessageSource & ~Copyable>(
        _ source: consuming Source, isFramed: Bool, _ sink: (RawSpan) throws(FileSinkError) -> Void
    ) throws(GenerationError) -> GenerationReport {
        var report = GenerationReport()
        var buffer = MessageBuffer(capacity: Self.chunk + 256)
        let prefix = isFramed ? 2 : 0
        var isOver = false
        while !isOver {
            buffer.clear()
            while buffer.count < Self.chunk {
                let at = buffer.reserve(prefix)
                let count = source.next(into: &buffer)
                if isFramed { buffer.store(big: UInt16(truncatingIfNeeded: count), at: at) }
                if count == 0 {
                    isOver = true
                    break
                }
                if report.first == 0 { report.first = source.timestamp }
                report.messages &+= 1
            }
            try Self.hand(buffer.bytes, to: sink, &report)
        }
        report.last = source.timestamp
        return report
    }

    private func capture<Source: MessageSource & ~Copyable>(
        _ messages: consuming Source, _ framing: DatagramFraming,
        _ sink: (RawSpan) throws(FileSinkError) -> Void
    ) throws(GenerationError) -> GenerationReport {
        var report = GenerationReport()
        let packer = DatagramPacker(messages, framing: framing, options: faults.packing(packing))
        var flow = FaultyFlow(packer, faults)
        let writer = CaptureWriter(format == .pcapng ? .pcapng : .pcap)
        var buffer: [UInt8] = []
        buffer.reserveCapacity(Self.chunk + 65_536)
        writer.header(into: &buffer)
        while let facts = flow.next() {
            writer.packet(
                timestamp: facts.time, source: source, destination: destination, payload: flow.bytes,
                into: &buffer)
            if report.datagrams == 0 { report.first = facts.time }
            report.last = facts.time
            report.datagrams += 1
            if buffer.count >= Self.chunk {
                // SAFETY: bytes have no invalid pattern and no padding.
                try unsafe Self.hand(buffer.span.bytes, to: sink, &report)
                buffer.removeAll(keepingCapacity: true)
            }
        }
        // SAFETY: bytes have no invalid pattern and no padding.
        try unsafe Self.hand(buffer.span.bytes, to: sink, &report)
        report.messages = flow.messages
        report.faults = flow.log
        return report
    }
}
