/// How much a message is like one of a protocol.
enum Likeness {
    /// Of a type of the protocol, with that type's length and values that it can have.
    case fits
    /// Of a type of the protocol, but of a length or with a value that none of its kind has: of another protocol.
    case contrary
    /// Of a type that the protocol does not have. A later revision may; so it tells nothing.
    case strange
}

/// Counts messages by how much they are like those of a protocol.
struct MessageTally: Sendable {
    private(set) var fitting = 0
    private(set) var contrary = 0
    private(set) var strange = 0

    var count: Int { fitting + contrary + strange }

    mutating func count(_ likeness: Likeness) {
        switch likeness {
        case .fits: fitting += 1
        case .contrary: contrary += 1
        case .strange: strange += 1
        }
    }

    /// Whether they are the protocol's: at least half of those that came together fit, and of all that were seen on the
    /// same way so far no more than one in four spoke against it. A venue whose protocol is akin (most are children of
    /// ITCH) has messages that fit by chance, but more that cannot.
    ///
    /// - Parameter before: What came on the same way before.
    func isConvincing(after before: MessageTally = MessageTally()) -> Bool {
        fitting > 0 && fitting >= strange
            && (contrary + before.contrary) * 3 <= fitting + before.fitting
    }

    static func += (left: inout MessageTally, right: MessageTally) {
        left.fitting &+= right.fitting
        left.contrary &+= right.contrary
        left.strange &+= right.strange
    }
}

/// What the structure of a datagram tells.
enum DatagramEvidence {
    /// It is of another format.
    case unlike
    /// Its header names its protocol beyond doubt.
    case named
    /// Its framing fits, and its messages are like this; none in a heartbeat, which fits whatever its feed carries.
    case framed(MessageTally)
}

/// Recognises the datagrams of a format by their structure.
protocol DatagramShape: Sendable {
    static var format: FeedFormat { get }
    /// For the error message that tells what was tried.
    static var name: String { get }
    static func evidence(in datagram: RawSpan) -> DatagramEvidence
}

/// Recognises a stream of a format by the structure of its first messages.
protocol StreamShape: Sendable {
    static var format: FeedFormat { get }
    /// For the error message that tells what was tried.
    static var name: String { get }
    static func fits(head: RawSpan) -> Bool
}

/// Counts the messages at a stream's front. Where the framing is lost, at least two must have fit.
struct HeadSurvey {
    private(set) var tally = MessageTally()
    private(set) var isLost = false

    /// So many messages are enough.
    static let sample = 64

    /// Whether to look at another message.
    var isOpen: Bool { !isLost && tally.count < Self.sample }

    mutating func count(_ likeness: Likeness) { tally.count(likeness) }

    mutating func loseFraming() { isLost = true }

    var isConvincing: Bool { tally.isConvincing() && (!isLost || tally.fitting >= 2) }
}
