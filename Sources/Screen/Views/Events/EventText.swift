import Market
import OrderFlow

/// Events as the screen says them: one sentence each.
enum EventText {
    /// The sentence, with whom it is about where that is an instrument.
    static func sentence(_ event: MarketEvent) -> String {
        switch event.kind {
        case .state(let from, let to): state(from, to)
        case .reset(let next):
            next == 0
                ? "The sender began anew; books start over."
                : "The sender began anew at message \(next); books start over."
        case .endOfSession: "The sender ended the session."
        case .gap(let range): gap(range)
        case .filled(let first, let last, let fill): filled(first, last, fill)
        case .stray(let sequence, let count):
            "Stray packet of \(messages(count)), numbered \(sequence): it fits no sequence."
        case .kernelDrops(let count): "The kernel dropped \(datagrams(count)): socket buffer full."
        case .shed(let count): "feedtop dropped \(messages(count)): its ring was full."
        case .status(let status): "\(name(event)) \(Self.status(status))."
        case .haltedHere(let isHalted):
            isHalted ? "\(name(event)) is halted on this venue." : "\(name(event)) is released on this venue."
        case .crossed(let bid, let ask):
            "\(name(event)) is crossed: bid \(price(bid, event)) above ask \(price(ask, event))."
        case .uncrossed(let lasted):
            "\(name(event)) is no longer crossed, after \(NumberText.duration(lasted))."
        case .suspectCrossed(let books, _):
            books == 1
                ? "1 suspect book was crossed since the loss."
                : "\(NumberText.grouped(books)) suspect books were crossed since the loss."
        case .burst(let count): "\(messages(count)) came in 1 ms, the most so far."
        case .booksSuspect(let cause):
            "Books are suspect (\(why(cause))) until reset or trusted (t)."
        case .booksTrusted: "Books are trusted again."
        case .raised(let rule, let value):
            "Alert \(AlertText.name(rule)) raised: \(subject(event))\(AlertText.finding(rule, value))."
        case .cleared(let rule, let lasted):
            "Alert \(AlertText.name(rule)) cleared: \(subject(event))after \(NumberText.duration(lasted))."
        case .acknowledged(let count):
            count == 1 ? "1 alert was acknowledged." : "\(count) alerts were acknowledged."
        case .countersReset: "Counters, peaks, ledger, alerts and events begin anew (^R)."
        }
    }

    private static func why(_ cause: SuspicionCause) -> String {
        switch cause {
        case .joinedLate: "joined in mid-session"
        case .resetMidSession: "begun anew in mid-session"
        case .loss, .malformed: cause.words
        }
    }

    private static func state(_ from: FeedState, _ to: FeedState) -> String {
        let was = "was \(from.rawValue.uppercased())"
        return switch to {
        case .waiting: "Waiting for the first packet (\(was))."
        case .live where from == .waiting: "LIVE: the first messages came."
        case .live: "LIVE again: messages come (\(was))."
        case .idle: "IDLE: only heartbeats come (\(was))."
        case .silent: "SILENT: nothing comes, not even heartbeats (\(was))."
        case .ended: "ENDED: the session is over (\(was))."
        }
    }

    private static func gap(_ range: SequenceRange) -> String {
        let count = messages(LossText.count(range))
        let numbers =
            range.first == 0 && range.last == 0 ? "" : ": \(LossText.range(range.first, range.last))"
        return switch range.cause {
        case .wire: "Wire gap of \(count)\(numbers)."
        case .kernel: "\(count) lost in this host's kernel\(numbers)."
        case .here: "\(count) lost in feedtop\(numbers)."
        case .capture: "\(count) lacking in the capture\(numbers)."
        case .line where range.fill == .line && range.lost == 0:
            "Line \(LineName.of(range.line)) lost \(count)\(numbers); another line had them."
        case .line: "Line \(LineName.of(range.line)) lost \(count)\(numbers)."
        }
    }

    private static func filled(_ first: UInt64, _ last: UInt64, _ fill: LossFill) -> String {
        let count = messages(last >= first ? (last - first == .max ? .max : last - first + 1) : 0)
        let what = "\(LossText.range(first, last)) (\(count))"
        return switch fill {
        case .none: "\(what) did not come."
        case .late: "\(what) came too late for the books."
        case .request: "\(what) came on request, in time for the books."
        case .line: "\(what) came on another line."
        }
    }

