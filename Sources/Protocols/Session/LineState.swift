/// What is known of one line of a feed.
@usableFromInline
struct LineState {
    /// What comes next on it.
    @usableFromInline var tracker = SequenceTracker()
    /// What it did not bring, of the latest.
    @usableFromInline var missing = RangeSet()
    /// The life of the sender that it is in; lines notice a restart one after the other.
    @usableFromInline var life = 0
    /// When its last packet was received, ns since the epoch.
    @usableFromInline var lastReceived: UInt64 = 0

    @usableFromInline init() {}

    /// It begins anew, in another life of the sender, whose first message is `beginning`.
    @usableFromInline
    mutating func startOver(life: Int, at beginning: UInt64) {
        tracker.restart(at: beginning)
        missing.removeAll()
        self.life = life
    }
}
