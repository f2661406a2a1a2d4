import Synchronization

/// The feeds of one source, in order of appearance: written by its receiver, read by the market thread.
///
/// A feed is entered before its first event is published; so whoever reads an event finds its feed here.
public final class FeedDirectory: Sendable {
    private let feeds = Mutex<[FeedDescription]>([])
    private let size = Atomic<Int>(0)

    public init() {}

    /// How many there are. One load, for the market thread to look at once per batch.
    public var count: Int { size.load(ordering: .acquiring) }

    public subscript(index: Int) -> FeedDescription { feeds.withLock { $0[index] } }

    /// Enters a feed and returns its number.
    public func append(_ feed: FeedDescription) -> Int {
        feeds.withLock { entered in
            entered.append(feed)
            size.store(entered.count, ordering: .releasing)
            return entered.count - 1
        }
    }
}
