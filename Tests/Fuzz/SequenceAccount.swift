import OrderFlow

/// Holds events against the sequence: each message is delivered, missing or unreadable, once and in order.
struct SequenceAccount {
    /// What comes next; `nil`: nothing has been told of yet.
    private(set) var next: UInt64?
    private(set) var resets = 0
    private(set) var strays = 0
    private var read = 0

    /// Takes in what a list has beyond what was taken before. A message's reference is its sequence number.
    mutating func take(_ list: EventList) {
        for event in list.events[read...] { take(event) }
        read = list.events.count
    }

    private mutating func take(_ event: OrderEvent) {
        switch event.kind {
        case .gap:
            expect(event.reference, "a gap")
            precondition(event.lastSequence >= event.reference, "a gap of no messages")
            next = event.lastSequence + 1
        case .malformedPacket, .malformedMessage: next = next.map { $0 + UInt64(event.quantity) }
        case .reset:
            resets += 1
            next = event.reference
        case .duplicate:
            precondition(event.quantity > 0 || event.isStray, "a duplicate of no message")
            if event.isStray { strays += 1 }
        case .lineGap, .filled: precondition(event.lastSequence >= event.reference, "no messages")
        default:
            guard event.isMessage else { return }
            expect(event.reference, "a message")
            next = event.reference + 1
        }
    }

    private func expect(_ sequence: UInt64, _ what: String) {
        guard let next else { return }
        precondition(sequence == next, "\(what) at \(sequence), where \(next) comes next")
    }
}
