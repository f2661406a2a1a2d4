/// Every format there is. Adding a protocol is adding its folder, its shape and its decoder here.
public enum ProtocolRegistry {
    static let datagramShapes: [any DatagramShape.Type] = [
        IEXTPTOPS.self, IEXTPDEEP.self, MoldUDP64ITCH50.self, OrderUpdateDatagramShape.self,
    ]
    private static let streamShapes: [any StreamShape.Type] = [
        BinaryFileITCH50.self, OrderUpdateStreamShape.self, SoupBinTCPITCH50.self,
    ]

    /// Every format, in no order that matters.
    public static let formats: [FeedFormat] =
        datagramShapes.map { $0.format } + streamShapes.map { $0.format }

    /// What `identify` tried, for the error message: `"MoldUDP64 with ITCH 5.0"`, …
    public static let known: [String] = datagramShapes.map { $0.name } + streamShapes.map { $0.name }

    /// The formats that `datagram` settles on its own; empty when nothing fits, or what fits carries no message.
    public static func identify(datagram: RawSpan) -> [FeedFormat] {
        datagramShapes.filter { shape in
            switch shape.evidence(in: datagram) {
            case .unlike: false
            case .named: true
            case .framed(let tally): tally.isConvincing()
            }
        }.map { $0.format }
    }

    /// Formats whose structure the first bytes of a stream have; at least one message must be whole.
    ///
    /// - Parameter isWhole: `head` is the entire stream. A message cut at its end is then a cut stream,
    ///   which is recognised all the same.
    public static func identify(streamHead head: RawSpan, isWhole: Bool) -> [FeedFormat] {
        var found: [FeedFormat] = []
        for shape in streamShapes where shape.fits(head: head) { found.append(shape.format) }
        return found
    }

    /// A decoder for a packeted format; `nil` when the format is a stream's.
    public static func datagramDecoder(_ format: FeedFormat, _ options: FeedOptions) -> DatagramDecoder? {
        switch (format.transport, format.content) {
        case (.moldUDP64, .itch50):
            .moldUDP64(SessionBox(PacketSession(MoldUDP64(), ITCH50Codec(options), options)))
        case (.iexTP, .iexTOPS):
            .iexTP(SessionBox(PacketSession(IEXTP.tops, IEXCodec(isDEEP: false), options)))
        case (.iexTP, .iexDEEP):
            .iexTP(SessionBox(PacketSession(IEXTP.deep, IEXCodec(isDEEP: true), options)))
        case (.datagram, .orderUpdate):
            .orderUpdates(
                SessionBox(PacketSession(OrderUpdateFraming(), OrderUpdateCodec(options.symbol), options)))
        default: nil
        }
    }

    /// A decoder for a stream format; `nil` when the format is a datagram's.
    public static func streamDecoder(_ format: FeedFormat, _ options: FeedOptions) -> StreamDecoder? {
        switch (format.transport, format.content) {
        case (.binaryFile, .itch50): .binaryFile(SessionBox(BinaryFile(ITCH50Codec(options))))
        case (.soupBinTCP, .itch50): .soupBinTCP(SessionBox(SoupBinTCPStream(ITCH50Codec(options))))
        case (.stream, .orderUpdate): .orderUpdates(SessionBox(OrderUpdateStream(options)))
        default: nil
        }
    }
}
