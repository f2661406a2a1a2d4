internal import OrderFlow

/// Latencies as an HDR histogram keeps them: each power of two cut into 256, so that what it tells is at most 0.4 % off,
/// up to 73 minutes. Recording is an index and an addition, since it stands in the path that it measures.
struct LatencyRecorder: Sendable {
    private var counts = [UInt64](repeating: 0, count: Self.rows * Self.columns)
    private(set) var count: UInt64 = 0
    private(set) var most: UInt64 = 0

    private static let columnBits = 8
    private static let columns = 1 << columnBits
    private static let longest: UInt64 = 1 << 42 - 1
    private static let rows = 42 - columnBits + 2

    /// The slot of a latency: exact below 512 ns; above, the leading nine bits.
    @inline(__always)
    private static func slot(_ latency: UInt64) -> Int {
        let bits = max(0, 64 &- columnBits &- 1 &- latency.leadingZeroBitCount)
        return bits &<< columnBits &+ Int(truncatingIfNeeded: latency &>> UInt64(bits))
    }

    /// The greatest latency of a slot.
    private static func top(_ slot: Int) -> UInt64 {
        let bits = max(0, slot >> columnBits - 1)
        return UInt64(slot - bits << columnBits + 1) << UInt64(bits) - 1
    }

    @inline(__always)
    mutating func record(_ latency: UInt64, _ times: UInt64) {
        let latency = min(latency, Self.longest)
        counts[Self.slot(latency)] &+= times
        count &+= times
        most = max(most, latency)
    }

    /// Records every message of a batch that was applied at `now`, from its own time stamp on.
    ///
    /// - Parameter warm: Messages stamped before this are counted but not recorded.
    /// - Returns: How many messages the batch had.
    mutating func record(_ events: Span<OrderEvent>, at now: UInt64, since warm: UInt64) -> UInt64 {
        var (messages, run, stamp): (UInt64, UInt64, UInt64) = (0, 0, 0)
        for index in events.indices {
            let event = events[index]
            guard event.kind == .update else { continue }
            messages &+= 1
            if event.timestamp != stamp {
                if run > 0, stamp >= warm { record(now > stamp ? now &- stamp : 0, run) }
                stamp = event.timestamp
                run = 0
            }
            run &+= 1
        }
        if run > 0, stamp >= warm { record(now > stamp ? now &- stamp : 0, run) }
        return messages
    }

    /// Nearest rank; 0 without samples.
    func quantile(_ share: Double) -> UInt64 {
        let rank = max(1, UInt64((Double(count) * share).rounded(.up)))
        var seen: UInt64 = 0
        for slot in counts.indices {
            seen += counts[slot]
            if seen >= rank { return min(Self.top(slot), most) }
        }
        return most
    }
}

/// Latencies that are alike.
struct LatencyBucket: Equatable {
    /// The greatest latency that belongs to it, ns.
    let upTo: UInt64
    let count: UInt64
}

extension LatencyRecorder {
    /// Those that have something, ascending.
    ///
    /// - Parameter bits: Each power of two is cut into two to the power of so many; at most eight.
    func buckets(bits: UInt64) -> [LatencyBucket] {
        var buckets: [LatencyBucket] = []
        for slot in counts.indices where counts[slot] > 0 {
            let end = Self.end(of: Self.top(slot), bits)
            if let last = buckets.last, last.upTo == end {
                buckets[buckets.count - 1] = LatencyBucket(upTo: end, count: last.count + counts[slot])
            } else {
                buckets.append(LatencyBucket(upTo: end, count: counts[slot]))
            }
        }
        return buckets
    }

    /// The greatest latency of the bucket that this one is in.
    static func end(of latency: UInt64, _ bits: UInt64) -> UInt64 {
        let exponent = UInt64(63 - max(1, latency).leadingZeroBitCount)
        let step = exponent > bits ? exponent - bits : 0
        return (latency >> step + 1) << step - 1
    }
}
