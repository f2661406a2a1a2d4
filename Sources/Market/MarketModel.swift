internal import Books
public import OrderFlow

/// The market as the events tell it: books, trades, rates, latencies and the sequence ledger of every feed.
/// Driven by calls, it knows no threads, clocks or rings. One thread at a time owns it.
public struct MarketModel: ~Copyable, Sendable {
    var feeds: [FeedBox] = []
    var sources: [SourceState] = []
    var totals: MarketTotals
    /// Facts that came before any packet, and so belong to no feed.
    var strays = FeedCounters()
    var rowOrder = RowOrder()
    var snapshots: UInt64 = 0
    /// Feed time since when counts and peaks are kept, ns since the epoch; 0: since the start.
    var since: UInt64 = 0
    /// Numbers the losses of all feeds.
    let lossOrder = LossOrder()

    /// Somebody looks at the details: tape, order flow, histories and events are kept beside the books, which costs
    /// a little for every message.
    let isWatched: Bool
    let thresholds: AlertThresholds
    /// Packets come when a replay lets them: the feeds' clocks alone tell who is silent.
    let isReplay: Bool
    /// The event log and the alerts.
    let lookout: Lookout?
    /// When this host took packets in is of interest. It is not where a picture must depend on the bytes alone.
    let keepsHostTimes: Bool

    public init(
        isWatched: Bool = false, thresholds: AlertThresholds = AlertThresholds(), isReplay: Bool = false,
        keepsHostTimes: Bool = true
    ) {
        self.keepsHostTimes = keepsHostTimes
        self.isWatched = isWatched
        self.thresholds = thresholds
        totals = MarketTotals(isWatched: isWatched, isReplay: isReplay)
        if isWatched { totals.watch.open() }
        self.isReplay = isReplay
        lookout = isWatched ? Lookout(thresholds) : nil
    }

    /// Makes the next feed of a source known; feeds of a source are numbered in this order. A packet event of
    /// a feed that was not described is skipped with all that belongs to it.
    ///
    /// - Parameter source: Which ring the events come from, counted from 0.
    public mutating func addFeed(_ description: FeedDescription, source: Int = 0) {
        while sources.count <= source { sources.append(SourceState()) }
        sources[source].feeds.append(feeds.count)
        let feed = FeedBox(FeedModel(description, isWatched: isWatched, order: lossOrder))
        feed.model.lookout = lookout
        feed.model.number = feeds.count
        if isReplay { feed.model.replayTime = 0 }
        feeds.append(feed)
    }

    /// Takes over what a source has told of its feeds since.
    public mutating func addFeeds(of directory: FeedDirectory, source: Int = 0) {
        let version = directory.version
        while sources.count <= source { sources.append(SourceState()) }
        guard sources[source].directoryVersion != version else { return }
        sources[source].directoryVersion = version
        for (number, description) in directory.all.enumerated() {
            if number < sources[source].feeds.count {
                feeds[sources[source].feeds[number]].model.describe(description)
            } else {
                addFeed(description, source: source)
            }
        }
    }

    /// Applies events in order. Allocates nothing once the books have their size.
    ///
    /// - Parameters:
    ///   - source: Which ring they come from. Each goes on where its last batch ended.
    ///   - now: Host clock, ns since the epoch, read once for the batch; the latencies are taken against it.
    public mutating func apply(_ events: Span<OrderEvent>, source: Int = 0, now: UInt64) {
        guard source < sources.count else { return }
        totals.begin(now)
        if !isReplay { lookout?.now = now }
        var index = 0
        while index < events.count {
            let event = events[index]
            switch event.kind {
            case .packet:
                endPacket(of: source)
                if event.packetReceived > totals.quietUntil {
                    look(upTo: event.packetReceived)
                }
                let before = sources[source].current
                beginPacket(event, of: source)
                index &+= 1
                if sources[source].current != before { totals.lookAnew(from: index) }
            case .published:
                endPacket(of: source)
                publish(event, of: source)
                index &+= 1
            default:
                if let current = sources[source].current {
                    totals.watch.feed = UInt16(truncatingIfNeeded: current)
                    if isWatched, feeds[current].model.isLookDue(before: event, totals) {
                        look(upTo: event.timestamp)
                    }
                    index = feeds[current].model.apply(events, from: index, &totals)
                } else {
                    countStray(event)
                    index &+= 1
                }
            }
        }
    }

    private mutating func beginPacket(_ event: OrderEvent, of source: Int) {
        let feed = Int(event.packetFeed)
        guard feed < sources[source].feeds.count else {
            sources[source].current = nil
            return
        }
        let current = sources[source].feeds[feed]
        sources[source].current = current
        let intake = keepsHostTimes ? event.packetIntake : 0
        sources[source].intake = intake
        totals.intake = intake
        sources[source].messagesBefore = feeds[current].model.counters.messages
        feeds[current].model.beginPacket(event, &totals)
    }

    /// Records how long the messages of the packet took to be handled.
    private mutating func endPacket(of source: Int) {
        guard let current = sources[source].current else { return }
        if feeds[current].model.books.hasTouched, !feeds[current].model.books.isInTransition {
            feeds[current].model.settleCrossing()
        }
        let intake = sources[source].intake
        if totals.watch.focus.inPacket > 0 {
            totals.watch.focus.endPacket(of: current, intake: intake, applied: totals.now)
        }
        guard intake != 0 else { return }
        sources[source].intake = 0
        let feed = feeds[current]
        let messages = feed.model.counters.messages &- sources[source].messagesBefore
        guard messages > 0 else { return }
        feed.model.recordStamped(&totals)
        feed.model.latencies.record(.handling, from: intake, to: totals.now, messages)
        totals.window.record(.handling, from: intake, to: totals.now, messages)
        if isWatched {
            feed.model.window.recordHandling(
                from: intake, to: totals.now, messages, in: totals.hostSecond)
        }
        sources[source].append(
            SourceState.Pending(intake: intake, applied: totals.now, messages: messages, feed: current))
    }

    /// The receiver made the packets since its last publication visible, and says when.
    private mutating func publish(_ event: OrderEvent, of source: Int) {
        let published = event.timestamp
        for index in 0..<sources[source].pendingCount {
            let packet = sources[source].pending[index]
            let feed = feeds[packet.feed]
            feed.model.latencies.record(.parse, from: packet.intake, to: published, packet.messages)
            totals.window.record(.parse, from: packet.intake, to: published, packet.messages)
            feed.model.latencies.record(.queue, from: published, to: packet.applied, packet.messages)
            totals.window.record(.queue, from: published, to: packet.applied, packet.messages)
        }
        sources[source].removePending()
    }

    private mutating func countStray(_ event: OrderEvent) {
        switch event.kind {
        case .shed:
            strays.shed.addClamped(UInt64(event.quantity))
            lookout?.note(.shed(UInt64(event.quantity)), severity: .warning, at: latestTime)
        case .kernelDrop:
            strays.kernelDrops.addClamped(event.reference)
            lookout?.note(.kernelDrops(event.reference), severity: .warning, at: latestTime)
        default: break
        }
    }
}

/// Keeps a feed's model in one place. It is reached only through the one ``MarketModel`` that made it.
final class FeedBox: @unchecked Sendable {
    var model: FeedModel
    init(_ model: consuming FeedModel) { self.model = model }
}
