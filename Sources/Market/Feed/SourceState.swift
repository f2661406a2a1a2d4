import OrderFlow

/// What is known of one source of events (one ring): its feeds, and its packets on the way.
struct SourceState {
    /// A packet that was applied and whose publication is still to come.
    struct Pending {
        /// Host clock when the program could first read it, ns since the epoch.
        var intake: UInt64 = 0
        /// Host clock when it was applied.
        var applied: UInt64 = 0
        var messages: UInt64 = 0
        /// Index among all feeds.
        var feed = 0
    }

    /// The feeds of this source, in order, by their index among all feeds.
    var feeds: [Int] = []
    /// Of the directory that they were last taken from; 0: none yet.
    var directoryVersion = 0
    /// The feed of the packet being applied, by its index among all; `nil`: none yet.
    var current: Int?
    /// The packet being applied; `intake` 0: none, or its time is not known.
    var intake: UInt64 = 0
    /// Messages of the current feed before the packet.
    var messagesBefore: UInt64 = 0

    private(set) var pending = InlineArray<256, Pending>(repeating: Pending())
    private(set) var pendingCount = 0

    /// Keeps a packet for the publication; one too many is left out of the parse and queue figures.
    @inline(__always)
    mutating func append(_ packet: Pending) {
        guard pendingCount < pending.count else { return }
        pending[pendingCount] = packet
        pendingCount &+= 1
    }

    mutating func removePending() { pendingCount = 0 }
}
