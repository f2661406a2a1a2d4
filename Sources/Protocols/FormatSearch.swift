/// Looks for the format of the datagrams that go to one destination.
///
/// A *message* that fits settles it, or a header that names its protocol. A sign of life does not: MoldUDP64 says
/// nothing of what it carries, and a dozen venues send other protocols in it.
public struct FormatSearch: Sendable {
    public enum Verdict: Sendable, Equatable {
        /// Of no format that is known.
        case unlike
        /// The framing of one fits, but nothing in the datagram tells what it carries.
        case open
        case settled(FeedFormat)
    }

    /// What has come so far, by shape.
    private var before: [MessageTally]
    private var unlike = 0
    /// Whether there is no use in looking any further: bytes of something else, or of a protocol that is akin.
    public private(set) var isHopeless = false

    /// After so many datagrams that fit nothing, or messages that speak against all that fit, nothing is looked at.
    private static let patience = 4096

    public init() { before = Array(repeating: MessageTally(), count: ProtocolRegistry.datagramShapes.count) }

    public mutating func look(at datagram: RawSpan) -> Verdict {
        guard !isHopeless else { return .unlike }
        var isFramed = false
        for (index, shape) in ProtocolRegistry.datagramShapes.enumerated() {
            switch shape.evidence(in: datagram) {
            case .unlike: continue
            case .named: return .settled(shape.format)
            case .framed(let tally):
                isFramed = true
                if tally.isConvincing(after: before[index]) { return .settled(shape.format) }
                before[index] += tally
                if before[index].contrary >= Self.patience { isHopeless = true }
            }
        }
        if isFramed { return .open }
        unlike += 1
        if unlike >= Self.patience { isHopeless = true }
        return .unlike
    }
}
