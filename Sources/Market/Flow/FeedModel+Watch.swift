import Books
import OrderFlow

/// What the books tell of each message, for the tape, the order flow and the instrument that is watched apart.
extension FeedModel {
    @inline(never)
    mutating func watch(_ lane: borrowing BookLane, _ watch: inout MarketWatch) {
        let (second, session) = (TapedMessage.second(clock), TapedMessage.session(counters.resets))
        for index in 0..<lane.count {
            let change = lane[index]
            if watch.focus.isOn(watch.feed, change.instrument), change.marks.has(.message) {
                watch.focus.count(change, clock, received: received, resets: counters.resets)
            }
            if let message = TapedMessage(change, feed: watch.feed, second: second, session: session) {
                watch.tape.append(message)
                watch.flow.count(message, second: clock.secondStart)
            }
            switch change.cause {
            case .status:
                noteStatus(
                    TradingStatus(rawValue: UInt8(truncatingIfNeeded: change.quantity)) ?? .unknown,
                    of: change.instrument,
                    before: TradingStatus(rawValue: UInt8(truncatingIfNeeded: change.difference)) ?? .unknown,
                    at: change.time)
            case .halt:
                noteHalt(change.quantity != 0, of: change.instrument, before: change.difference != 0, at: change.time)
            default: break
            }
        }
    }
}
