import Books
import OrderFlow

/// What the values come to: alerts, and what the log says of them.
extension Lookout {
    static func nanoseconds(_ seconds: Double) -> UInt64 { UInt64(max(0, min(seconds, 1e6)) * 1e9) }

    /// Takes a value in, and logs what comes of it.
    func take(
        _ value: Double, _ subject: AlertBoard.Subject, _ moment: AlertBoard.Moment, _ naming: Naming? = nil
    ) {
        switch alerts.take(value, of: subject, moment) {
        case .none: break
        case .raised(let value):
            note(.raised(subject.rule, value: value), subject, moment, naming, severity: .alert)
        case .cleared(let lasted):
            note(.cleared(subject.rule, lasted: lasted), subject, moment, naming, severity: .info)
        }
    }

    func note(
        _ kind: MarketEvent.Kind, _ subject: AlertBoard.Subject, _ moment: AlertBoard.Moment,
        _ naming: Naming?, severity: Severity
    ) {
        var event = MarketEvent(kind, severity: severity)
        event.time = moment.feedTime
        event.hostTime = now
        event.feed = subject.feed
        event.instrument = subject.instrument
        if let naming {
            event.symbol = naming.symbol
            event.priceScale = naming.priceScale
        }
        log.note(event)
    }

    /// A crossing is over. One that began and ended between two looks is not missed.
    func takeCrossing(_ key: InstrumentKey, lasted: UInt64, at time: UInt64, _ naming: Naming) {
        guard let threshold = alerts.threshold(.crossed), Double(lasted) / 1e9 >= threshold else { return }
        take(
            Double(lasted) / 1e9, AlertBoard.Subject(rule: .crossed, feed: Int(key.feed), instrument: key),
            AlertBoard.Moment(feedTime: time, hostTime: now), naming)
    }
}
