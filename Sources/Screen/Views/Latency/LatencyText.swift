import Market

/// What the stages of latency and their windows are called.
extension LatencyStage {
    /// From where to where.
    var path: String {
        switch self {
        case .feed: "exchange → host"
        case .handling: "host → book"
        case .parse: "host → ring"
        case .queue: "ring → book"
        }
    }

    /// The same in a few words.
    var meaning: String {
        switch self {
        case .feed: "sent by the exchange → received here"
        case .handling: "received here → in the book = parse + queue"
        case .parse: "received here → decoded, in the ring"
        case .queue: "in the ring → in the book"
        }
    }

    /// Whose clocks the time is the difference of.
    var clocks: String { self == .feed ? "exchange, host clock" : "host clock" }
}

enum LatencyText {
    /// `60 s`, `session`
    static func window(_ seconds: Int) -> String { seconds == 0 ? "session" : "\(seconds) s" }

    /// `last 60 s`, `session`
    static func stretch(_ seconds: Int) -> String { seconds == 0 ? "session" : "last \(seconds) s" }

    /// What negative samples mean, in as much room as there is; `nil`: there are none.
    static func skew(_ summaries: [LatencySummary], width: Int) -> String? {
        let worst = summaries.filter { $0.negative > 0 }.max { left, right in
            // The session holds all of them.
            (left.windowSeconds == 0 ? 1 : 0, left.negative) < (
                right.windowSeconds == 0 ? 1 : 0, right.negative
            )
        }
        guard let worst else { return nil }
        let negative = NumberText.grouped(worst.negative)
        let (sum, overflow) = worst.count.addingReportingOverflow(worst.negative)
        let all = NumberText.grouped(overflow ? .max : sum)
        let short = NumberText.short(worst.negative)
        let name = worst.stage.name
        let stretch = worst.windowSeconds == 0 ? "of the session" : "of the last \(worst.windowSeconds) s"
        let cause =
            worst.stage == .feed ? "exchange and host clocks disagree" : "the host's clock was set back"
        let forms = [
            "clock skew: \(negative) of \(all) \(name) samples \(stretch) are negative and in no percentile: "
                + "\(cause); see chrony/ptp",
            "clock skew: \(negative) of \(all) \(name) samples negative: \(cause); see chrony/ptp",
            "clock skew: \(negative) \(name) samples negative: \(cause); see chrony/ptp",
            "\(negative) \(name) samples negative: \(cause); see chrony/ptp",
            "\(short) \(name) samples negative: \(cause); see chrony/ptp",
            "clock skew: \(short) \(name) samples negative; see chrony/ptp",
            "clock skew: \(short) negative", "skew \(short)",
        ]
        return forms.first { Glyph.width(of: $0) <= width }
    }
}
