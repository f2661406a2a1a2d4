import OrderFlow

/// What comes seldom: names, status, busts, and the facts of the session.
extension FeedModel {
    @inline(never)
    mutating func applyRare(_ event: OrderEvent, _ kind: EventKind) {
        switch kind {
        case .match:
            if traded.quantity > 0 {
                matches.insert(event.reference, instrument: traded.instrument, quantity: traded.quantity)
            }
            traded.quantity = 0
        case .bust: bust(event)
        case .status:
            let before = instruments[event.instrument].status
            instruments[event.instrument].status = event.tradingStatus
            if isWatched { noteStatus(event.instrument, before: before) }
        case .operationalHalt:
            let before = instruments[event.instrument].isHaltedHere
            instruments[event.instrument].isHaltedHere = event.quantity != 0
            if isWatched { noteHalt(event.instrument, before: before) }
        case .instrument: instruments.rename(event.instrument, event.symbolName, scale: event.priceScale)
        case .skipped: counters.skippedMessages &+= 1
        case .gap: gap(event)
        case .duplicate: counters.duplicates.addClamped(UInt64(event.quantity))
        case .reset:
            reset(next: event.reference)
            clock.restart()
        case .heartbeat: counters.heartbeats &+= 1
        case .endOfSession:
            if !hasEnded { note(.endOfSession) }
            hasEnded = true
            endSeen = packetSeen
        case .malformedMessage: counters.malformedMessages.addClamped(UInt64(event.quantity))
        case .malformedPacket:
            counters.malformedPackets &+= 1
            counters.malformedMessages.addClamped(UInt64(event.quantity))
        case .shed: shed(event)
        case .kernelDrop: kernelDrop(event)
        case .lineGap: lineGap(event)
        case .filled: filled(event)
        case .lead: lines.lead(event)
        default: break
        }
    }

    private mutating func bust(_ event: OrderEvent) {
        if event.quantity > 0 {
            instruments[event.instrument].bust(event.quantity)
        } else if let trade = matches.remove(event.reference) {
            instruments[trade.instrument].bust(trade.quantity)
        }
    }

    /// Books, trades and volumes start anew; counters, ledger, rates and latencies go on.
    ///
    /// - Parameter next: The sequence number that the sender goes on with; 0: not told.
    private mutating func reset(next: UInt64) {
        counters.resets &+= 1
        note(.reset(next: next), severity: .warning)
        forgetCrossings()
        // The reset says it all.
        suspicion = nil
        orders.removeAll()
        instruments.reset()
        matches.removeAll()
        ledger.startOver()
        trustBooks()
        leaving = nil
        traded.quantity = 0
        hasEnded = false
    }

    /// A packet, or a stretch of a stream, begins.
    mutating func beginPacket(_ event: OrderEvent, _ totals: inout MarketTotals) {
        recordStamped(&totals)
        packetSeen = totals.now
        if !lines.isEmpty { lines.beginPacket(event, messages: counters.messages, now: totals.now) }
        received = event.packetReceived
        stamp = 0
        if received != 0 {
            advance(to: received, &totals)
            totals.rotate(feed: clock.secondStart)
        }
        if isWatched { lines.countRate(event, at: clock) }
        // A stretch of a stream tells its messages when it is over; a session after the end begins with a reset.
        if event.isPacket, event.packetMessages > 0 { hasEnded = false }
        counters.bytes.addClamped(UInt64(event.packetBytes))
        traffic.bytes &+= UInt64(event.packetBytes)
        if event.isPacket {
            counters.packets &+= 1
            traffic.packets &+= 1
        }
    }

    /// Whether the feed lives, at a moment of the host's clock.
    func state(at now: UInt64) -> FeedState {
        if packetSeen != 0, hasEnded { return .ended }
        if let replayTime, packetSeen != 0 {
            return FeedState(packetSeen: max(1, clock.now), messageSeen: messageTime, now: replayTime)
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
