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
    public var technique = Technique.auto
    /// The file is still being written: its end is waited at for more.
    public var follows = false
    /// How long a connection that is gone is tried anew, in seconds; `nil`: for ever.
    public var patience: Int?
    /// Intervals of connections.
    var pace = ConnectionPace()
    public let directory = FeedDirectory()
    public let report = SourceReport()
    public let stop = StopSignal()

    public init(_ address: SourceAddress) { self.address = address }

    /// Happens as it comes: there is no pace to set, and no end to wait for.
    public var isLive: Bool {
        switch address {
        case .udp, .interface, .stream, .soup: true
        case .file: follows
        case .standardInput: false
        }
    }

    /// Nothing tells on which day the messages were sent: bytes of a socket come on the day they are of.
    var dayIsUnknown: Bool {
        switch address {
        case .file, .standardInput: options.day == nil
        case .udp, .interface, .stream, .soup: false
        }
    }

    /// A sender of datagrams does not wait for anybody, so a full ring sheds; a stream's sender is held back.
    var sheds: Bool {
        switch address {
        case .udp, .interface: true
        case .stream, .soup, .file, .standardInput: false
        }
    }
}
