internal import OrderFlow

/// What the kernel says it has dropped on each socket, for want of buffer.
struct KernelDrops {
    /// The kernel's count with the latest datagram of each line.
    private var counts: [UInt32]
    /// Dropped since the market was last told.
    private var untold: [UInt64]
    private(set) var isUntold = false

    init(lines: Int) {
        counts = [UInt32](repeating: 0, count: lines)
        untold = [UInt64](repeating: 0, count: lines)
    }

    /// Datagrams that were dropped on a line between this one and the one before it.
    mutating func before(_ datagram: ReceivedDatagram) -> UInt64 {
        let line = Int(datagram.line)
        guard line < counts.count, let count = datagram.drops, count != counts[line] else { return 0 }
        let dropped = UInt64(count &- counts[line])
        counts[line] = count
        untold[line] &+= dropped
        isUntold = true
        return dropped
    }

    /// Tells the market.
    mutating func tell<Sink: EventSink & ~Copyable>(into sink: inout Sink) {
        for line in untold.indices where untold[line] > 0 {
            sink.accept(.kernelDrop(untold[line], line: UInt8(line)))
            untold[line] = 0
        }
        isUntold = false
    }
}
