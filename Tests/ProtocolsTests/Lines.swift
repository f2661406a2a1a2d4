import OrderFlow
import Protocols
import TestSupport
import Wire

/// One datagram on its way in.
struct Arrival {
    var bytes: [UInt8]
    var line: UInt8
    var received: UInt64
    var gapCause = LossCause.wire
    /// Bytes that the capture lacks at its end.
    var missing = 0
}

/// What came out of several lines, by the events alone.
struct LinesRun {
    var events: [OrderEvent] = []
    /// The line of the packet before each delivered message, by the message's reference.
    var winners: [UInt64: UInt8] = [:]
    /// Of each cut datagram, whether it told how much it lost.
    var tells: [Bool] = []

    init(_ arrivals: [Arrival], lines: Int = 2, isFillable: Bool = false, endsAt end: UInt64? = nil) {
        var sink = EventList()
        var options = FeedOptions(day: 19_591)
        options.lines = lines
        options.isFillable = isFillable
        guard let decoder = ProtocolRegistry.datagramDecoder(mold50, options) else {
            return
        }
        for arrival in arrivals {
            let context = PacketContext(
                feed: 3, line: arrival.line, received: arrival.received, intake: arrival.received,
                gapCause: arrival.gapCause)
            if arrival.missing > 0 {
                let there = arrival.bytes.rawBytes.extracting(0..<arrival.bytes.count - arrival.missing)
                tells.append(
                    decoder.decode(cut: there, missing: arrival.missing, context, into: &sink))
            } else {
                decoder.decode(arrival.bytes.rawBytes, context, into: &sink)
            }
        }
        if let end { decoder.expire(at: end, into: &sink) } else { decoder.finish(into: &sink) }
        events = sink.events
        var line: UInt8 = 0
        for event in events {
            if event.kind == .packet { line = event.packetLine }
            if event.kind == .delete { winners[event.reference] = line }
        }
    }

    /// What did not come on a line, less what came late on it.
    func missing(on line: UInt8) -> Set<UInt64> {
        var missing: Set<UInt64> = []
        for event in events where event.line == line {
            if event.kind == .lineGap { missing.formUnion(event.reference...event.lastSequence) }
            if event.kind == .filled, event.fillSource == .lineOnly {
                missing.subtract(event.reference...event.lastSequence)
            }
        }
        return missing
    }

    var lost: Set<UInt64> {
        var lost: Set<UInt64> = []
        for event in events where event.kind == .gap { lost.formUnion(event.reference...event.lastSequence) }
        return lost
    }

    func lost(_ cause: LossCause) -> Set<UInt64> {
        var lost: Set<UInt64> = []
        for event in events where event.kind == .gap && event.lossCause == cause {
            lost.formUnion(event.reference...event.lastSequence)
        }
        return lost
    }

    func filled(_ source: FillSource) -> Set<UInt64> {
        var filled: Set<UInt64> = []
        for event in events where event.kind == .filled && event.fillSource == source {
            filled.formUnion(event.reference...event.lastSequence)
        }
        return filled
    }
}

/// One line of a feed: its own packet boundaries, its own losses, written down.
struct LineScript {
    var arrivals: [Arrival] = []
    var lost: Set<UInt64> = []
    /// When each message came.
    var times: [UInt64: UInt64] = [:]

    /// Messages `1 ... last`, one a microsecond, sent as they come; signs of life at both ends.
    ///
    /// - Parameter reordering: Share of the packets that come after the three that were sent behind them.
    init(
        line: UInt8, last: UInt64, loss: Double, reordering: Double = 0, delay: UInt64,
        session: String = "SESSION001", start: UInt64 = 1_000_000_000, _ random: inout SeededGenerator
    ) {
        arrivals.append(Arrival(bytes: heartbeat(1, session: session), line: line, received: start + delay))
        var next: UInt64 = 1
        while next <= last {
            let count = min(UInt64.random(in: 1...6, using: &random), last - next + 1)
            let time = start + (next + count) * 1_000 + delay + UInt64.random(in: 0...400, using: &random)
            if Double.random(in: 0..<1, using: &random) < loss {
                lost.formUnion(next..<(next + count))
            } else {
                arrivals.append(
                    Arrival(bytes: run(next, Int(count), session: session), line: line, received: time))
                for sequence in next..<(next + count) { times[sequence] = time }
            }
            next += count
        }
        if reordering > 0 { reorder(reordering, &random) }
        let end = start + (last + 10) * 1_000 + delay
        arrivals.append(Arrival(bytes: ending(next, session: session), line: line, received: end))
    }

    private mutating func reorder(_ share: Double, _ random: inout SeededGenerator) {
        for index in arrivals.indices.dropFirst().dropLast(3)
        where Double.random(in: 0..<1, using: &random) < share {
            let time = arrivals[index + 3].received + 1
            var late = arrivals.remove(at: index)
            late.received = time
            arrivals.insert(late, at: index + 3)
        }
    }
}
