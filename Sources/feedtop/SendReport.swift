internal import Glibc
internal import Simulator

/// What `feedtop send` tells of its lines, for people and for machines.
struct SendReport {
    private let reports: [(destination: String, report: LineReport)]

    init(_ reports: [(String, LineReport)]) {
        self.reports = reports.map { (destination: $0.0, report: $0.1) }
    }

    /// `A`, `B`, …
    private static func name(_ index: Int) -> String {
        index < 26 ? String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index))) : String(index + 1)
    }

    /// A line nothing got out on, in words.
    var failure: String? {
        for (destination, report) in reports where report.datagrams == 0 && report.unsent > 0 {
            // SAFETY: strerror returns a zero-terminated text; the message is copied at once.
            let reason = unsafe String(cString: strerror(report.lastFailure))
            return "cannot send to \(destination): \(reason); is there a route, or does it take ?interface= ?"
        }
        return nil
    }

    /// One line of text for each.
    var lines: [String] {
        reports.enumerated().map { index, entry in
            let report = entry.report
            let tally = FaultTally(report.faults)
            var text =
                "line \(Self.name(index)) \(entry.destination): \(Plain.grouped(report.messages)) messages in "
                + "\(Plain.grouped(report.datagrams)) datagrams"
            if tally.lostDatagrams > 0 {
                text += ", lost \(Plain.grouped(tally.lostMessages)) in \(Plain.grouped(tally.lostDatagrams))"
            }
            if tally.duplicated > 0 { text += ", \(Plain.grouped(tally.duplicated)) datagrams twice" }
            if tally.late > 0 { text += ", \(Plain.grouped(tally.late)) late" }
            if tally.restarts > 0 { text += ", \(Plain.grouped(tally.restarts)) restarts" }
            if report.unsent > 0 { text += ", \(Plain.grouped(report.unsent)) refused by the system" }
            return text
        }
    }

    /// A JSON object a line: each fault in the order of sending, then the totals of each line.
    var log: String {
        var text = ""
        for (index, entry) in reports.enumerated() {
            for fault in entry.report.faults.faults {
                var json = JSONText()
                json.object { json in Self.put(fault, Self.name(index), into: &json) }
                text += json.text + "\n"
            }
        }
        for (index, entry) in reports.enumerated() {
            var json = JSONText()
            json.object { json in
                Self.put(entry.report, Self.name(index), entry.destination, into: &json)
            }
            text += json.text + "\n"
        }
        return text
    }

    private static func put(_ fault: Fault, _ line: String, into json: inout JSONText) {
        json.string("line", line)
        let (event, places): (String, Int?) =
            switch fault.kind {
            case .lost: ("lost", nil)
            case .cut: ("cut", nil)
            case .duplicated: ("duplicated", nil)
            case .late(let places): ("late", places)
            case .restarted: ("restarted", nil)
            }
        json.string("event", event)
        json.number("datagram", fault.datagram)
        json.number("session", fault.facts.session)
        json.number("messages", fault.facts.messages)
        if fault.facts.messages > 0 {
            json.number("first", fault.facts.sequence)
            json.number("last", fault.facts.sequence + UInt64(fault.facts.messages) - 1)
        }
        if let places { json.number("places", places) }
    }

    private static func put(
        _ report: LineReport, _ line: String, _ destination: String, into json: inout JSONText
    ) {
        let tally = FaultTally(report.faults)
        json.string("line", line)
        json.string("event", "end")
        json.string("to", destination)
        json.number("datagrams", report.datagrams)
        json.number("messages", report.messages)
        json.number("bytes", report.bytes)
        json.number("unsent", report.unsent)
        json.number("lostDatagrams", tally.lostDatagrams)
        json.number("lostMessages", tally.lostMessages)
        json.number("duplicatedDatagrams", tally.duplicated)
        json.number("lateDatagrams", tally.late)
        json.array("missing") { json in
            for session in tally.sessions {
                json.object { json in
                    json.number("session", session)
                    json.array("ranges") { json in
                        for range in report.faults.missing(session: session) {
                            json.array { json in
                                json.number(nil, range.lowerBound)
                                json.number(nil, range.upperBound)
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A line's faults, counted.
private struct FaultTally {
    var lostDatagrams = 0
    var lostMessages = 0
    var duplicated = 0
    var late = 0
    var restarts = 0
    /// Sessions of which messages were lost, ascending.
    var sessions: [Int] = []

    init(_ log: FaultLog) {
        var sessions = Set<Int>()
        for fault in log.faults {
            switch fault.kind {
            case .lost, .cut:
                lostDatagrams += 1
                lostMessages += fault.facts.messages
                if fault.facts.messages > 0 { sessions.insert(fault.facts.session) }
            case .duplicated: duplicated += 1
            case .late: late += 1
            case .restarted: restarts += 1
            }
        }
        self.sessions = sessions.sorted()
    }
}
