internal import Glibc
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
    public var clock = ReceiveClock.capture
    public var captureLines = CaptureLines.found
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

    /// The same for another receiver of the same source, which begins at its first byte: with a report, a directory
    /// and a stop of its own.
    public var anew: ReceiverSetting {
        var setting = ReceiverSetting(address)
        setting.options = options
        setting.forced = forced
        setting.replay = replay
        setting.technique = technique
        setting.clock = clock
        setting.captureLines = captureLines
        setting.follows = follows
        setting.patience = patience
        setting.pace = pace
        return setting
    }

    /// Why the source cannot be read again from its first byte; `nil`: it can.
    public var whyOnlyForward: String? {
        switch address {
        case .file(let path):
            var information = stat()
            // SAFETY: the structure is this call's own.
            let isThere = unsafe stat(path.systemPath, &information) == 0
            if !isThere { return "it cannot be opened again: \(IntakeError.reason())" }
            return information.st_mode & S_IFMT == S_IFREG ? nil : "a pipe can be read only once"
        case .standardInput: return "standard input can be read only once; name the file instead"
        case .udp, .interface, .stream, .soup: return "it happens only once"
        }
    }

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
