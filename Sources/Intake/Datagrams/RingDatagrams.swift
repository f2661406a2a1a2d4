internal import CLinux
internal import Glibc
internal import Wire

/// Datagrams by multishot `recvmsg` into registered buffers, parsed there. The kernel gets a batch's buffers back at the
/// next ``receive()``, when no span into them can be left.
@safe
struct RingDatagrams: DatagramIntake, ~Copyable {
    // The ring goes first: it holds on to the sockets.
    private var ring: ReceiveRing
    private let lines: UDPLines
    private var batch: DatagramBatch
    private var isArmed: [Bool]
    private(set) var truncated: UInt64 = 0

    /// Buffers of each line. Few, so that they stay in the cache; more than the kernel fills at one go.
    static let buffers = 128

    /// - Parameter lines: Left to the caller where the ring is refused.
    init(_ lines: consuming UDPLines, _ ring: consuming ReceiveRing, buffers: Int = Self.buffers) {
        batch = DatagramBatch(lines: lines.count, buffers: buffers)
        isArmed = [Bool](repeating: false, count: lines.count)
        self.ring = ring
        self.lines = lines
    }

    static func layout(lines: Int, buffers: Int = Self.buffers) -> ReceiveRing.Layout {
        ReceiveRing.Layout(
            groups: lines, count: buffers, size: Int(linux_datagram_prefix + linux_datagram_size))
    }

    var systemCalls: UInt64 { ring.systemCalls }

    mutating func receive() throws(IntakeError) -> Int {
        giveBack()
        batch.begin()
        armWhatEnded()
        let time = lines.count > 1 ? linux_realtime() : 0
        let enough = lines.count > 1 ? Self.buffers / 2 : 1
        var (collected, latest) = (0, 0)
        repeat {
            try ring.enter(nanoseconds: 0)
            latest = try collect()
            collected += latest
            // A round without a datagram is the last: the kernel's mark can stay for nothing, until more comes.
        } while latest > 0 && collected < enough && ring.isPending
        guard lines.count > 1 else { return batch.merge() }
        let isPending = ring.isPending
        for line in 0..<lines.count {
            batch.looked(at: line, mayHaveMore: isPending || !isArmed[line], time: time)
        }
        return batch.merge()
    }

    func kernelDrops(_ line: Int) -> UInt32? { lines.kernelDrops(line) }

    func datagram(_ index: Int) -> ReceivedDatagram { unsafe ReceivedDatagram(batch.datagram(index)) }

    @_lifetime(borrow self)
    borrowing func bytes(of datagram: ReceivedDatagram) -> RawSpan {
        // SAFETY: the kernel has left the buffer to us until this value is mutated by `receive()`.
        let span = unsafe RawSpan(_unsafeBytes: datagram.memory)
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    mutating func wait(_ stop: StopSignal, milliseconds: Int32) -> Bool {
        if stop.isRaised { return false }
        if batch.isHolding { return true }
        armWhatEnded()
        // A request that failed for good is told by the next `receive()`.
        try? ring.enter(nanoseconds: milliseconds < 0 ? -1 : Int64(milliseconds) * 1_000_000)
        return !stop.isRaised
    }

    /// What the last batch showed is gone.
    private mutating func giveBack() {
        for index in 0..<batch.count {
            let shown = unsafe batch.datagram(index)
            if unsafe shown.flags & linux_datagram_ends_buffer != 0 {
                unsafe ring.giveBack(Int(shown.line), shown.buffer)
            }
        }
    }

    /// A request ends when it finds no buffer.
    private mutating func armWhatEnded() {
        for line in 0..<lines.count where !isArmed[line] {
            ring.arm(line, lines.descriptors[line], linux_uring_datagrams)
            isArmed[line] = true
        }
    }

    /// Takes every completion there is: how many datagrams.
    private mutating func collect() throws(IntakeError) -> Int {
        var collected = 0
        while let completion = ring.next() {
            if completion.group == linux_uring_woken { continue }
            let line = Int(completion.group)
            if completion.has_more == 0 { isArmed[line] = false }
            if completion.has_buffer != 0 {
                // SAFETY: the run has room for all datagrams of all buffers, and this buffer is ours now.
                let count = unsafe linux_datagram_unpack(
                    ring.start(line, completion.buffer), UInt32(max(0, completion.result)), completion.buffer,
                    UInt8(line), batch.end(of: line), &truncated)
                if count == 0 { ring.giveBack(line, completion.buffer) }
                batch.extend(line, by: Int(count))
                collected += Int(count)
            } else if completion.result < 0 {
                switch -completion.result {
                case ENOBUFS, EINTR, EAGAIN, ECANCELED: continue
                case let code where UDPLines.isRequestRefused(code): continue
                default:
                    throw IntakeError(
                        "receiving by io_uring failed: \(IntakeError.reason(-completion.result))")
                }
            }
        }
        return collected
    }
}
