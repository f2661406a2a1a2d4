internal import OrderFlow

/// What the kernel says it has dropped on each socket, for want of buffer.
struct KernelDrops {
    private struct Line {
        /// The kernel's count with the latest datagram.
        var atDatagram: UInt32 = 0
        /// The latest count there is.
        var known: UInt32 = 0
        /// What the market was told.
        var told: UInt32 = 0
    }

    private var lines: [Line]

    init(lines: Int) { self.lines = [Line](repeating: Line(), count: lines) }

    /// The market does not know everything.
    private(set) var isUntold = false

    /// Datagrams that were dropped on a line between this one and the one before it.
    mutating func before(_ datagram: ReceivedDatagram) -> UInt64 {
        let line = Int(datagram.line)
        guard line < lines.count, let count = datagram.drops, count != lines[line].atDatagram else {
            return 0
        }
        let dropped = count &- lines[line].atDatagram
        lines[line].atDatagram = count
        note(count, on: line)
        return UInt64(dropped)
    }

    /// The kernel's count as it is now, whether or not a datagram has come since.
    mutating func note(_ count: UInt32, on line: Int) {
        // Counts wrap around; a datagram's may be older than what was asked for.
        guard Int32(truncatingIfNeeded: count &- lines[line].known) > 0 else { return }
        lines[line].known = count
        isUntold = true
    }

    /// Tells the market.
    mutating func tell<Sink: EventSink & ~Copyable>(into sink: inout Sink) {
        for line in lines.indices where lines[line].known != lines[line].told {
            sink.accept(.kernelDrop(UInt64(lines[line].known &- lines[line].told), line: UInt8(line)))
            lines[line].told = lines[line].known
        }
        isUntold = false
    }
}
