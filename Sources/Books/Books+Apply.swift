package import OrderFlow

extension Books {
    /// Applies market events: orders, levels, quotes, trades, status, names; not the facts of the session.
    ///
    /// - Parameters:
    ///   - events: At `range`, few enough for the lane: two changes each.
    ///   - clock: Brought up to the last event applied.
    ///   - lane: What each of them did is put at its end.
    /// - Returns: The index of the first event that was not applied: the end, or one before which somebody has to look at
    ///   the books that were touched.
    package mutating func apply(
        _ events: Span<OrderEvent>, _ range: Range<Int>, _ clock: inout LotClock, into lane: inout BookLane
    ) -> Int {
        var index = range.lowerBound
        while index < range.upperBound {
            index = applyOrders(events, index..<range.upperBound, &clock, into: &lane)
            guard index < range.upperBound, !mustSettle(before: events[index]) else { break }
            let event = events[index]
            // The time stamp of a naming event holds a part of the name.
            if event.kind != .instrument, event.isMessage { clock.advance(to: event.timestamp) }
            if event.kind.isAboutOrder {
                applyOrder(event, clock, into: &lane)
            } else {
                applyOther(event, clock, into: &lane)
            }
            index &+= 1
        }
        self.clock = clock.now
        return index
    }

    /// Somebody has to look at the books touched before this event: the message that touched them is over, and so is the
    /// event that it is a part of, if this one changes another instrument's book.
    @inline(__always)
    package func mustSettle(before event: OrderEvent) -> Bool {
        touched.count > 0 && !event.isContinuation
            && (!isInTransition || event.kind.changesBook && touched.isAboutOthers(than: event.instrument))
    }
}

extension EventKind {
    /// Of an order, or a half of it.
    @inline(__always) var isAboutOrder: Bool { rawValue <= EventKind.update.rawValue }
    /// Of an order, a price level or a quote.
    @inline(__always) var changesBook: Bool { rawValue <= EventKind.quote.rawValue }
}
