import Market

/// The top line: what it is, how it is, and what time it is there.
extension Picture {
    struct Badge: Equatable {
        var text: String
        var style: Style
        /// Fewer words, for where there is less room.
        var brief: String?
        var weight = Weight.alerts

        /// What a header that is too short keeps: that the picture is held rather than how the feed is, and
        /// that rather than what the views tell too.
        enum Weight: Int { case reset, alerts, suspicion, state, frozen }

        var width: Int { Glyph.width(of: text) + 2 }
    }

    /// The most telling first.
    var badges: [Badge] {
        var badges: [Badge] = []
        if state.frozen != nil {
            let since =
                newestMessages >= snapshot.counters.messages ? newestMessages - snapshot.counters.messages : 0
            badges.append(
                Badge(
                    text: "FROZEN +\(NumberText.fitted(since, width: 9))", style: Style(.frozenBanner),
                    brief: "FROZEN", weight: .frozen))
        }
        if let alerts = alertBadge { badges.append(alerts) }
        if snapshot.feeds.contains(where: \.isSuspect) {
            // It follows from a loss, and that is what alarms.
            badges.append(Badge(text: "SUSPECT", style: .badge(.warning), weight: .suspicion))
        }
        badges += stateBadges
        // Whoever looks must see that the figures do not go back to the start.
        if snapshot.since != 0 {
            let since = "SINCE \(stamp(snapshot.since, decimals: 0))"
            badges.append(Badge(text: since, style: Style(.info, on: .header), weight: .reset))
        }
        return badges
    }

    /// How it goes: of the replay, of the feeds.
    private var stateBadges: [Badge] {
        var badges: [Badge] = []
        switch (status.phase, status.kind) {
        case (.failed, _): badges.append(Badge(text: "FAILED", style: .badge(.alert)))
        case (.ended, _): badges.append(Badge(text: "ENDED", style: .badge(.muted)))
        case (.seeking, _): badges.append(Badge(text: seekingText, style: .badge(.info)))
        case (.paused, _): badges.append(Badge(text: "PAUSED", style: .badge(.warning)))
        case (.running, .live): badges.append(feedBadge)
        case (.running, .replay):
            badges.append(Badge(text: "REPLAY \(NumberText.speed(status.speed))", style: .badge(.info)))
        }
        // While it is paused nothing comes, and that says nothing about the feed.
        if status.kind == .replay, status.phase == .running, !areAllLive {
            badges.append(holeBadge ?? feedBadge)
        }
        for index in badges.indices { badges[index].weight = .state }
        return badges
    }

    /// Those that there is room for.
    private func fittingBadges(_ room: Int) -> [Badge] {
        var kept = badges
        func taken() -> Int { kept.reduce(0) { $0 + $1.width } + max(0, kept.count - 1) }
        while taken() > room {
            if let long = kept.firstIndex(where: { $0.brief != nil }) {
                kept[long].text = kept[long].brief ?? kept[long].text
                kept[long].brief = nil
            } else if let least = kept.map(\.weight.rawValue).min(), kept.count > 1,
                let index = kept.lastIndex(where: { $0.weight.rawValue == least })
            {
                kept.remove(at: index)
            } else {
                break
            }
        }
        return kept
    }

    /// In a hole of its file a replay is not silent: it waits for what comes next.
    private var holeBadge: Badge? {
        status.nextDue.map { Badge(text: "NEXT \(ClockText.time($0, zone))", style: .badge(.info)) }
    }

    private var seekingText: String {
        status.seekProgress.map { "SEEKING \(NumberText.percent($0))" } ?? "SEEKING"
    }

    private var areAllLive: Bool {
        !snapshot.feeds.isEmpty && snapshot.likelyFeeds.allSatisfy { $0.state == .live }
    }

    /// One word for all feeds; where they differ, how many of them live.
    private var feedBadge: Badge {
        let states = snapshot.likelyFeeds.map(\.state)
        guard let first = states.first else { return badge(.waiting) }
        if states.allSatisfy({ $0 == first }) { return badge(first) }
        let live = states.filter { $0 == .live }.count
        if live > 0 {
            let isAnySilent = states.contains(.silent)
            let text = "LIVE \(live)/\(states.count)"
            return Badge(text: text, style: .badge(isAnySilent ? .warning : .ok))
        }
        // None lives: the worst of what is left.
        return badge([.silent, .idle, .waiting, .ended].first(where: states.contains) ?? first)
    }

