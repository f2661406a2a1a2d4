import Market

/// The part of a list that is on the screen, and where it stands in the whole.
struct ListWindow<Entry> {
    var entries: ArraySlice<Entry>
    /// Entries above the first one shown.
    var first: Int
    /// Entries in all.
    var count: Int

    /// - Parameters:
    ///   - entries: What the snapshot holds of the list, newest first.
    ///   - first: Entries above the first one of those.
    ///   - wanted: The entry to stand on top, where the picture is held and holds more than is shown; `nil`: the first.
    ///   - room: Rows there are.
    init(_ entries: [Entry], first: Int, count: Int, wanted: Int?, room: Int) {
        let room = max(0, room)
        let skipped = max(0, min(entries.count - room, (wanted ?? first) - first))
        self.entries = entries.dropFirst(skipped).prefix(room)
        self.first = first + skipped
        self.count = max(count, first + entries.count)
    }

    /// `1–14 of 208`
    var position: String {
        guard !entries.isEmpty else { return "none of \(NumberText.grouped(count))" }
        let (from, to) = (NumberText.grouped(first + 1), NumberText.grouped(first + entries.count))
        return "\(from)–\(to) of \(NumberText.grouped(count))"
    }
}

extension Picture {
    /// The entry of a held list that is to stand on top; `nil`: the snapshot holds just what is asked for.
    var heldListFirst: Int? { state.frozen == nil ? nil : state.request.listFirst }

    /// A time with milliseconds, and the date before it where it is not the day of the clock.
    func stamp(_ time: UInt64, decimals: Int = 3) -> String {
        let text = ClockText.time(time, zone, decimals: decimals)
        guard time > 0 else { return text }
        let date = ClockText.date(time, zone)
        return date == ClockText.date(snapshot.feedClock, zone) ? text : "\(date.suffix(5)) \(text)"
    }

    /// The name of a feed as it came; empty where it is not known.
    func feedName(_ index: Int) -> String {
        snapshot.feeds.indices.contains(index) ? snapshot.feeds[index].name : ""
    }
}
