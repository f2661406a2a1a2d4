internal import OrderFlow

/// Which events stand for each other when too many of a sort come.
enum EventSort: Int, CaseIterable {
    case state, reset, end, stray, gap, lineGap, filled, kernelDrops, shed, status, crossed, uncrossed,
        suspectCrossed, burst, books, alert

    init(_ kind: MarketEvent.Kind) {
        self =
            switch kind {
            case .state: .state
            case .reset: .reset
            case .endOfSession: .end
            case .stray: .stray
            case .gap(let range): range.cause == .line ? .lineGap : .gap
            case .filled: .filled
            case .kernelDrops: .kernelDrops
            case .shed: .shed
            case .status, .haltedHere: .status
            case .crossed: .crossed
            case .uncrossed: .uncrossed
            case .suspectCrossed: .suspectCrossed
            case .burst: .burst
            case .booksSuspect, .booksTrusted: .books
            case .raised, .cleared, .acknowledged, .countersReset: .alert
            }
    }

    /// How many entries one feed or instrument may make at once, and after how many seconds it may make one more.
    var allowance: (burst: UInt64, seconds: UInt64) {
        switch self {
        case .kernelDrops, .shed: (1, 1)
        case .gap, .filled, .alert: (64, 1)
        case .crossed, .uncrossed: (4, 60)
        default: (16, 10)
        }
    }

    /// The same for all instruments of a feed together.
    static let feedAllowance: (burst: UInt64, seconds: UInt64) = (256, 1)
}

/// The latest 4,096 notable events, in the order in which they happened. Nothing can drive out everything else: an instrument or a feed that makes too many
/// entries of one sort gets no more for a while, and its latest one counts those it stands for instead.
struct EventLog {
    static let capacity = 4096
    /// Sources of events that are told apart, at most; one that shares a place with another takes it over.
    private static let places = 512

    /// Who makes entries: a token for each, and more with time.
    private struct Bucket {
        var sort = -1
        /// Feed and instrument, packed.
        var source: UInt64 = .max
        var tokens: UInt64 = 0
        /// Feed time up to which tokens were given.
        var time: UInt64 = 0
        /// The latest entry; 0: none.
        var number: UInt64 = 0

        /// Takes a token, if there is one.
        mutating func take(_ allowance: (burst: UInt64, seconds: UInt64), at now: UInt64) -> Bool {
            let period = allowance.seconds * FeedClock.second
            // A clock that went back starts anew, and gives nothing.
            if now < time { time = now }
            let due = (now - time) / period
            tokens = min(tokens.addingClamped(due), allowance.burst)
            time = tokens == allowance.burst ? now : time + due * period
            guard tokens > 0 else { return false }
            tokens -= 1
            return true
        }
    }

    private var kept: [MarketEvent] = []
    /// Events entered since the start, those that were joined not counted.
    private(set) var written: UInt64 = 0
    private var buckets = [Bucket](repeating: Bucket(), count: places)
    private var feedBuckets = [Bucket](repeating: Bucket(), count: places)

    init() { kept.reserveCapacity(Self.capacity) }

    var count: Int { kept.count }
    var evicted: UInt64 { written - UInt64(kept.count) }

    /// An event takes its place among at most so many before it, which were noticed sooner and happened later.
    private static let reach: UInt64 = 256

    /// Number `place` of those kept, the newest being 0.
    subscript(place: Int) -> MarketEvent { kept[index(written - UInt64(place))] }

    private func index(_ number: UInt64) -> Int { Int((number - 1) % UInt64(Self.capacity)) }

    private func isKept(_ number: UInt64) -> Bool { number > 0 && number > evicted }

