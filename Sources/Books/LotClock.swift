/// The time of a lot of events, which all lie in one millisecond of the feed's clock.
package struct LotClock {
    /// ns since the epoch, as of the event before the lot.
    package var now: UInt64
    /// When the second began.
    package let second: UInt64
    /// When the network saw the packet; 0: not known, and the messages' own times move the clock.
    package let received: UInt64
    /// Somebody wants to know of crossed books.
    package let isWatched: Bool

    package init(now: UInt64, second: UInt64, received: UInt64, isWatched: Bool) {
        (self.now, self.second, self.received, self.isWatched) = (now, second, received, isWatched)
    }

    /// Goes on to a message's own time.
    @inline(__always)
    mutating func advance(to time: UInt64) { if received == 0 { now = max(now, time) } }

    /// When a message was, as well as can be told.
    @inline(__always)
    func time(of timestamp: UInt64) -> UInt64 {
        timestamp != 0 ? timestamp : received != 0 ? received : now
    }
}
