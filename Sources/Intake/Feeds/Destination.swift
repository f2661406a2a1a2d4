internal import Capture
internal import OrderFlow
internal import Protocols
internal import Wire

/// What goes to one endpoint: the feeds that were recognised there, and what was not.
struct Destination {
    let endpoint: Endpoint
    var feeds: [FeedEntry] = []
    /// As many of the kernel's drops as were known when its last datagram came.
    var kernelDrops: UInt64 = 0
    /// Lines, a bit each, of which the capture lacks something since their last datagram.
    private var lackingLines: UInt8 = 0
    /// What no feed of it takes.
    var search = FormatSearch()
    var held = HeldDatagrams()
    /// Its place in the directory, as long as its format is not known.
    var unknown: UInt16?

    /// So much is held of one destination whose format is not known yet.
    static var mostHeldPackets: Int { 64 }
    static var mostHeldBytes: Int { 256 << 10 }

    init(_ endpoint: Endpoint) { self.endpoint = endpoint }

    var isLackingInCapture: Bool { lackingLines != 0 }

    mutating func noteCaptureLoss(on line: UInt8) { lackingLines |= 1 &<< line }

    /// Whether the capture lacks something of a line; told once.
    mutating func takeCaptureLoss(on line: UInt8) -> Bool {
        defer { lackingLines &= ~(1 &<< line) }
        return lackingLines & 1 &<< line != 0
    }
}
