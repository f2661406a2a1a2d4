import Market
import OrderFlow

/// Alerts as the screen says them.
enum AlertText {
    static func name(_ rule: AlertRule) -> String { rule.rawValue }

    /// A value with the rule's unit: `3.20 s`, `1,511 msgs in 1 ms`.
    static func value(_ rule: AlertRule, _ value: Double) -> String {
        switch rule {
        case .silence, .latency, .crossed, .behind: duration(value)
        case .gap: messages(value)
        case .burst: "\(messages(value)) in 1 ms"
        }
    }

    /// What the value says.
    static func finding(_ rule: AlertRule, _ value: Double) -> String {
        let text = Self.value(rule, value)
        return switch rule {
        case .silence: "nothing came for \(text)"
        case .gap: "\(text) lost in one gap"
        case .burst: "\(text)"
        case .latency: "handling p99 of 10 s at \(text)"
        case .crossed: "crossed for \(text)"
        case .behind: "books \(text) behind the wire"
        }
    }

    /// What was found when it was raised, what is now, and the worst: from the most telling form to the shortest. What
    /// stands alone is the worst, which is never on the right side of the threshold.
    static func values(_ alert: AlertState) -> [String] {
        let rule = alert.rule
        let worst = finding(rule, alert.worst)
        if rule == .gap || rule == .burst {
            guard alert.worst > alert.initial else { return [worst] }
            return ["\(finding(rule, alert.initial)), \(value(rule, alert.worst)) at worst", worst]
        }
        guard alert.isRaised else { return [worst] }
        let isOver = (rule == .silence || rule == .crossed) && alert.value == 0
        let now = isOver ? "over now" : "\(value(rule, alert.value)) now"
        let both = [
            "\(finding(rule, alert.initial)) then, \(now)", "\(value(rule, alert.initial)) then, \(now)",
        ]
        guard alert.worst > max(alert.initial, alert.value) else { return both + [worst] }
        return ["\(both[0]), \(value(rule, alert.worst)) at worst"] + both + [worst]
    }

    /// Seconds as text; `-` for what is no time.
    private static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return NumberText.unknown }
        return NumberText.duration(seconds < 1e9 ? UInt64(seconds * 1e9) : .max)
    }

    private static func messages(_ value: Double) -> String {
        let text = NumberText.rate(value, width: 9)
        return text == "1" ? "1 msg" : "\(text) msgs"
    }

    /// `RAISED`, `CLEARED`, `acked`: what asks for attention is in capitals.
    static func state(_ alert: AlertState) -> String {
        switch (alert.isRaised, alert.isAcknowledged) {
        case (true, false): "RAISED"
        case (false, false): "CLEARED"
        case (true, true): "acked"
        case (false, true): "over"
        }
    }

    static func role(_ alert: AlertState) -> Role {
        switch (alert.isRaised, alert.isAcknowledged) {
        case (true, false): .alert
        case (false, false), (true, true): .warning
        case (false, true): .muted
        }
    }
}

extension Picture {
    /// `48 books crossed since, 12 now`: what follows from a loss, and is no alert of its own. `nil`: nothing does.
    static func consequence(_ alert: AlertState) -> String? {
        guard alert.crossedBooks > 0 else { return nil }
        let books = alert.crossedBooks == 1 ? "1 book" : "\(NumberText.grouped(alert.crossedBooks)) books"
        return
            "\(books) crossed since, \(NumberText.grouped(alert.crossedNow)) now: suspect, so no alerts"
    }

    /// `ALERT 2`, with a `+` where there are more than are kept: those that nobody has seen; once all are seen, calmer, those that still hold.
    var alertBadge: Badge? {
        let open = snapshot.alerts.open
        let more = snapshot.alerts.unlisted > 0 ? "+" : ""
        if open > 0 { return Badge(text: "ALERT \(open)\(more)", style: .badge(.alert)) }
        let seen = snapshot.alerts.acknowledged
        return seen > 0 ? Badge(text: "ALERT \(seen) acked", style: Style(.warning, on: .header)) : nil
    }

    /// Whom an alert is about: an instrument, a feed, or all.
    func subject(_ alert: AlertState) -> String {
        if let key = alert.instrument {
            return alert.symbol == SymbolName() ? "instrument \(key.instrument)" : alert.symbol.description
        }
        guard let feed = alert.feed else { return "all feeds" }
        let name = feedName(feed)
        return name.isEmpty ? "feed \(feed &+ 1)" : name
    }
}