    /// Enters an event, or counts it with an earlier one of the same sort and source.
    mutating func note(_ event: MarketEvent) {
        let sort = EventSort(event.kind)
        let time = event.time != 0 ? event.time : event.hostTime
        let feed = UInt64(event.feed.map { $0 + 1 } ?? 0)
        let source = feed << 17 | UInt64(event.instrument.map { Int($0.instrument) + 1 } ?? 0)
        let place = Self.claim(&buckets, sort, source, sort.allowance, at: time)
        if isKept(buckets[place].number), kept[index(buckets[place].number)].extend(by: event) { return }
        let feedPlace = Self.claim(&feedBuckets, sort, feed, EventSort.feedAllowance, at: time)
        guard buckets[place].take(sort.allowance, at: time) else {
            return join(event, buckets[place].number, or: feedBuckets[feedPlace].number)
        }
        guard feedBuckets[feedPlace].take(EventSort.feedAllowance, at: time) else {
            return join(event, feedBuckets[feedPlace].number, or: 0)
        }
        let number = enter(event)
        buckets[place].number = number
        feedBuckets[feedPlace].number = number
    }

    /// The place of a source in a table; its bucket is full when it is new.
    private static func claim(
        _ table: inout [Bucket], _ sort: EventSort, _ source: UInt64,
        _ allowance: (burst: UInt64, seconds: UInt64),
        at time: UInt64
    ) -> Int {
        let hash = (source &* 31 &+ UInt64(sort.rawValue)) &* 0x9E37_79B9_7F4A_7C15
        let place = Int(hash >> 55)
        if table[place].sort != sort.rawValue || table[place].source != source {
            table[place] = Bucket(
                sort: sort.rawValue, source: source, tokens: allowance.burst, time: time, number: 0)
        }
        return place
    }

    private mutating func join(_ event: MarketEvent, _ number: UInt64, or other: UInt64) {
        if isKept(number) {
            kept[index(number)].join(event)
        } else if isKept(other) {
            kept[index(other)].join(event)
        } else {
            enter(event)
        }
    }

    /// - Returns: The event's number.
    @discardableResult
    private mutating func enter(_ event: MarketEvent) -> UInt64 {
        written += 1
        var event = event
        event.number = written
        if kept.count < Self.capacity { kept.append(event) } else { kept[index(written)] = event }
        var number = written
        while isKept(number - 1), written - number < Self.reach,
            happened(kept[index(number)], before: kept[index(number - 1)])
        {
            kept.swapAt(index(number), index(number - 1))
            kept[index(number)].number = number
            number -= 1
            kept[index(number)].number = number
        }
        if number < written { renumber(from: number) }
        return number
    }

    /// What a clock that was set back tells is no earlier for it.
    private func happened(_ event: MarketEvent, before other: MarketEvent) -> Bool {
        event.time != 0 && event.time < other.time && other.time - event.time < FeedClock.tolerance
    }

    /// All events from this number on are one further.
    private mutating func renumber(from number: UInt64) {
        for place in buckets.indices {
            if buckets[place].number >= number { buckets[place].number += 1 }
            if feedBuckets[place].number >= number { feedBuckets[place].number += 1 }
        }
    }
}

extension MarketEvent {
    /// Takes in one that goes on where this one ends: late messages come one by one, and so do books that a loss has
    /// left crossed.
    fileprivate mutating func extend(by event: MarketEvent) -> Bool {
        if case .suspectCrossed(_, let since) = kind, case .suspectCrossed(_, since) = event.kind {
            kind = event.kind
            until = event.time
            return true
        }
        guard case .filled(let first, let last, let fill) = kind,
            case .filled(let nextFirst, let nextLast, let nextFill) = event.kind, fill == nextFill,
            last < .max, nextFirst == last + 1
        else { return false }
        kind = .filled(first: first, last: nextLast, fill)
        until = event.time
        return true
    }

    /// Counts another one with this one.
    fileprivate mutating func join(_ event: MarketEvent) {
        joined += 1
        until = event.time
        severity = max(severity, event.severity)
        switch (kind, event.kind) {
        case (.kernelDrops(let sum), .kernelDrops(let more)): kind = .kernelDrops(sum.addingClamped(more))
        case (.shed(let sum), .shed(let more)): kind = .shed(sum.addingClamped(more))
        case (.uncrossed(let longest), .uncrossed(let other)): kind = .uncrossed(lasted: max(longest, other))
        case (.burst(let most), .burst(let other)): kind = .burst(messages: max(most, other))
        default: break
        }
    }
}
