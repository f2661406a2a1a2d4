internal import OrderFlow
internal import Protocols
internal import Ring

/// Holds messages back one by one, also inside a packet: while a paused replay is stepped, and on the way to a message.
///
/// The sink asks before each event, but only while a gate is set; what belongs to a message (continuations, facts that
/// follow it in its packet) goes with it. The receiver thread alone uses it.
final class ReplayGate: @unchecked Sendable {
    private enum Mode: Equatable {
        /// Everything goes, up to the end of the packet.
        case open
        /// Each message takes a leave, and waits for one.
        case stepping
        /// Each message takes a leave; the reader sees to it that there is one.
        case counting
        case seeking
    }

    private let control: ReplayControl
    private let stop: StopSignal
    private var mode = Mode.open { didSet { if mode == .open || mode == .counting { isBlind = true } } }
    private var journey = Journey()
    private var places: [SequencePlace] = []
    private var feed = 0
    /// The number of the next message of the packet.
    private var number: UInt64 = 0
    /// The latest packet time that was taken, ns since the epoch.
    private var latest: UInt64 = 0

    init(_ control: ReplayControl, stop: StopSignal) {
        self.control = control
        self.stop = stop
    }

    /// The next message's number, on the way to a message; 0: not known.
    var mark: UInt64 { mode == .seeking ? number : 0 }

    /// The places have to be told before the next packet: something went unseen.
    private(set) var isBlind = true

    /// - Parameter places: Where each feed stands, by its number.
    func begin(at places: [SequencePlace]) {
        self.places = places
        isBlind = false
        makePlaces()
    }

    /// A packet begins while a paused replay has leave for a message.
    func step(latest: UInt64) {
        self.latest = latest
        mode = .stepping
    }

    /// A stretch of messages begins that is no longer than there is leave for.
    func count() { mode = .counting }

    /// A packet begins on the way to a message.
    func seek(_ journey: Journey, latest: UInt64) {
        self.latest = latest
        self.journey = journey
        mode = .seeking
    }

    /// Whether `event` has to wait. If so, publish what came before, and call ``wait(before:)``.
    func holds(_ event: OrderEvent) -> Bool {
        switch mode {
        case .open: return false
        case .counting:
            if event.isMessage { _ = control.takeStep() }
            return false
        case .stepping:
            track(event)
            guard event.isMessage, !stop.isRaised else { return false }
            guard control.takeStep() else { return true }
            pass()
            return false
        case .seeking:
            track(event)
            let isHead = event.kind == .packet && event.packetMessages > 0 && event.packetSequence > 0
            guard isHead || event.isMessage, !stop.isRaised,
                journey.isReached(by: number, of: feed, at: places[feed])
            else {
                if event.isMessage { pass() }
                return false
            }
            return true
        }
    }

    /// Sleeps until the event may go, or until asked to stop.
    func wait(before event: OrderEvent) {
        while !stop.isRaised {
            let generation = control.generation
            let order = control.order
            if let journey = order.journey {
                switch journey.stage {
                case .asked: decide(journey, before: event)
                case .onTheWay:
                    go(on: journey)
                    if mode == .open || !isReached(before: event) { return leave(event) }
                    control.arrive(journey.number)
                case .behind: sleep(generation)
                }
            } else if !order.isPaused {
                mode = .open
                return
            } else if event.isMessage ? control.takeStep() : control.stepsLeft > 0 {
                mode = .stepping
                return leave(event)
            } else {
                sleep(generation)
            }
        }
    }

    private func isReached(before event: OrderEvent) -> Bool {
        journey.isReached(by: number, of: feed, at: places[feed])
    }

    private func go(on journey: Journey) {
        self.journey = journey
        if case .message = journey.target { mode = .seeking } else { mode = .open }
    }

    private func decide(_ journey: Journey, before event: OrderEvent) {
        var decided = journey
        decided.decide(places, latest: latest)
        control.settle(decided)
    }

    private func sleep(_ generation: Int) {
        control.bell.sleep(atMost: 1_000_000_000) { [control, stop] in
            control.generation != generation || stop.isRaised
        }
    }

    /// Keeps the numbers. What a message itself changes is left to ``pass()``.
    private func track(_ event: OrderEvent) {
        switch event.kind {
        case .packet:
            feed = Int(event.packetFeed)
            makePlaces()
            latest = max(latest, event.packetReceived)
            number = event.packetSequence > 0 ? event.packetSequence : max(1, places[feed].next)
        case .gap: number = event.lastSequence &+ 1
        case .duplicate, .malformedMessage: number &+= UInt64(event.quantity)
        case .filled: number &+= event.lastSequence &- event.reference &+ 1
        case .reset:
            places[feed] = SequencePlace(
                life: places[feed].life + 1, first: event.reference, next: event.reference)
            number = event.reference
        default: break
        }
    }

    private func makePlaces() {
        while places.count <= feed { places.append(SequencePlace()) }
    }

    private func leave(_ event: OrderEvent) { if event.isMessage { pass() } }

    /// The next message goes.
    private func pass() {
        if places[feed].first == 0 { places[feed].first = number }
        number &+= 1
        places[feed].next = max(places[feed].next, number)
    }
}
