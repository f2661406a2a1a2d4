import Market

/// One row of the table of feeds: all of them together, a feed, or one of its lines.
struct FeedRow {
    enum Kind: Equatable {
        case total, feed
        case line(LineSummary)
    }

    var kind = Kind.feed
    var name = ""
    var protocolName = ""
    var state = FeedState.waiting
    var counters = FeedCounters()
    var rates = RateSummary()
    var latencies: [LatencySummary] = []
    /// Messages that the lines of the feed brought first, all together.
    var wins: UInt64 = 0
    /// With the total, where the feeds' states differ and some live: how many do.
    var liveFeeds: Int?
    /// Its sender numbers what it sends.
    var knowsSequence = true
    /// How its first packet begins, where nothing is known of its format.
    var firstBytes: [UInt8]?
    /// Index of the feed; `nil` for the total.
    var feed: Int?

    var line: LineSummary? {
        if case .line(let line) = kind { line } else { nil }
    }

    /// Whether anything came; before that no count is known.
    var hasBegun: Bool {
        line.map { $0.packets > 0 || $0.messages > 0 } ?? (counters.packets > 0 || counters.messages > 0)
    }

    /// The shortest window there is; `nil`: no samples in it.
    func latency(_ stage: LatencyStage) -> LatencySummary? {
        latencies.first { $0.stage == stage }.flatMap { $0.count > 0 ? $0 : nil }
    }

    /// Its state in one word; of all feeds, how many live where not all do the same.
    var stateText: String { liveFeeds.map { "\($0) LIVE" } ?? state.word }

    /// How much an operator must see it: the higher, the worse.
    var urgency: Int {
        if firstBytes != nil { return -1 }
        let losses = line.map { $0.missing > 0 } ?? (counters.missing > 0 || counters.shed > 0)
        let states: [FeedState] = [.ended, .live, .idle, .waiting, .silent]
        return (losses ? 10 : 0) + (states.firstIndex(of: state) ?? 0) + (state == .silent ? 20 : 0)
    }
}

/// The rows of the table of feeds that there is room for.
struct FeedRows {
    var rows: [FeedRow] = []
    /// Feeds for which there was no room.
    var hidden: [FeedRow] = []

    /// Rows that all feeds and their lines take.
    static func wanted(_ snapshot: Snapshot) -> Int {
        let count = snapshot.feeds.reduce(0) { $0 + 1 + $1.lines.count }
        return max(1, count + (snapshot.feeds.count > 1 ? 1 : 0))
    }

    /// - Parameter room: Rows there are. Where they do not suffice, the lines without fault go first, then all
    ///   lines, and of the feeds the worst stay.
    init(_ picture: Picture, room: Int) {
        var snapshot = picture.snapshot
        // With its source a feed is over, whether its sender said so or not.
        if picture.status.phase == .ended {
            for feed in snapshot.feeds.indices { snapshot.feeds[feed].end() }
        }
        var feeds = snapshot.feeds.enumerated().map { FeedRow($1, index: $0) }
        if feeds.count == 1 { feeds[0].take(snapshot) }
        var total: [FeedRow] = []
        if feeds.count > 1 {
            var row = FeedRow()
            row.kind = .total
            row.name = "all \(feeds.count) feeds"
            row.state = Self.commonState(snapshot.likelyFeeds)
            row.knowsSequence = snapshot.knowsSequence
            let live = feeds.filter { $0.state == .live }.count
            row.liveFeeds = (1..<min(100, feeds.count)).contains(live) ? live : nil
            row.take(snapshot)
            total = [row]
        }
        let lines = snapshot.feeds.enumerated().map { index, feed in FeedRow.lines(feed, feeds[index]) }
        func stacked(_ isShown: (FeedRow) -> Bool) -> [FeedRow] {
            total + zip(feeds, lines).flatMap { [$0] + $1.filter(isShown) }
        }
        let forms = [stacked { _ in true }, stacked { $0.urgency > 1 }, stacked { _ in false }]
        if let form = forms.first(where: { $0.count <= room }) {
            rows = form
            return
        }
        // The last row says how many more there are.
        let places = max(0, room - total.count - 1)
        let worst = feeds.enumerated().sorted {
            ($1.element.urgency, $0.offset) < ($0.element.urgency, $1.offset)
        }
        let kept = Set(worst.prefix(places).map(\.offset))
        rows = Array((total + feeds.indices.filter(kept.contains).map { feeds[$0] }).prefix(max(0, room)))
        hidden = feeds.indices.filter { !kept.contains($0) }.map { feeds[$0] }
    }

    /// The state of all feeds, where they have one in common; else the worst of them.
    private static func commonState(_ feeds: [FeedSummary]) -> FeedState {
        let states = feeds.map(\.state)
        return [.silent, .waiting, .idle, .live].first(where: states.contains) ?? .ended
    }

    /// Rows it takes in all.
    var height: Int { rows.count + (hidden.isEmpty ? 0 : 1) }

    /// `+3 more: 2 LIVE, 1 IDLE`; `nil`: all are there.
    var more: String? {
        guard !hidden.isEmpty else { return nil }
        let states: [FeedState] = [.silent, .waiting, .idle, .live, .ended]
        let counts = states.compactMap { state -> String? in
            let count = hidden.filter { $0.state == state }.count
            return count == 0 ? nil : "\(count) \(state.rawValue.uppercased())"
        }
        return "+\(hidden.count) more: \(counts.joined(separator: ", "))"
    }
}

extension FeedRow {
    init(_ feed: FeedSummary, index: Int) {
        name = feed.name.isEmpty ? "feed \(index + 1)" : feed.name
        protocolName = [feed.transport, feed.content].filter { !$0.isEmpty }.joined(separator: " · ")
        state = feed.state
        counters = feed.counters
        rates = feed.rates
        latencies = feed.latencies
        knowsSequence = feed.knowsSequence
        firstBytes = feed.isUnknown ? feed.firstBytes : nil
        self.feed = index
    }

    static func lines(_ feed: FeedSummary, _ parent: FeedRow) -> [FeedRow] {
        let wins = feed.lines.reduce(UInt64(0)) { $0 &+ $1.wins }
        return feed.lines.map { line in
            var row = FeedRow()
            row.kind = .line(line)
            row.name = line.name
            row.state = line.state
            row.wins = wins
            row.feed = parent.feed
            return row
        }
    }

    /// What all feeds came to, and what belonged to none: of a single feed it tells the same, and the rest too.
    mutating func take(_ snapshot: Snapshot) {
        counters = snapshot.counters
        rates = snapshot.rates
        latencies = snapshot.latencies
    }
}

extension FeedSummary {
    fileprivate mutating func end() {
        state = .ended
        for line in lines.indices { lines[line].state = .ended }
    }
}

extension FeedState {
    /// `LIVE`
    var word: String { rawValue.uppercased() }

    var role: Role {
        switch self {
        case .waiting: .warning
        case .live: .ok
        case .idle: .info
        case .silent: .alert
        case .ended: .muted
        }
    }
}
