/// When each message of a flow is to be sent.
public struct SendSchedule: Sendable {
    /// Of the first message, ns since the epoch.
    public var start: UInt64
    /// Messages a second; 0: all at once, each stamped when it goes.
    public let rate: Double
    /// Messages that fall due together, as a power of two.
    public let batchBits: UInt64

    private let batchesPerNanosecond: Double
    private let nanosecondsPerBatch: Double

    public init(start: UInt64 = 0, rate: Double, batchBits: UInt64) {
        precondition(
            batchBits < 16 && rate >= 0 && rate < 1e12, "2^\(batchBits) messages at \(rate) a second")
        self.start = start
        self.rate = rate
        self.batchBits = batchBits
        let batch = Double(1 << batchBits)
        batchesPerNanosecond = rate / batch / 1e9
        nanosecondsPerBatch = rate > 0 ? 1e9 * batch / rate : 0
    }

    /// The time of message number `index`, counted from 0.
    @inline(__always)
    func time(of index: UInt64) -> UInt64 {
        start &+ UInt64(Double(index &>> batchBits) * nanosecondsPerBatch)
    }

    /// Messages due at a moment.
    func due(at now: UInt64) -> UInt64 {
        guard rate > 0 else { return .max }
        guard now >= start else { return 0 }
        return (UInt64(Double(now - start) * batchesPerNanosecond) + 1) << batchBits
    }
}
