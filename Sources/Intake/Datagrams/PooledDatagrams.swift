internal import CLinux
internal import Glibc
internal import Wire

/// Datagrams by `recvmmsg` into a pool of buffers, or by one `recvmsg` each; parsed there, or behind a copy or two.
@safe
struct PooledDatagrams: DatagramIntake, ~Copyable {
    private let lines: UDPLines
    /// A pool for each line.
    private let pools: [OpaquePointer]
    private let slots: Int
    private var batch: DatagramBatch
    private(set) var truncated: UInt64 = 0
    private(set) var systemCalls: UInt64 = 0

    /// Datagrams taken by one system call.
    static let batchSize = 64

    /// - Parameters:
    ///   - slots: Datagrams taken by one system call.
    ///   - copies: How often each is copied before it is parsed.
    init(_ lines: consuming UDPLines, slots: Int = Self.batchSize, copies: Int) {
        batch = DatagramBatch(lines: lines.count, buffers: slots)
        self.slots = slots
        var made: [OpaquePointer] = unsafe []
        for _ in 0..<lines.count {
            guard let pool = unsafe linux_datagram_pool_make(UInt32(slots), UInt32(copies)) else {
                unsafe linux_end_for_want("memory for \(slots) receive buffers", ENOMEM)
            }
            unsafe made.append(pool)
        }
        unsafe pools = made
        self.lines = lines
    }

    deinit { for index in unsafe pools.indices { unsafe linux_datagram_pool_free(pools[index]) } }

    mutating func receive() throws(IntakeError) -> Int {
        batch.begin()
        for line in 0..<lines.count where batch.isDrained(line) {
            let time = lines.count > 1 ? linux_realtime() : 0
            let isFull = try receive(line)
            batch.looked(at: line, mayHaveMore: isFull, time: time)
        }
        return batch.merge()
    }

    func kernelDrops(_ line: Int) -> UInt32? { lines.kernelDrops(line) }

    func datagram(_ index: Int) -> ReceivedDatagram { unsafe ReceivedDatagram(batch.datagram(index)) }

    @_lifetime(borrow self)
    borrowing func bytes(of datagram: ReceivedDatagram) -> RawSpan {
        // SAFETY: the pool, which this value owns, holds them there until it is mutated by `receive()`.
        let span = unsafe RawSpan(_unsafeBytes: datagram.memory)
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    mutating func wait(_ stop: StopSignal, milliseconds: Int32) -> Bool {
        if batch.isHolding { return !stop.isRaised }
        systemCalls &+= 1
        return lines.wait(stop, milliseconds: milliseconds)
    }

    /// Takes what one line has, a pool full at most.
    ///
    /// - Returns: Whether there may be more.
    private mutating func receive(_ line: Int) throws(IntakeError) -> Bool {
        while true {
            var taken: UInt32 = 0
            systemCalls &+= 1
            // SAFETY: the line is drained, so its run has room for all that a pool can hold, and nobody looks into
            // the pool's buffers.
            let count = unsafe linux_datagram_pool_receive(
                pools[line], lines.descriptors[line], UInt8(line), batch.end(of: line), &taken, &truncated)
            if count >= 0 {
                batch.extend(line, by: Int(count))
                // A batch of nothing but truncated ones is no sign that nothing has come.
                if count == 0, taken > 0 { continue }
                return taken == slots
            }
            switch errno {
            case EINTR: continue
            case EAGAIN: return false
            case let code where UDPLines.isRequestRefused(code): continue
            default: throw IntakeError("receiving failed: \(IntakeError.reason())")
            }
        }
    }
}
