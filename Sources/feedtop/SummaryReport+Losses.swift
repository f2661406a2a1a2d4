internal import Market
internal import OrderFlow

/// Where messages were lost, on which line, and what that means for the books.
extension SummaryReport {
    static func putLosses(of feed: FeedReport, into json: inout JSONText) {
        let (summary, counters) = (feed.summary, feed.summary.counters)
        json.object("losses") { json in
            json.number("wire", counters.lostWire)
            json.number("kernel", counters.lostKernel)
            json.number("here", counters.shed)
            json.number("capture", counters.lostCapture)
            json.number("filledLate", counters.filledLate)
            json.number("filledByRequest", counters.filledByRequest)
        }
        json.array("lines") { json in
            for line in summary.lines { json.object { json in put(line, into: &json) } }
        }
        json.literal("suspect", summary.isSuspect ? "true" : "false")
        if let suspicion = summary.suspicion {
            json.object("suspicion") { json in
                json.literal("since", time(suspicion.since))
                json.string("cause", suspicion.cause.name)
                json.literal("first", suspicion.first == 0 ? nil : String(suspicion.first))
                json.literal("last", suspicion.last == 0 ? nil : String(suspicion.last))
                json.number("losses", suspicion.losses)
                json.number("instruments", summary.suspectInstruments)
            }
        }
        json.array("ledger") { json in
            for range in feed.ledger { json.object { json in put(range, into: &json) } }
        }
        json.number("ledgerEvicted", feed.evictedRanges + feed.evictedLineRanges)
    }

    private static func put(_ line: LineSummary, into json: inout JSONText) {
        json.string("line", line.letter)
        json.string("name", line.name)
        json.string("state", line.state.rawValue)
        json.number("packets", line.packets)
        json.number("bytes", line.bytes)
        json.number("messages", line.messages)
        json.number("wins", line.wins)
        json.number("missing", line.missing)
        json.number("missingInKernel", line.missingInKernel)
        json.number("missingInCapture", line.missingInCapture)
        json.literal("onlyHere", line.onlyHere.map { String($0) })
        json.number("kernelDrops", line.kernelDrops)
        json.object("lead") { json in
            json.number("count", line.leads)
            json.literal("p50", line.leads == 0 ? nil : String(line.leadP50))
            json.literal("p99", line.leads == 0 ? nil : String(line.leadP99))
            json.literal("max", line.leads == 0 ? nil : String(line.leadMax))
        }
        json.literal("lastPacket", time(line.lastPacket))
    }

    private static func put(_ range: SequenceRange, into json: inout JSONText) {
        json.number("first", range.first)
        json.number("last", range.last)
        json.string("cause", range.cause.name)
        json.literal("line", range.cause == .line ? JSONText.quoted(LineName.of(range.line)) : nil)
        json.number("lost", range.lost)
        json.literal("filled", range.fill.name.map(JSONText.quoted))
        json.literal("at", time(range.noticed))
    }

    /// Rows of the form for people: a name and what it says.
    static func lossRows(_ feed: FeedReport) -> [(name: String, text: String)] {
        let (summary, counters) = (feed.summary, feed.summary.counters)
        var rows: [(String, String)] = []
        let lost =
            counters.lostWire > 0 || counters.lostKernel > 0 || counters.shed > 0 || counters.lostCapture > 0
        if lost || counters.filledByRequest > 0 {
            var text =
                "\(Plain.grouped(counters.lostWire)) on the wire, "
                + "\(Plain.grouped(counters.lostKernel)) in the kernel, \(Plain.grouped(counters.shed)) here"
            if counters.lostCapture > 0 {
                text +=
                    ", \(Plain.grouped(counters.lostCapture)) in the capture (it lacks them; they may have been "
                    + "on the wire)"
            }
            if counters.filledLate > 0 {
                text += "; \(Plain.grouped(counters.filledLate)) came late, not in the books"
            }
            if counters.filledByRequest > 0 {
                text += "; \(Plain.grouped(counters.filledByRequest)) more filled by request"
            }
            rows.append(("lost", text))
        }
        for line in summary.lines { rows.append(("line \(line.letter)", text(line))) }
        if let suspicion = summary.suspicion {
            rows.append(("books", text(suspicion, summary.suspectInstruments)))
        }
        return rows
    }

    private static func text(_ line: LineSummary) -> String {
        var parts = [
            HarmlessText.of(line.name), line.state.rawValue, "\(Plain.grouped(line.messages)) messages",
            "\(Plain.grouped(line.missing)) lost", "\(Plain.grouped(line.wins)) wins",
        ]
        let places = [(line.missingInKernel, "in the kernel"), (line.missingInCapture, "in the capture")]
        let told = places.filter { $0.0 > 0 }.map { "\(Plain.grouped($0.0)) \($0.1)" }
        if !told.isEmpty { parts[3] += " (\(told.joined(separator: ", ")))" }
        if let only = line.onlyHere { parts.append("\(Plain.grouped(only)) only here") }
        if line.leads > 0 {
            let times = [line.leadP50, line.leadP99, line.leadMax].map(Plain.duration)
            parts.append("lead p50 \(times[0])  p99 \(times[1])  max \(times[2])")
        }
        return parts.joined(separator: ", ")
    }

    private static func text(_ suspicion: Suspicion, _ instruments: Int) -> String {
        let since = suspicion.since == 0 ? "the start" : DecimalText.timestamp(suspicion.since)
        let more = suspicion.losses > 1 ? " and \(Plain.grouped(suspicion.losses - 1)) more" : ""
        return "\(Plain.grouped(instruments)) suspect since \(since) (\(suspicion.reason)\(more))"
    }
}