    private func badge(_ state: FeedState) -> Badge {
        switch state {
        case .waiting: Badge(text: "WAITING", style: .badge(.warning))
        case .live: Badge(text: "LIVE", style: .badge(.ok))
        case .idle: Badge(text: "IDLE", style: .badge(.info))
        case .silent: Badge(text: "SILENT", style: .badge(.alert))
        case .ended: Badge(text: "ENDED", style: .badge(.muted))
        }
    }

    /// `iex-tp · iex-deep`, with a count when there are others.
    var protocolText: String {
        var names: [String] = []
        for feed in snapshot.feeds {
            let name = [feed.transport, feed.content].filter { !$0.isEmpty }.joined(separator: " · ")
            if !name.isEmpty, !names.contains(name) { names.append(name) }
        }
        guard let first = names.first else { return "protocol not known yet" }
        return names.count == 1 ? first : "\(first) and \(names.count - 1) more"
    }

    /// Parts of the second line, or of the first where there is room.
    var sourceFacts: [String] {
        var facts = [protocolText]
        let count = max(status.feedCount, snapshot.feeds.count)
        if count > 1 { facts.append("\(count) feeds") }
        if !status.receive.isEmpty { facts.append(status.receive) }
        if !status.clock.isEmpty { facts.append(status.clock) }
        if status.reconnects > 0 {
            let word = status.reconnects == 1 ? "reconnect" : "reconnects"
            facts.append("\(NumberText.grouped(status.reconnects)) \(word)")
        }
        return facts
    }

    func drawHeader(into grid: inout Grid) {
        let bar = Style(.header)
        grid.fill(" ", 0, 0..<grid.columns, bar)
        let isTiny = grid.columns < 60
        var right = grid.columns - (isTiny ? 0 : 1)
        if !isTiny {
            // The date makes room for the badges, and so does the name of the source.
            let taken = badges.reduce(0) { $0 + $1.width + 1 }
            right = drawClock(into: &grid, end: right, hasDate: right - 26 - taken >= Self.leastName)
        }
        for badge in fittingBadges(right - (isTiny ? 0 : 1)).reversed() {
            grid.put(" \(badge.text) ", 0, right - badge.width, badge.style)
            right -= badge.width + 1
        }
        var column = 1
        if grid.columns < 40 {
            column = 0
        } else if right - column >= 8 {
            column = grid.put("feedtop", 0, column, Style(.title, on: .header), end: right) + 2
        }
        let room = max(0, right - column - 1)
        column = grid.putCut(sourceName(width: room), 0, column, width: room, bar) + 2
        guard grid.columns >= 110 else { return }
        let facts = sourceFacts.joined(separator: " · ")
        grid.putCut(facts, 0, column, width: right - column - 1, Style(.muted, on: .header))
    }

    /// A file's name stands at the end of its path.
    private func sourceName(width: Int) -> String {
        let isPath = status.kind == .replay && status.source.contains("/")
        return isPath ? Self.cutFront(status.source, width: width) : status.source
    }

    /// Columns that the program's name and the source's keep before the date goes.
    private static let leastName = 16

    /// Date, time and zone; the date only where there is room. Returns the column it begins at.
    private func drawClock(into grid: inout Grid, end: Int, hasDate: Bool) -> Int {
        let time = ClockText.time(snapshot.feedClock, zone, decimals: grid.columns >= 150 ? 3 : 0)
        // Times that only count from midnight, with no day known, are as of the first day of all.
        let isDated = snapshot.feedClock >= 2 * 86_400_000_000_000
        let date = isDated ? ClockText.date(snapshot.feedClock, zone) : "no date"
        let hasDate = hasDate && grid.columns >= 76 && snapshot.feedClock > 0
        let shown = snapshot.feedClock > 0 ? "\(time) \(zone.rawValue)" : NumberText.unknown
        var left = end - Glyph.width(of: shown)
        grid.put(shown, 0, left, Style(.header, .bold))
        if hasDate {
            left -= date.utf8.count + 1
            grid.put(date, 0, left, Style(.muted, on: .header))
        }
        return left - 2
    }

    /// How far a file has been read: a bar and a figure, between two columns.
    func drawProgress(into grid: inout Grid, row: Int, end: Int, from: Int, ground: Role?) {
        guard status.kind == .replay, let progress = status.progress, end - from >= 10 else { return }
        let length = min(16, end - from - 6)
        let done = progress.isFinite ? Int(max(0, min(1, progress)) * Double(length)) : 0
        let start = end - length - 6
        grid.fill("━", row, start..<(start + done), Style(.info, on: ground))
        grid.fill("─", row, (start + done)..<(start + length), Style(.border, on: ground))
        let style = Style(.muted, on: ground)
        grid.putRight(NumberText.percent(progress), row, end: end, width: 5, style)
    }
}
