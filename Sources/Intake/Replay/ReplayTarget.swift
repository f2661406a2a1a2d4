internal import Protocols

/// Where a replay is to go.
public enum ReplayTarget: Sendable, Equatable {
    case start, end
    /// Before the first packet received at that time or later, ns since the epoch; where packets have no times,
    /// before the first message stamped so.
    case time(UInt64)
    /// Before the message that bears this number or, where that is missing, the first that passes it.
    case message(UInt64)
}

/// A replay on its way to a target.
struct Journey: Sendable, Equatable {
    enum Stage: Sendable, Equatable {
        /// The receiver has not looked yet whether the target lies ahead.
        case asked
        case onTheWay
        /// The target was passed already: only a receiver that begins anew gets there.
        case behind
    }

    /// Rises with each one asked for.
    var number = 0
    var target = ReplayTarget.end
    var stage = Stage.asked
    /// The feed that numbers the message, and how often it began anew before; `nil`: any.
    var feed: Int?
    var life: Int?
    /// The number lies before the first of every feed: the source's first message is the one to stop before.
    var isBeforeAll = false
}

extension Journey {
    /// Finds out on which side of `places` the target is, given the latest time that was taken.
    mutating func decide(_ places: [SequencePlace], latest: UInt64) {
        switch target {
        case .start: stage = .behind
        case .end: stage = .onTheWay
        case .time(let time): stage = time > latest ? .onTheWay : .behind
        case .message(let number):
            stage = .onTheWay
            var nearest = UInt64.max
            for (index, place) in places.enumerated() where place.next > number && place.first <= number {
                guard place.next - number < nearest else { continue }
                nearest = place.next - number
                (stage, feed, life) = (.behind, index, place.life)
            }
            // Before what any feed now numbers: in an earlier life of it, or before the source's first message.
            let begun = places.filter { $0.next > 0 }
            if stage == .onTheWay, !begun.isEmpty, begun.allSatisfy({ $0.next > number }) {
                stage = .behind
                isBeforeAll = begun.allSatisfy { $0.life == 0 }
            }
        }
    }

    /// Whether the message `number` of a feed is the one to stop before.
    func isReached(by number: UInt64, of feed: Int, at place: SequencePlace) -> Bool {
        guard case .message(let wanted) = target, number >= wanted, place.next <= wanted else { return false }
        if let own = self.feed, own != feed { return false }
        if let life, life != place.life { return false }
        // Of a feed that begins beyond the number, nobody can say that it passed it.
        return place.next > 0 || number == wanted || isBeforeAll
    }
}
