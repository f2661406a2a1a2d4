import Books
import OrderFlow

/// The facts of the session.
extension FeedModel {
    @inline(never)
    mutating func applyFact(_ event: OrderEvent) {
        switch event.kind {
        case .gap: gap(event)
        case .duplicate: duplicate(event)
        case .reset:
            reset(next: event.reference, isInMiddle: event.isQuiet)
            clock.restart()
        case .heartbeat: counters.heartbeats &+= 1
        case .endOfSession:
            if !hasEnded { note(.endOfSession) }
            hasEnded = true
            endSeen = packetSeen
            messagesAtEnd = counters.messages
        case .malformedMessage:
            counters.malformedMessages.addClamped(UInt64(event.quantity))
            if !event.isQuiet { suspect(.malformed) }
        case .malformedPacket:
            counters.malformedPackets &+= 1
            counters.malformedMessages.addClamped(UInt64(event.quantity))
            if event.quantity > 0 { suspect(.malformed) }
        case .shed: shed(event)
        case .kernelDrop: kernelDrop(event)
        case .lineGap: lineGap(event)
        case .filled: filled(event)
        case .lead: lines.lead(event)
        default: break
        }
    }

    private mutating func duplicate(_ event: OrderEvent) {
        guard event.isStray else {
            counters.duplicates.addClamped(UInt64(event.quantity))
            return
        }
        counters.strays &+= 1
        note(.stray(sequence: event.reference, messages: UInt64(event.quantity)), severity: .warning)
    }

    /// Books, trades and volumes start anew; counters, ledger, rates and latencies go on.
    ///
    /// - Parameters:
    ///   - next: The sequence number that the sender goes on with; 0: not told.
    ///   - isInMiddle: Messages of the session came before, and nobody knows how many.
    private mutating func reset(next: UInt64, isInMiddle: Bool) {
        counters.resets &+= 1
        note(.reset(next: next), severity: .warning)
        forgetCrossings()
        // The reset says it all.
        suspicion = nil
        books.reset()
        ledger.startOver()
        trustBooks()
        hasEnded = false
        guard description.buildsBooks else { return }
        if isInMiddle {
            suspect(.resetMidSession)
        } else if next > 1 {
            suspect(.resetMidSession, 1, next - 1)
        }
    }

    /// The first number that the feed has told.
    private mutating func begin(at sequence: UInt64) {
        hasBegun = true
        if sequence > 1, description.buildsBooks { suspect(.joinedLate, 1, sequence - 1) }
    }

    /// A packet, or a stretch of a stream, begins.
    mutating func beginPacket(_ event: OrderEvent, _ totals: inout MarketTotals) {
        recordStamped(&totals)
        packetSeen = totals.now
        if !lines.isEmpty { lines.beginPacket(event, messages: counters.messages, now: totals.now) }
        received = event.packetReceived
        stamp = 0
        if event.packetSequence > 0 { isNumbered = true }
        if received != 0 {
            advance(to: received, &totals)
            totals.rotate(feed: clock.secondStart)
        }
        if isWatched {
            lines.countRate(event, at: clock)
            // Where the stretches of a stream begin depends on the pace at which it is read.
            if isAsleep, wokenAt == 0, event.isPacket, event.packetMessages > 0 { wokenAt = clock.now }
            tellsSilence = event.isPacket || received != 0
        }
        if !hasBegun, event.packetSequence > 0 { begin(at: event.packetSequence) }
        counters.bytes.addClamped(UInt64(event.packetBytes))
        traffic.bytes &+= UInt64(event.packetBytes)
        if event.isPacket {
            counters.packets &+= 1
            traffic.packets &+= 1
        }
    }

    /// Whether it can be told what is missing: its sender numbers what it sends, or nothing was sent yet.
    var knowsSequence: Bool {
        description.isNumbered && (isNumbered || description.isKnown && counters.messages == 0)
    }

    /// Whether the feed lives, at a moment of the host's clock. What is no feed that is known owes no sign of life, so it
    /// lives while packets come and is idle else.
    func state(at now: UInt64) -> FeedState {
        if packetSeen != 0, hasEnded { return .ended }
        if description.isUnknown, packetSeen != 0 {
            let last = replayTime == nil ? packetSeen : max(1, clock.now)
            let state = FeedState(packetSeen: last, messageSeen: last, now: replayTime ?? now)
            return state == .silent ? .idle : state
        }
        if let replayTime, packetSeen != 0 {
            // Until the feed has told a time, nobody knows how long it has been silent.
            if clock.now == 0 { return .waiting }
            let now = tellsSilence ? replayTime : clock.now
            return FeedState(packetSeen: clock.now, messageSeen: messageTime, now: now)
        }
        return FeedState(packetSeen: packetSeen, messageSeen: messageSeen, now: now)
    }
}

extension UInt64 {
    /// The sum, or the greatest number there is.
    @inline(__always)
    func addingClamped(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }

    @inline(__always)
    mutating func addClamped(_ other: UInt64) { self = addingClamped(other) }
}
