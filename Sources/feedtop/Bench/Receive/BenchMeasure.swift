internal import Simulator

/// Measures one technique over one transport: the most it takes, and the latencies at given rates.
struct BenchMeasure {
    /// Length of each measurement, ns.
    let nanoseconds: UInt64
    /// Measures the latencies at this rate alone; 0: the throughput alone; `nil`: all.
    let only: UInt64?

    /// Offered to every technique, messages a second.
    static let rates: [UInt64] = [100_000, 1_000_000, 5_000_000, 10_000_000]
    /// Of each one's own maximum.
    static let share = 0.8

    /// Length of each step of a search, ns.
    private var step: UInt64 { min(nanoseconds, 400_000_000) }
    private static let steps = 8
    /// Rates tried for the whole length at most; a row whose last one lost something says so.
    private static let confirmations = 12

    /// A technique that fails makes a row that says so.
    func row(_ wanted: BenchCase, _ sender: borrowing SenderProcess) throws(Failure) -> BenchRow {
        var row = BenchRow(wanted)
        do throws(Failure) {
            if let only, only > 0 {
                try measure(&row, sender, rate: only, isOwn: false)
                return row
            }
            let most = try maximum(wanted, sender)
            row.throughput = most
            if only == 0 { return row }
            for rate in Self.rates {
                if Double(rate) <= most.throughput {
                    try measure(&row, sender, rate: rate, isOwn: false)
                } else {
                    row.notHeld.append(
                        BenchRow.NotHeld(rate: rate, reason: "more than its most; not offered"))
                }
            }
            let own = UInt64(most.throughput * Self.share)
            if own > 0 { try measure(&row, sender, rate: own, isOwn: true) }
        } catch {
            row.failure = error.line
        }
        return row
    }

    /// Latencies at a rate; those of one that was not held say nothing, and are left out.
    private func measure(
        _ row: inout BenchRow, _ sender: borrowing SenderProcess, rate: UInt64, isOwn: Bool
    ) throws(Failure) {
        let trial = try BenchTrial.run(
            row.wanted, sender, rate: rate, batchBits: Self.batchBits(row.wanted), nanoseconds: nanoseconds,
            warmUp: min(nanoseconds / 4, 200_000_000))
        if let reason = trial.whyNotHeld(rate) {
            row.notHeld.append(BenchRow.NotHeld(rate: rate, reason: reason))
        } else {
            row.latencies.append(BenchRow.AtRate(rate: rate, isOwn: isOwn, trial: trial))
        }
    }

    /// A datagram's messages fall due together; those of a stream one by one.
    private static func batchBits(_ wanted: BenchCase) -> UInt64 {
        wanted.transport == .stream ? 0 : UInt64(LoopSender.datagramMessages.trailingZeroBitCount)
    }

    /// The run with the highest throughput that loses nothing.
    private func maximum(
        _ wanted: BenchCase, _ sender: borrowing SenderProcess
    ) throws(Failure) -> BenchTrial {
        let bits = Self.batchBits(wanted)
        // A stream holds its sender back, so it may send flat out.
        if wanted.transport == .stream {
            return try .run(wanted, sender, rate: 0, batchBits: bits, nanoseconds: nanoseconds)
        }
        let flat = try BenchTrial.run(wanted, sender, rate: 0, batchBits: bits, nanoseconds: step)
        if flat.isSustained {
            let again = try BenchTrial.run(
                wanted, sender, rate: 0, batchBits: bits, nanoseconds: nanoseconds)
            if again.isSustained { return again }
        }
        var (low, high) = (0.0, flat.offered)
        var next = min(flat.throughput, flat.offered * 0.95)
        for _ in 0..<Self.steps where high - low > high / 64 {
            let trial = try BenchTrial.run(
                wanted, sender, rate: UInt64(next), batchBits: bits, nanoseconds: step)
            if trial.isSustained { low = max(low, min(next, trial.offered)) } else { high = next }
            next = low == 0 ? high * 0.75 : (low + high) / 2
        }
        return try confirm(low, wanted, sender)
    }

    /// Holds the rate for longer, or the next lower that can be held.
    private func confirm(
        _ rate: Double, _ wanted: BenchCase, _ sender: borrowing SenderProcess
    ) throws(Failure) -> BenchTrial {
        var rate = rate
        var tries = 0
        while true {
            let trial = try BenchTrial.run(
                wanted, sender, rate: UInt64(max(rate, 1000)), batchBits: Self.batchBits(wanted),
                nanoseconds: nanoseconds)
            tries += 1
            if trial.isSustained || tries == Self.confirmations { return trial }
            rate *= 0.93
        }
    }
}
