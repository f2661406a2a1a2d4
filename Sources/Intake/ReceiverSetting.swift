public import OrderFlow
public import Protocols

/// What a receiver is to read, and whom it tells.
public struct ReceiverSetting: Sendable {
    public var address: SourceAddress
    public var options = FeedOptions()
    /// Takes this protocol for granted instead of looking.
    public var forced: FeedProtocol?
    /// The pace of files; `nil`: as fast as it goes.
    public var replay: ReplayControl?
    public let directory = FeedDirectory()
    public let report = SourceReport()
    public let stop = StopSignal()

    public init(_ address: SourceAddress) { self.address = address }

    /// A socket: nothing waits, a full ring sheds.
    public var isLive: Bool {
        if case .udp = address { true } else { false }
    }
}
