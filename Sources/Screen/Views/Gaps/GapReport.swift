import Market
import OrderFlow

/// The ledger as plain text, for the exchange's ticket.
enum GapReport {
    /// All of it: what the source is, what was lost in all, and a line for each entry, newest first.
    ///
    /// Times stand in the feeds' zone and in UTC. Names that come from outside are harmless there too (``HarmlessText``).
    ///
    /// - Parameter snapshot: A complete one (``SnapshotRequest/isComplete``).
    static func text(_ snapshot: Snapshot, _ status: SourceStatus) -> String {
        let zone: ClockText.Zone = snapshot.feeds.contains(where: \.isEastern) ? .eastern : .utc
        let lines =
            header(snapshot, status, zone) + [""] + totals(snapshot, status) + [""]
            + ledger(snapshot, status, zone)
        return lines.map { HarmlessText.of($0) + "\n" }.joined()
    }

    // MARK: Header

    private static func header(_ snapshot: Snapshot, _ status: SourceStatus, _ zone: ClockText.Zone)
        -> [String]
    {
        var lines = ["feedtop gap report", ""]
        func add(_ label: String, _ text: String) { lines.append(padded(label, 14) + text) }
        add("source", status.source.isEmpty ? NumberText.unknown : status.source)
        for (index, feed) in snapshot.feeds.enumerated() {
            let kind = [feed.transport, feed.content].filter { !$0.isEmpty }.joined(separator: " · ")
            add(
                snapshot.feeds.count > 1 ? "feed \(index + 1)" : "feed",
                "\(feed.name.isEmpty ? NumberText.unknown : feed.name)"
                    + "  \(kind.isEmpty ? "protocol not known" : kind)"
                    + "  \(NumberText.grouped(feed.counters.messages)) messages"
                    + "  \(NumberText.grouped(feed.counters.missing)) missing"
                    + "  \(NumberText.grouped(feed.counters.resets)) resets")
            add("", "from \(moment(feed.first, zone)) to \(moment(feed.last, zone))")
            for line in feed.lines {
                add(
                    "  line \(line.letter)",
                    "\(line.name)  \(NumberText.grouped(line.messages)) messages"
                        + "  \(NumberText.grouped(line.missing)) missing")
            }
        }
        add("feed clock", moment(snapshot.feedClock, zone))
        add("host clock", moment(snapshot.hostClock, zone))
        if snapshot.since > 0 { add("counted since", moment(snapshot.since, zone)) }
        if !status.receive.isEmpty { add("received by", status.receive) }
        return lines
    }

    /// `2025-11-21 09:31:07.412000000 ET (2025-11-21T14:31:07.412000000Z)`
    private static func moment(_ time: UInt64, _ zone: ClockText.Zone) -> String {
        guard time > 0 else { return NumberText.unknown }
        let utc = DecimalText.timestamp(time)
        guard zone != .utc else { return utc }
        return
            "\(ClockText.date(time, zone)) \(ClockText.time(time, zone, decimals: 9)) \(zone.rawValue) (\(utc))"
    }

    // MARK: Totals

    private static func totals(_ snapshot: Snapshot, _ status: SourceStatus) -> [String] {
        let totals = GapTotals(snapshot, status)
        func figure(_ value: UInt64?) -> String { value.map(NumberText.grouped) ?? NumberText.unknown }
        var lines = [
            padded("received", 26) + right(NumberText.grouped(snapshot.counters.messages), 15) + " msgs",
            padded("gaps", 26) + right(figure(totals.gaps), 15),
            padded("missing", 26) + right(figure(totals.missing), 15) + " msgs",
        ]
        for entry in totals.causes {
            let label = entry.label == "drops" ? "dropped by the kernel" : "lost: \(entry.label)"
            lines.append(padded(label, 26) + right(figure(entry.count), 15) + " \(entry.unit)")
        }
        for entry in totals.fates {
            let label = entry.label.hasPrefix("line") ? "missing on \(entry.label)" : entry.label
            lines.append(padded(label, 26) + right(figure(entry.count), 15) + " \(entry.unit)")
        }
        return lines
    }

    // MARK: Ledger

    private static func ledger(_ snapshot: Snapshot, _ status: SourceStatus, _ zone: ClockText.Zone)
        -> [String]
    {
        let list = snapshot.gaps
        guard !list.entries.isEmpty else {
            return [
                status.knowsSequence && snapshot.knowsSequence
                    ? "no gap: \(NumberText.grouped(snapshot.counters.messages)) messages whole"
                    : "gaps are not known: \(status.whyUnnumbered)"
            ]
        }
        let ofFeeds = list.entries.filter { $0.range.cause != .line }
        let ofLines = list.entries.filter { $0.range.cause == .line }
        var lines = [
            "\(NumberText.grouped(list.entries.count)) of \(NumberText.grouped(list.count)) entries, newest first"
                + "; \(NumberText.grouped(list.evicted)) older ones were not kept"
        ]
        if !ofFeeds.isEmpty { lines += [""] + table(ofFeeds, snapshot, zone) }
        if !ofLines.isEmpty {
            lines += ["", "lost on one line, while another had them:", ""] + table(ofLines, snapshot, zone)
        }
        return lines
    }

    private static func table(_ entries: [GapEntry], _ snapshot: Snapshot, _ zone: ClockText.Zone) -> [String]
    {
        let local = zone == .utc ? [] : ["TIME \(zone.rawValue)"]
        var rows = [
            local + ["TIME UTC", "FEED", "FIRST", "LAST", "MESSAGES", "LOST", "CAUSE", "FATE", "BOOKS"]
        ]
        for entry in entries {
            let range = entry.range
            let isNumbered = range.first != 0 || range.last != 0
            let time =
                zone == .utc
                ? []
                : [
                    range.noticed == 0
                        ? NumberText.unknown
                        : "\(ClockText.date(range.noticed, zone)) \(ClockText.time(range.noticed, zone, decimals: 6))"
                ]
            rows.append(
                time + [
                    range.noticed == 0 ? NumberText.unknown : DecimalText.timestamp(range.noticed),
                    snapshot.feeds.indices.contains(entry.feed)
                        ? snapshot.feeds[entry.feed].name : NumberText.unknown,
                    isNumbered ? String(range.first) : NumberText.unknown,
                    isNumbered ? String(range.last) : NumberText.unknown,
                    String(LossText.count(range)), String(range.lost), LossText.place(range),
                    LossText.fate(range),
                    String(entry.instruments),
                ])
        }
        let figures: Set<String> = ["FIRST", "LAST", "MESSAGES", "LOST", "BOOKS"]
        let heads = rows[0]
        let widths = heads.indices.map { column in rows.map { Glyph.width(of: $0[column]) }.max() ?? 0 }
        return rows.map { row in
            let cells = row.indices.map { column in
                figures.contains(heads[column])
                    ? right(row[column], widths[column]) : padded(row[column], widths[column])
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    // MARK: Text

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - Glyph.width(of: text)))
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - Glyph.width(of: text))) + text
    }
}
