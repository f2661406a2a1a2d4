internal import Books
public import OrderFlow

/// How messages of a range came after all.
public enum LossFill: UInt8, BitwiseCopyable, Sendable {
    /// They did not.
    case none
    /// Too late for the books.
    case late
    /// Asked for and sent again, in time for the books.
    case request
    /// Another line brought them.
    case line

    /// As `summary --json` prints it; `nil`: not filled.
    public var name: String? {
        switch self {
        case .none: nil
        case .late: "late"
        case .request: "request"
        case .line: "line"
        }
    }
}

/// Messages that did not come as they should, by sequence number, both ends included.
public struct SequenceRange: BitwiseCopyable, Sendable, Equatable {
    public var first: UInt64
    public var last: UInt64
    /// Feed time when the loss was noticed, ns since the epoch.
    public var noticed: UInt64
    /// Messages of the range that nobody ever brought; 0: it was filled.
    public var lost: UInt64
    public var cause: LossCause
    /// With cause `line`: which one.
    public var line: UInt8
    /// How those came that are not lost.
    public var fill: LossFill

    /// All messages of the range are lost, unless told otherwise.
    public init(
        first: UInt64, last: UInt64, noticed: UInt64, cause: LossCause = .wire, line: UInt8 = 0,
        lost: UInt64? = nil, fill: LossFill = .none
    ) {
        self.first = first
        self.last = last
        self.noticed = noticed
        self.cause = cause
        self.line = line
        self.lost = 0
        self.fill = fill
        self.lost = lost ?? count
    }

    /// Messages in the range.
    public var count: UInt64 { last >= first ? (last - first).addingClamped(1) : 0 }

    /// Messages of it; what was dropped here may have no numbers.
    public var messages: UInt64 { cause == .here ? Swift.max(lost, 1) : count }

    /// One line lacks it and another had it, or some of it. What every line lacks is a loss of the feed, told as such.
    public var isOfOneLine: Bool { cause == .line && lost < count }

    /// The books lack messages of it: `late` is too late for them.
    public var isMissingInBooks: Bool { cause != .line && fill != .request }

    /// How many messages two ranges share.
    func overlap(_ first: UInt64, _ last: UInt64) -> UInt64 {
        let (low, high) = (max(self.first, first), min(self.last, last))
        return low <= high ? (high - low).addingClamped(1) : 0
    }
}
