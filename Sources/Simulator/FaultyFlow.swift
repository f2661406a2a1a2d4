/// Puts faults into a flow of datagrams, and logs each.
public struct FaultyFlow<Base: DatagramFlow & ~Copyable>: ~Copyable, DatagramFlow {
    /// A datagram kept back.
    private struct Held {
        var bytes: [UInt8]
        var facts: DatagramFacts
        var number: Int
        /// Datagrams that still overtake it.
        var places: Int
        var overtaken = 0
    }

    private var base: Base
    private let plan: FaultPlan
    private var random: SeededGenerator
    public private(set) var log = FaultLog()
    /// Datagrams taken from the base.
    private var number = 0
    private var session = 0
    private var start: UInt64 = 0
    private var lastTime: UInt64 = 0
    private var again: DatagramFacts?
    private var held: [Held] = []
    /// The one being handed out, when it was held; else it is the base's.
    private var isReleased = false
    private var releasedBytes: [UInt8] = []

    public init(_ base: consuming Base, _ plan: FaultPlan) {
        self.base = base
        self.plan = plan
        random = SeededGenerator(seed: plan.seed ^ 0xFA17_FA17_FA17_FA17)
    }

    public var bytes: RawSpan {
        @_lifetime(borrow self) get {
            // SAFETY: bytes have no invalid pattern and no padding.
            if isReleased { return unsafe releasedBytes.span.bytes }
            return base.bytes
        }
    }

    public var messages: UInt64 { base.messages }

    public mutating func skip(to timestamp: UInt64) { base.skip(to: timestamp) }

    public mutating func next() -> DatagramFacts? {
        if let facts = again {
            again = nil
            return pass(facts)
        }
        if let index = held.firstIndex(where: { $0.places == 0 }) { return release(index) }
        isReleased = false
        while let facts = base.next() {
            number += 1
            if number == 1 { start = facts.time }
            if facts.session != session {
                session = facts.session
                note(.restarted, facts)
            }
            if let loss = loss(of: facts) {
                note(loss, facts)
                continue
            }
            if facts.kind == .data, plan.reordering > 0, random.unit() < plan.reordering {
                hold(facts)
                continue
            }
            if facts.kind == .data, plan.duplication > 0, random.unit() < plan.duplication {
                note(.duplicated, facts)
                again = facts
            }
            return pass(facts)
        }
        return held.isEmpty ? nil : release(0)
    }

    private mutating func loss(of facts: DatagramFacts) -> Fault.Kind? {
        let elapsed = facts.time - start
        if plan.lineCuts.contains(where: { elapsed >= $0.start && elapsed - $0.start < $0.duration }) {
            return .cut
        }
        if plan.lostDatagrams.contains(where: { $0.contains(number) }) { return .lost }
        guard facts.kind == .data else { return nil }
        let last = facts.sequence + UInt64(facts.messages) - 1
        if facts.session == 0,
            plan.lostMessages.contains(where: { $0.contains(facts.sequence) && $0.contains(last) })
        {
            return .lost
        }
        return plan.loss > 0 && random.unit() < plan.loss ? .lost : nil
    }

    private mutating func note(_ kind: Fault.Kind, _ facts: DatagramFacts) {
        log.faults.append(Fault(kind: kind, datagram: number, facts: facts))
    }

    private mutating func hold(_ facts: DatagramFacts) {
        // SAFETY: copies the bytes while the span lends them.
        let bytes = unsafe base.bytes.withUnsafeBytes { source in unsafe [UInt8](source) }
        held.append(Held(bytes: bytes, facts: facts, number: number, places: max(1, plan.reorderingPlaces)))
    }

    /// Hands out a held datagram, now.
    private mutating func release(_ index: Int) -> DatagramFacts {
        let late = held.remove(at: index)
        log.faults.append(
            Fault(kind: .late(places: late.overtaken), datagram: late.number, facts: late.facts))
        releasedBytes = late.bytes
        isReleased = true
        var facts = late.facts
        facts.time = max(facts.time, lastTime)
        return facts
    }

    /// Hands out a datagram on time; it overtakes what is held.
    private mutating func pass(_ facts: DatagramFacts) -> DatagramFacts {
        for index in held.indices where held[index].places > 0 {
            held[index].places -= 1
            held[index].overtaken += 1
        }
        lastTime = max(lastTime, facts.time)
        return facts
    }
}
