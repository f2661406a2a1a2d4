import Market
import OrderFlow

@testable import Screen

/// Pictures with the details of every view.
extension Samples {
    static let second: UInt64 = 1_000_000_000
    /// The last whole second before the clock.
    static let lastSecond = clock / second * second - second

    /// Twenty minutes of a busy feed, with one burst of a millisecond that its second hardly shows.
    static func views(seconds: Int = 600) -> Snapshot {
        var snapshot = twoLines()
        snapshot.history = history(seconds: seconds)
        snapshot.rates.messages1s = snapshot.history.seconds.last.map { Double($0.messages) }
        snapshot.rates.packets1s = snapshot.history.seconds.last.map { Double($0.packets) }
        snapshot.rates.bytes1s = snapshot.history.seconds.last.map { Double($0.bytes) }
        snapshot.latency = latency()
        snapshot.gaps = gaps(count: 208)
        snapshot.gaps.unfilteredCount = 208
        snapshot.events = events()
        snapshot.alerts = alerts()
        return snapshot
    }

    static func history(seconds: Int) -> RateHistory {
        var history = RateHistory()
        for age in (0..<seconds).reversed() {
            history.seconds.append(point(at: lastSecond - UInt64(age) * second, age: age))
        }
        history.secondsPerPoint = 10
        let first = lastSecond - 1199 * second
        for index in 0..<120 {
            var sum = RatePoint()
            sum.time = first / (10 * second) * (10 * second) + UInt64(index) * 10 * second
            for offset in 0..<10 {
                let one = point(at: sum.time + UInt64(offset) * second, age: (119 - index) * 10 + 9 - offset)
                sum.messages += one.messages
                sum.packets += one.packets
                sum.bytes += one.bytes
                sum.peak1ms = max(sum.peak1ms, one.peak1ms)
                sum.peak10ms = max(sum.peak10ms, one.peak10ms)
                sum.peak100ms = max(sum.peak100ms, one.peak100ms)
                sum.peak1s = max(sum.peak1s, one.peak1s)
            }
            history.session.append(sum)
        }
        history.peak1ms = Peak(messages: 1511, at: lastSecond - 24 * second + 412_000_000)
        history.peak10ms = Peak(messages: 2042, at: lastSecond - 24 * second + 410_000_000)
        history.peak100ms = Peak(messages: 4930, at: lastSecond - 801 * second + 300_000_000)
        history.peak1s = Peak(messages: 31_204, at: lastSecond - 801 * second)
        let names: [(Character, String, UInt64)] = [
            ("A", "Add Order", 181_204), ("D", "Order Delete", 160_993), ("E", "Order Executed", 20_118),
            ("U", "Order Replace", 14_020), ("X", "Order Cancel", 8_801),
            ("F", "Add Order with MPID", 4_203),
            ("C", "Order Executed with Price", 1_290), ("P", "Trade", 980), ("I", "Net Order Imbalance", 201),
            ("R", "Stock Directory", 120), ("H", "Stock Trading Action", 42),
            ("Y", "Reg SHO Restriction", 21),
            ("S", "System Event", 3), ("Q", "Cross Trade", 2), ("V", "MWCB Decline Level", 1),
        ]
        history.types = names.map { letter, name, count in
            var type = TypeCount()
            type.type = letter.asciiValue ?? 0
            type.name = name
            type.messages = count
            type.lastSecond = count / 40
            return type
        }
        return history
    }

    /// A second that many seconds before the last one.
    private static func point(at time: UInt64, age: Int) -> RatePoint {
        var point = RatePoint()
        point.time = time
        let noise = UInt64((age &* 2_654_435_761) >> 7 & 0x7FF)
        let wave = UInt64(4000 + 3000 * ((age / 7) % 5) + (age > 780 && age < 830 ? 12_000 : 0))
        point.messages = wave + noise
        point.packets = point.messages / 3 + noise / 40
        point.bytes = point.messages * 31 + point.packets * 20
        point.peak1ms = 20 + noise / 50 + (age == 24 ? 1440 : 0)
        point.peak10ms = max(point.peak1ms, 90 + noise / 20) + (age == 24 ? 520 : 0)
        point.peak100ms = max(point.peak10ms, point.messages / 8)
        point.peak1s = point.messages
        return point
    }
}

extension Samples {
    static func latency() -> LatencyDetail {
        var detail = LatencyDetail()
        for stage in LatencyStage.allCases {
            let middle: UInt64 = [412_000, 12_100, 2_400, 9_100][stage.rawValue]
            for (window, count) in [(1, 12_345), (10, 110_204), (60, 661_920), (0, 12_391_999)] {
                var summary = LatencySummary()
                summary.stage = stage
                summary.windowSeconds = window
                summary.count = UInt64(count)
                summary.negative = stage == .feed && window == 0 ? 12 : 0
                (summary.p50, summary.p90, summary.p99) = (middle, middle * 2, middle * 7)
                (summary.p999, summary.p9999, summary.max) = (middle * 20, middle * 90, middle * 400)
                detail.summaries.append(summary)
            }
            for window in [60, 0] {
                var bars = LatencyBars()
                bars.stage = stage
                bars.windowSeconds = window
                bars.counts = (0..<LatencyAxis.count).map { bar in
                    let ratio = Double(LatencyAxis.edge(bar)) / Double(middle)
                    let far = ratio < 1 ? 1 / ratio : ratio.squareRoot()
                    let count = 600_000 / (1 + (far - 1) * (far - 1) * 60)
                    return ratio > 0.25 && ratio < 300 ? UInt64(count) : 0
                }
                detail.bars.append(bars)
            }
        }
        return detail
    }
}

