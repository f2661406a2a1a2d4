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
    ///   - room: Rows there are.
    init(_ entries: [Entry], first: Int, count: Int, room: Int) {
        self.entries = entries.prefix(max(0, room))
        self.first = first
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
