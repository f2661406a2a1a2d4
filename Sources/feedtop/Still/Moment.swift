internal import OrderFlow
internal import Screen

/// Finds the place in a stream of events where a replay would stand after going to a target.
struct Moment {
    private let target: SeekTarget
    private var sequence: UInt64 = 0
    /// The current packet has a time of its own, so the messages' times do not count.
    private var hasPacketTime = false
    private(set) var isReached = false

    init(_ target: SeekTarget) { self.target = target }

    /// It is where the source ends.
    var isEnd: Bool { if case .end = target { true } else { false } }

    /// Whether this event comes no more.
    mutating func ends(before event: OrderEvent) -> Bool {
        if isReached { return true }
        if event.kind == .packet {
            hasPacketTime = event.packetReceived != 0
            if event.packetSequence != 0 {
                sequence = event.packetSequence
            } else if sequence == 0 {
                sequence = 1
            }
            if case .time(let time) = target, hasPacketTime { isReached = event.packetReceived >= time }
            return isReached
        }
        guard event.isMessage else { return false }
        switch target {
        case .start: isReached = true
        case .end: break
        case .time(let time):
            isReached =
                !hasPacketTime && event.kind != .instrument && event.timestamp != 0 && event.timestamp >= time
        case .message(let number): isReached = sequence >= number
        }
        sequence &+= 1
        return isReached
    }
}
