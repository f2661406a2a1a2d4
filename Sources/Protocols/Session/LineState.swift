/// What is known of one line of a feed.
@usableFromInline
struct LineState {
    /// What comes next on it.
    @usableFromInline var tracker = SequenceTracker()
    /// What it did not bring, of the latest.
    @usableFromInline var missing = RangeSet()
    /// The life of the sender that it is in; lines notice a restart one after the other.
    @usableFromInline var life = 0
    /// What came next before each of its latest packets.
    private var earlier = InlineArray<16, UInt64>(repeating: 0)
    private var latest = 0
    /// When its last packet was received, ns since the epoch.
    @usableFromInline var lastReceived: UInt64 = 0

    @usableFromInline init() {}

    /// The same, so many packets ago: what was missing before that is not merely overtaken.
    @usableFromInline var settled: UInt64 { earlier[latest] }

    /// A packet of its is about to be counted.
    @usableFromInline
    mutating func notePacket() {
        earlier[latest] = tracker.expected
        latest = (latest &+ 1) & (earlier.count &- 1)
    }

    /// It begins anew, in another life of the sender, whose first message is `beginning`.
    @usableFromInline
    mutating func startOver(life: Int, at beginning: UInt64) {
        tracker.restart(at: beginning)
        missing.removeAll()
        earlier = InlineArray(repeating: 0)
        self.life = life
    }
}
