/// Which message comes next. Every session layer counts with this.
///
/// Sources: MoldUDP64 1.00, "Sequencing rules"; IEX-TP 1, "First message sequence number".
@frozen
public struct SequenceTracker: Sendable {
    /// The sequence of the next message; 0 until anything was seen.
    public var expected: UInt64 = 0
    /// The sequence that `expected` began with; 0 until anything was seen.
    public var first: UInt64 = 0

    @inlinable public init() {}

    /// How a run of messages fits what came before.
    @frozen
    public struct Arrival: Sendable, Equatable {
        /// So many messages are missing right before the run.
        public var missing: UInt64
        /// So many messages at the front of the run came before.
        public var known: UInt64

        @inlinable
        public init(missing: UInt64 = 0, known: UInt64 = 0) {
            self.missing = missing
            self.known = known
        }
    }

    /// Messages `first ..< first + count` came. Whoever comes first sets the beginning, so that joining late
    /// is no gap.
    ///
    /// - Parameters:
    ///   - first: 1 or more.
    ///   - count: 0 for a sign of life, which only tells what comes next. `first + count` must not overflow.
    @inlinable
    public mutating func arrive(_ first: UInt64, count: UInt64) -> Arrival {
        let next = first &+ count
        if first >= expected {
            let missing = expected == 0 ? 0 : first &- expected
            if expected == 0 { self.first = first }
            expected = next
            return Arrival(missing: missing)
        }
        let known = min(count, expected &- first)
        expected = max(expected, next)
        return Arrival(known: known)
    }

    /// Everything starts over, and `next` comes next.
    @inlinable
    public mutating func restart(at next: UInt64) {
        expected = next
        first = next
    }
}