    private static func status(_ status: TradingStatus) -> String {
        switch status {
        case .unknown: "has no trading status that is known"
        case .trading: "is trading"
        case .halted: "is halted"
        case .paused: "is paused"
        case .quotationOnly: "takes quotes only"
        case .orderAcceptance: "takes orders, before the reopening auction"
        }
    }

    /// The instrument that an alert is about, and a space; empty: it is about none.
    private static func subject(_ event: MarketEvent) -> String {
        event.symbol == SymbolName() && event.instrument == nil ? "" : name(event) + " "
    }

    /// What an entry stands for beside itself, in more and in fewer words; the last is empty.
    static func others(_ event: MarketEvent, until time: String) -> [String] {
        if case .suspectCrossed = event.kind, event.until > event.time {
            return [" The last at \(time).", ""]
        }
        guard event.joined > 0 else { return [""] }
        let count = NumberText.grouped(event.joined)
        return [" And \(count) more until \(time).", " +\(count) until \(time)", " +\(count)", ""]
    }

    private static func name(_ event: MarketEvent) -> String {
        if event.symbol != SymbolName() { return event.symbol.description }
        return event.instrument.map { "Instrument \($0.instrument)" } ?? "An instrument"
    }

    private static func price(_ raw: Int64, _ event: MarketEvent) -> String {
        PriceText.text(raw, scale: event.priceScale, decimals: min(2, Int(event.priceScale)))
    }

    private static func messages(_ count: UInt64) -> String {
        count == 1 ? "1 message" : "\(NumberText.grouped(count)) messages"
    }

    private static func datagrams(_ count: UInt64) -> String {
        count == 1 ? "1 datagram" : "\(NumberText.grouped(count)) datagrams"
    }

    /// As few words as tell what happened, for the smallest screens.
    static func brief(_ event: MarketEvent) -> String {
        func short(_ value: UInt64) -> String { NumberText.short(value) }
        return switch event.kind {
        case .state(_, let to): to.rawValue.uppercased()
        case .reset(let next): next == 0 ? "reset" : "reset, next \(next)"
        case .endOfSession: "end of session"
        case .gap(let range): "\(LossText.place(range)) \(LossText.range(range.first, range.last))"
        case .filled(let first, let last, let fill): "\(fill.name ?? "lost") \(LossText.range(first, last))"
        case .stray(let sequence, _): "stray packet \(sequence)"
        case .kernelDrops(let count): "kernel drops \(short(count))"
        case .shed(let count): "shed here \(short(count))"
        case .status(let status): "\(name(event)) \(status.name)"
        case .haltedHere(let isHalted): "\(name(event)) \(isHalted ? "halted here" : "released")"
        case .crossed: "\(name(event)) crossed"
        case .uncrossed(let lasted): "\(name(event)) uncrossed, \(NumberText.duration(lasted))"
        case .suspectCrossed(let books, _): "\(books) suspect crossed"
        case .burst(let count): "burst \(short(count)) in 1 ms"
        case .booksSuspect: "books suspect"
        case .booksTrusted: "books trusted"
        case .raised(let rule, let value): "\(AlertText.name(rule)) \(AlertText.value(rule, value))"
        case .cleared(let rule, let lasted): "\(AlertText.name(rule)) over, \(NumberText.duration(lasted))"
        case .acknowledged(let count): "\(count) acknowledged"
        case .countersReset: "counters reset"
        }
    }

    // MARK: Marks

    static func word(_ severity: Severity) -> String {
        switch severity {
        case .info: "info"
        case .warning: "warn"
        case .alert: "ALERT"
        }
    }

    /// One column, told apart without colour too.
    static func mark(_ severity: Severity) -> String {
        switch severity {
        case .info: "·"
        case .warning: "▲"
        case .alert: "!"
        }
    }

    static func style(_ severity: Severity) -> Style {
        switch severity {
        case .info: Style(.muted)
        case .warning: Style(.warning)
        case .alert: .badge(.alert)
        }
    }
}
