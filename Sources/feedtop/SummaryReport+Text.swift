internal import Intake
internal import Market
internal import OrderFlow

/// The form for people: every feed with what matters first, then its busiest instruments.
extension SummaryReport {
    /// Instruments shown; JSON has all of them.
    private static let rows = 20

    var text: String {
        let packets = intake.packets
        let messages = market.counters.messages
        var lines = [HarmlessText.of(source)]
        var what = "\(Plain.grouped(messages)) messages in \(Plain.duration(elapsed))"
        if packets > 0 { what = "\(Plain.grouped(packets)) packets, " + what }
        if elapsed > 0 {
            let rate =
                messages.multipliedReportingOverflow(by: 1_000_000).partialValue / max(1, elapsed / 1000)
            what += " (\(Plain.grouped(rate)) messages/s)"
        }
        if !intake.technique.isEmpty { what += ", by \(intake.technique)" }
        lines.append(what)
        if let clock = clockText { lines.append(clock) }
        let skipped = intake.skipped.sorted { $0.key < $1.key }.map { "\(Plain.grouped($0.value)) \($0.key)" }
        if !skipped.isEmpty { lines.append("skipped packets: " + skipped.joined(separator: ", ")) }
        let cut = intake.truncatedBytes
        if cut > 0 {
            lines.append(
                "cut: the last \(Plain.grouped(cut)) bytes are no whole record; all before them counts")
        }
        if intake.reconnects > 0 { lines.append("reconnects: \(Plain.grouped(intake.reconnects))") }
        for feed in market.feeds { lines += [""] + Self.lines(feed) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Whose times they are; `nil`: no packets' times are known.
    private var clockText: String? {
        guard let clock = intake.clock else { return nil }
        guard clock == .tap else { return "clock: capture" }
        let (packets, stamped) = (intake.packets, intake.tapTimes)
        if stamped == packets { return "clock: tap, in all packets" }
        return "clock: tap, in \(Plain.grouped(stamped)) of \(Plain.grouped(packets)) packets; "
            + "the capture's in the others"
    }

    private static func lines(_ feed: FeedReport) -> [String] {
        let (summary, counters) = (feed.summary, feed.summary.counters)
        let format = [summary.transport, summary.content].filter { !$0.isEmpty }.joined(separator: "  ")
        var lines = ["\(HarmlessText.of(summary.name))  \(format)"]
        func row(_ name: String, _ value: String) { lines.append("  " + Plain.left(name, 12) + value) }
        if summary.first > 0 {
            row("time", "\(DecimalText.timestamp(summary.first)) to \(DecimalText.timestamp(summary.last))")
        }
        if summary.isUnknown {
            let rate = packetRate(of: feed).map { ", \($0) packets/s" } ?? ""
            let (packets, bytes) = (Plain.grouped(counters.packets), Plain.grouped(counters.bytes))
            row("packets", "\(packets) of \(bytes) bytes in all\(rate)")
            row("first bytes", HexText.of(summary.firstBytes, separator: " "))
            return lines
        }
        let types = feed.messagesByType.enumerated().filter { $0.element > 0 }.sorted {
            $0.element > $1.element
        }
        .map { "\(MessageTypeName.of($0.offset)) \(Plain.grouped($0.element))" }
        let byType = types.isEmpty ? "" : " (\(types.joined(separator: ", ")))"
        row("messages", Plain.grouped(counters.messages) + byType)
        row(
            "sequence",
            summary.knowsSequence
                ? "\(Plain.grouped(counters.gaps)) gaps, \(Plain.grouped(counters.missing)) missing, "
                    + "\(Plain.grouped(counters.duplicates)) duplicates, \(Plain.grouped(counters.resets)) resets"
                : "none: the messages are not numbered, so what is missing cannot be known"
        )
        if counters.strays > 0 {
            row("strays", "\(Plain.grouped(counters.strays)) packets that fit no sequence, not in the books")
        }
        if !feed.missing.isEmpty {
            let ranges = feed.missing.prefix(8).map {
                $0.first == $0.last ? "\($0.first)" : "\($0.first)-\($0.last)"
            }
            let more = feed.missing.count > 8 ? ", and \(feed.missing.count - 8) more" : ""
            row("missing", ranges.joined(separator: ", ") + more)
        }
        for loss in lossRows(feed) { row(loss.name, loss.text) }
        let faults = [
            ("malformed packets", counters.malformedPackets),
            ("malformed messages", counters.malformedMessages),
            ("of unknown type", counters.skippedMessages), ("unknown references", counters.unknownReferences),
            ("reused references", counters.reusedReferences), ("over-executions", counters.overExecutions),
            ("refused for memory", counters.refused),
            ("datagrams dropped by the kernel", counters.kernelDrops),
        ].filter { $0.1 > 0 }.map { "\(Plain.grouped($0.1)) \($0.0)" }
        row("faults", faults.isEmpty ? "none" : faults.joined(separator: ", "))
        for peak in [("peak 1 ms", feed.rates.peak1ms), ("peak 1 s", feed.rates.peak1s)]
        where peak.1.messages > 0 {
            row(peak.0, "\(Plain.grouped(peak.1.messages)) messages at \(DecimalText.timestamp(peak.1.at))")
        }
        for latency in feed.latencies {
            let skew =
                latency.negative > 0
                ? ", \(Plain.grouped(latency.negative)) negative: the clocks disagree" : ""
            let beyond =
                latency.beyond > 0
                ? ", \(Plain.grouped(latency.beyond)) of more than a year: the clocks disagree" : ""
            let percentiles = [
                ("p50", latency.p50), ("p90", latency.p90), ("p99", latency.p99), ("p99.9", latency.p999),
                ("max", latency.max),
            ].map { "\($0.0) \(Plain.duration($0.1))" }
            row(
                latency.stage.name,
                percentiles.joined(separator: "  ")
                    + "  (\(Plain.grouped(latency.count)) samples\(skew)\(beyond))")
        }
        return lines + table(feed)
    }

    private static func table(_ feed: FeedReport) -> [String] {
        guard !feed.instruments.isEmpty else { return ["  no instrument had a quote or a trade"] }
        let busiest = feed.instruments.sorted { ($1.messages, $0.symbol) < ($0.messages, $1.symbol) }.prefix(
            rows)
        let head = ["symbol", "bid size", "bid", "ask", "ask size", "last", "volume", "messages"]
        let widths = [12, 10, 13, 13, 10, 13, 14, 12]
        func line(_ cells: [String]) -> String {
            "  " + Plain.left(cells[0], widths[0])
                + zip(cells, widths).dropFirst().map { Plain.right($0, $1) }.joined()
        }
        var lines = ["", line(head)]
        for row in busiest {
            func price(_ raw: Int64?) -> String {
                raw.map { DecimalText.price($0, scale: row.priceScale) } ?? "-"
            }
            lines.append(
                line([
                    HarmlessText.of(row.symbol.description), row.bid.map { Plain.grouped($0.size) } ?? "-",
                    price(row.bid?.price), price(row.ask?.price),
                    row.ask.map { Plain.grouped($0.size) } ?? "-",
                    price(row.last), Plain.grouped(row.volume), Plain.grouped(row.messages),
                ]))
        }
        if feed.instruments.count > rows {
            lines.append("  and \(Plain.grouped(feed.instruments.count - rows)) more (--json has them all)")
        }
        return lines
    }
}
