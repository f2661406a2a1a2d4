/// When and on which line each of the latest messages came first, so that the other line's copy tells how far it lags.
@usableFromInline
struct ArrivalTable: ~Copyable {
    private struct Arrival: BitwiseCopyable {
        var sequence: UInt64 = 0
        /// ns since the epoch; 0: nothing is known.
        var received: UInt64 = 0
        var line: UInt8 = 0
        /// Of the sender; what is of another one counts for nothing.
        var life: UInt32 = 0
    }

    /// Messages remembered; a line that lags further behind is not measured. A power of two.
    static let capacity = 65_536
    private var arrivals: [Arrival] = []
    private var life: UInt32 = 0

    @usableFromInline init() {}

    /// Messages `first ..< next` came on `line`; those that had come before keep their first arrival.
    @usableFromInline
    mutating func note(_ first: UInt64, _ next: UInt64, line: UInt8, received: UInt64) {
        guard received != 0, next > first else { return }
        if arrivals.isEmpty { arrivals = [Arrival](repeating: Arrival(), count: Self.capacity) }
        var sequence = max(first, next - min(next, UInt64(Self.capacity)))
        while sequence < next {
            let place = Int(truncatingIfNeeded: sequence) & (Self.capacity - 1)
            if arrivals[place].sequence != sequence || arrivals[place].life != life {
                arrivals[place] = Arrival(sequence: sequence, received: received, line: line, life: life)
            }
            sequence += 1
        }
    }

    /// A run of messages of which the first copy came at one time on one line.
    @usableFromInline
    struct Lead {
        @usableFromInline var line: UInt8
        @usableFromInline var received: UInt64
        @usableFromInline var count: Int
    }

    /// Messages `first ..< next` came on `line` as second copies: takes out the first run of them.
    ///
    /// - Returns: The run (`nil`: nothing is known of any of them), and moves `first` behind it.
    @usableFromInline
    mutating func takeLead(_ first: inout UInt64, _ next: UInt64, line: UInt8) -> Lead? {
        guard !arrivals.isEmpty else { return nil }
        var lead: Lead?
        while first < next {
            let place = Int(truncatingIfNeeded: first) & (Self.capacity - 1)
            let arrival = arrivals[place]
            let isKnown =
                arrival.sequence == first && arrival.life == life && arrival.received != 0
                && arrival.line != line
            if let run = lead {
                guard isKnown, arrival.received == run.received, arrival.line == run.line else { return run }
                lead?.count += 1
            } else if isKnown {
                lead = Lead(line: arrival.line, received: arrival.received, count: 1)
            }
            if isKnown { arrivals[place].received = 0 }
            first += 1
        }
        return lead
    }

    /// The numbering starts over. Costs nothing, as a sender may do that with every packet.
    @usableFromInline
    mutating func removeAll() { life &+= 1 }
}
