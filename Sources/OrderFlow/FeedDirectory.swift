import Synchronization

/// The feeds of one source, in order of appearance: written by its receiver, read by the market thread.
///
/// A feed is entered before its first event is published; so whoever reads an event finds its feed here. What is known
/// of it may grow.
public final class FeedDirectory: Sendable {
    private let feeds = Mutex<[FeedDescription]>([])
    private let size = Atomic<Int>(0)
    private let known = Atomic<Int>(0)
    private let changes = Atomic<Int>(0)

    public init() {}

    /// How many there are.
    public var count: Int { size.load(ordering: .acquiring) }

    /// How many there are of which the protocol is known.
    public var knownCount: Int { known.load(ordering: .acquiring) }

    /// Rises with every change. One load, for the market thread to look at once per batch.
    public var version: Int { changes.load(ordering: .acquiring) }

    public subscript(index: Int) -> FeedDescription { feeds.withLock { $0[index] } }

    /// All of them.
    public var all: [FeedDescription] { feeds.withLock { $0 } }

    /// Enters a feed and returns its number.
    public func append(_ feed: FeedDescription) -> Int {
        change { entered in
            entered.append(feed)
            return entered.count - 1
        }
    }

    /// More is known of a feed that was entered.
    public func replace(_ number: Int, with feed: FeedDescription) {
        change { $0[number] = feed }
    }

    private func change<Result>(_ body: (inout [FeedDescription]) -> Result) -> Result {
        feeds.withLock { entered in
            let result = body(&entered)
            size.store(entered.count, ordering: .releasing)
            known.store(entered.count { $0.isKnown }, ordering: .releasing)
            changes.add(1, ordering: .acquiringAndReleasing)
            return result
        }
    }
}
