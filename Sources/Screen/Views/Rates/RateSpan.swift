import Market

/// The stretch of time that a chart shows.
enum RateSpan: Int, CaseIterable {
    case minute, tenMinutes, session

    var title: String {
        switch self {
        case .minute: "last 1 min"
        case .tenMinutes: "last 10 min"
        case .session: "session"
        }
    }

    /// Seconds; `nil`: all there are.
    var seconds: Int? {
        switch self {
        case .minute: 60
        case .tenMinutes: 600
        case .session: nil
        }
    }

    var next: RateSpan { RateSpan(rawValue: (rawValue + 1) % 3) ?? .minute }
}

/// The rates of one stretch of time.
struct RateSeries {
    let span: RateSpan
    /// Oldest first.
    let points: ArraySlice<RatePoint>
    let secondsPerPoint: Int
    /// Seconds that the last point has lasted.
    private let lastSeconds: Double
    /// The busiest second of the session.
    private let peak: Peak

    init(_ history: RateHistory, _ span: RateSpan, feedClock: UInt64) {
        self.span = span
        peak = history.peak1s
        guard span == .session else {
            points = history.seconds.suffix(span.seconds ?? 0)
            (secondsPerPoint, lastSeconds) = (1, 1)
            return
        }
        points = history.session[...]
        secondsPerPoint = max(1, history.secondsPerPoint)
        let begun = points.last?.time ?? 0
        let age = feedClock > begun ? Double(feedClock - begun) / 1e9 : 0
        lastSeconds = max(1, min(Double(secondsPerPoint), age))
    }

    /// Per second. Of the messages of a longer stretch it is the busiest second; of the rest nothing but the mean is
    /// known.
    func value(_ measure: RateMeasure, at index: Int) -> Double {
        let point = points[index]
        guard secondsPerPoint > 1 else { return Double(measure.count(point)) }
        if measure == .messages { return Double(point.peak1s) }
        return Double(measure.count(point)) / seconds(at: index)
    }

    private func seconds(at index: Int) -> Double {
        index == points.endIndex - 1 ? lastSeconds : Double(secondsPerPoint)
    }

    /// Per second over all of it; `nil`: nothing is known.
    func mean(_ measure: RateMeasure) -> Double? {
        guard !points.isEmpty else { return nil }
        let count = points.reduce(0.0) { $0 + Double(measure.count($1)) }
        return count / (Double(points.count - 1) * Double(secondsPerPoint) + lastSeconds)
    }

    /// The highest value and when; `nil`: nothing is known.
    func highest(_ measure: RateMeasure) -> (value: Double, at: UInt64)? {
        if span == .session, measure == .messages, peak.at > 0 { return (Double(peak.messages), peak.at) }
        return points.indices.map { (value(measure, at: $0), points[$0].time) }.max { $0.0 < $1.0 }
    }

    func scale(cells: Int, perCell: Int = 2) -> TimeScale {
        guard let seconds = span.seconds else {
            return TimeScale(
                session: points, secondsPerPoint: secondsPerPoint, cells: cells, perCell: perCell)
        }
        return TimeScale(seconds: points, span: seconds, cells: cells, perCell: perCell)
    }

    /// What a column of rates stands for, in more and in fewer words.
    func notes(_ scale: TimeScale) -> [String] {
        let length = TimeScale.length(scale.secondsPerColumn)
        if secondsPerPoint > 1 {
            return ["messages: busiest second of each \(length), rest: mean", "busiest of each \(length)"]
        }
        return [scale.secondsPerColumn > 1 ? "highest of each \(length)" : "each second"]
    }

    /// What a column of bursts stands for.
    func burstNote(_ scale: TimeScale) -> String {
        scale.secondsPerColumn > 1
            ? "highest of each \(TimeScale.length(scale.secondsPerColumn))" : "each second"
    }

    /// Messages in a window below which nobody speaks of a burst.
    static let leastBurst: UInt64 = 10

    /// The busiest millisecond against its second: how much a mean hides. `nil`: not known, or nothing hidden; a single
    /// message is a thousand times its second, and tells nothing.
    var hiddenBurst: (factor: UInt64, at: UInt64)? {
        guard secondsPerPoint == 1, let point = points.max(by: { $0.peak1ms < $1.peak1ms }),
            point.messages > 0, point.peak1ms >= Self.leastBurst
        else { return nil }
        let factor = Double(point.peak1ms) * 1000 / Double(point.messages)
        return factor >= 2 ? (UInt64(factor.rounded()), point.time) : nil
    }
}

extension TimeScale {
    /// `5 s`, `2 min`, `1.5 h`
    static func length(_ seconds: Int) -> String {
        if seconds < 120 { return "\(seconds) s" }
        if seconds < 7200 { return seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds) s" }
        return seconds % 3600 == 0 ? "\(seconds / 3600) h" : "\(seconds / 60) min"
    }
}
