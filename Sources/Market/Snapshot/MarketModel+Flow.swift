import Books
import OrderFlow

/// How orders come and go.
extension MarketModel {
    /// Busiest instruments told, at most.
    private static let moversShown = 20

    /// - Parameter snapshot: Tells the host clock.
    mutating func flowDetail(
        _ request: SnapshotRequest, _ snapshot: borrowing Snapshot, feedTime: UInt64
    ) -> FlowDetail {
        var detail = FlowDetail()
        detail.movers = movers(request, now: snapshot.hostClock)
        guard totals.watch.isOn else { return detail }
        totals.watch.flow.fill(&detail, at: feedTime)
        detail.tape = totals.watch.flowTape(request, feeds)
        return detail
    }

    /// The busiest rows of the table. Which ones they are takes one look at each, and no sorting.
    private func movers(_ request: SnapshotRequest, now: UInt64) -> [InstrumentRow] {
        let seconds = feeds.map { feed in
            let time = feed.model.time(request, now: now)
            return time - time % FeedClock.second
        }
        var busiest = Busiest(Self.moversShown)
        for key in rowOrder.keys {
            let feed = Int(key.feed)
            busiest.offer(
                key, rate: feeds[feed].model.books.instruments[key.instrument].rate(before: seconds[feed]))
        }
        return busiest.keys.map { mover in
            let feed = Int(mover.key.feed)
            return InstrumentRow(mover.key, of: feeds[feed].model, second: seconds[feed])
        }
    }
}

extension FeedModel {
    /// The feed's time as a request wants it.
    func time(_ request: SnapshotRequest, now: UInt64) -> UInt64 {
        request.holdsClock ? clock.now : time(at: now)
    }
}