extension Samples {
    /// A ledger of so many entries of all causes and fates, newest first.
    static func gaps(count: Int) -> GapList {
        var list = GapList()
        list.count = count
        list.evicted = 12
        let kinds: [(LossCause, LossFill, lost: UInt64)] = [
            (.wire, .none, 10), (.line, .line, 0), (.wire, .request, 0), (.kernel, .late, 3),
            (.wire, .late, 0),
            (.here, .none, 10), (.line, .none, 10),
        ]
        for index in 0..<count {
            let (cause, fill, lost) = kinds[index % kinds.count]
            let first = UInt64(391_001 - index * 1000)
            let range = SequenceRange(
                first: first, last: first + 9, noticed: clock - UInt64(index) * 7_412_345_678, cause: cause,
                line: cause == .line ? UInt8(index % 2) : 0, lost: lost, fill: fill)
            list.entries.append(
                GapEntry(range, instruments: cause == .line || fill == .request ? 0 : 8032))
        }
        return list
    }
}

extension Samples {
    /// One of each kind, newest first.
    static func events() -> Market.EventList {
        let gap = SequenceRange(first: 1001, last: 1010, noticed: clock)
        let line = SequenceRange(
            first: 990, last: 999, noticed: clock, cause: .line, line: 1, lost: 0, fill: .line)
        let kinds: [(MarketEvent.Kind, Severity)] = [
            (.acknowledged(alerts: 2), .info), (.raised(.silence, value: 3.2), .alert),
            (.state(from: .live, to: .silent), .warning), (.cleared(.burst, lasted: 12_100_000_000), .info),
            (.uncrossed(lasted: 1_250_000_000), .info),
            (.crossed(bid: 1_491_200, ask: 1_491_000), .warning), (.status(.trading), .info),
            (.status(.orderAcceptance), .info), (.status(.halted), .warning), (.haltedHere(true), .warning),
            (.booksTrusted, .info), (.filled(first: 1001, last: 1005, .late), .warning),
            (.filled(first: 1006, last: 1006, .request), .info), (.booksSuspect(.loss(.wire)), .warning),
            (.raised(.gap, value: 10), .alert), (.gap(gap), .alert), (.gap(line), .warning),
            (.kernelDrops(12), .alert), (.shed(9), .alert), (.burst(messages: 1511), .warning),
            (.raised(.burst, value: 1511), .alert), (.reset(next: 1), .warning), (.endOfSession, .info),
            (.suspectCrossed(books: 4_812, since: clock), .warning), (.countersReset, .info),
            (.state(from: .waiting, to: .live), .info),
        ]
        var list = Market.EventList()
        list.count = kinds.count
        list.evicted = 7
        for (index, (kind, severity)) in kinds.enumerated() {
            var event = MarketEvent(kind, severity: severity)
            event.number = UInt64(kinds.count - index)
            event.time = index == kinds.count - 1 ? 0 : clock - UInt64(index) * 2_512_345_678
            event.hostTime = clock - UInt64(index) * 2_512_345_678
            event.feed = index == 0 ? nil : 0
            switch kind {
            case .crossed, .uncrossed, .status, .haltedHere:
                event.instrument = InstrumentKey(feed: 0, instrument: 3)
                event.symbol = SymbolName("SYM3")
            default: break
            }
            list.entries.append(event)
        }
        return list
    }

    static func alerts() -> AlertSummary {
        var summary = AlertSummary()
        summary.raisedCount = 4
        func add(_ rule: AlertRule, _ value: Double, _ threshold: Double, raised: Bool, seen: Bool) {
            var alert = AlertState()
            (alert.rule, alert.value, alert.threshold) = (rule, value, threshold)
            (alert.initial, alert.worst) = (rule == .silence ? threshold : value, value)
            (alert.isRaised, alert.isAcknowledged) = (raised, seen)
            alert.feed = rule == .latency ? nil : 0
            if rule == .crossed {
                alert.instrument = InstrumentKey(feed: 0, instrument: 3)
                alert.symbol = SymbolName("SYM3")
            }
            alert.since = clock - 3_200_000_000
            summary.alerts.append(alert)
        }
        add(.silence, 3.2, 3, raised: true, seen: false)
        add(.crossed, 4.5, 1, raised: false, seen: false)
        add(.gap, 10, 1, raised: true, seen: true)
        add(.latency, 0.0125, 0.01, raised: true, seen: true)
        return summary
    }

    /// The picture of one view.
    static func draw(
        _ view: SnapshotView, rows: Int, columns: Int, span: Int = 0, _ snapshot: Snapshot = views(),
        _ status: SourceStatus = live(), isASCII: Bool = false
    ) -> [String] {
        var state = ViewState()
        state.view = view
        state.span = span
        return draw(rows: rows, columns: columns, snapshot, status, state, isASCII: isASCII)
    }
}
