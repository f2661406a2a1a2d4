import OrderFlow

@testable import Intake

/// Where a replay of one feed has to stop, worked out from all its events, slowly.
struct ReplayReference {
    let events: [OrderEvent]
    /// Of each message: its place among the events, its number, and how many resets came before.
    private(set) var messages: [(index: Int, number: UInt64, life: Int)] = []

    /// - Parameter events: Of a capture without packets cut in two or held back.
    init(capture events: [OrderEvent]) {
        self.events = events
        var life = 0
        var index = 0
        while index < events.count {
            let head = events[index]
            var end = index + 1
            while end < events.count, events[end].kind != .packet { end += 1 }
            let delivered = (index..<end).filter { events[$0].isMessage }
            // What is known already stands at a packet's front.
            var number = head.packetSequence + UInt64(head.packetMessages) - UInt64(delivered.count)
            for position in index..<end {
                if events[position].kind == .reset { life += 1 }
                if events[position].isMessage {
                    messages.append((position, number, life))
                    number += 1
                }
            }
            index = end
        }
    }

    /// How many events there are when that many messages came one by one: what follows the last in its packet is there.
    func end(afterMessages count: Int) -> Int {
        guard count > 0 else { return 0 }
        var end = messages[count - 1].index + 1
        while end < events.count, !events[end].isMessage,
            !(events[end].kind == .packet && events[end].isPacket)
        {
            end += 1
        }
        return end
    }

    /// How many events there are before message `place` (from 0): its packet's head is not, if the message is the
    /// packet's first.
    func end(before place: Int) -> Int {
        var index = messages[place].index
        while index > 0, !events[index - 1].isMessage {
            index -= 1
            if events[index].kind == .packet { return index }
        }
        return messages[place].index
    }

    /// The events before the first packet of that time or later.
    func end(atTime time: UInt64) -> Int {
        let end = events.firstIndex { $0.kind == .packet && $0.isPacket && $0.packetReceived >= time }
        guard let end, end > 0 else { return end ?? events.count }
        // An old packet that steps back to the beginning is held until the next one shows that it was old.
        return events[end - 1].kind == .duplicate && events[end - 1].reference == 1 ? end - 1 : end
    }

    /// Which message a person means by `number` who stands before message `present`.
    func place(of number: UInt64, from present: Int) -> Int? {
        let life = present > 0 ? messages[present - 1].life : 0
        let next = present > 0 ? messages[present - 1].number + 1 : 0
        if number < next {
            let own = messages.indices.filter { messages[$0].life == life }
            if let first = own.first, messages[first].number <= number {
                return own.first { messages[$0].number >= number }
            }
            return crossing(number, from: 0)
        }
        return crossing(number, from: present)
    }

    private func crossing(_ number: UInt64, from start: Int) -> Int? {
        var next = start > 0 ? messages[start - 1].number + 1 : 0
        var life = start > 0 ? messages[start - 1].life : 0
        for place in start..<messages.count {
            if messages[place].life != life { next = 1 }
            if messages[place].number >= number, next <= number { return place }
            (next, life) = (messages[place].number + 1, messages[place].life)
        }
        return nil
    }
}
