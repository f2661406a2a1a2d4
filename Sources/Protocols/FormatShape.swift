/// How surely a format was recognised.
enum Likelihood: Int, Comparable {
    case none
    /// Possible, but so little is there that other formats would look the same.
    case weak
    case strong

    static func < (left: Likelihood, right: Likelihood) -> Bool { left.rawValue < right.rawValue }
}

/// Recognises the datagrams of a format by their structure.
protocol DatagramShape: Sendable {
    static var format: FeedFormat { get }
    /// For the error message that tells what was tried.
    static var name: String { get }
    static func likelihood(of datagram: RawSpan) -> Likelihood
}

/// Recognises a stream of a format by the structure of its first messages.
protocol StreamShape: Sendable {
    static var format: FeedFormat { get }
    /// For the error message that tells what was tried.
    static var name: String { get }
    static func fits(head: RawSpan) -> Bool
}

/// Counts the records at a stream's front that look right.
///
/// The first must. After it one in four may be odd, since recognising a format is no place to complain of
/// messages; and when the framing is lost, at least two must have been right.
struct HeadSurvey {
    private(set) var good = 0
    private(set) var odd = 0
    private(set) var isLost = false

    /// So many records are enough.
    static let sample = 64

    /// Whether to look at another record.
    var isOpen: Bool { good > 0 && !isLost && good + odd < Self.sample }

    mutating func record(fits: Bool) {
        if fits { good += 1 } else { odd += 1 }
    }

    mutating func loseFraming() { isLost = true }

    var isConvincing: Bool { good >= (isLost ? 2 : 1) && odd * 3 <= good }
}
