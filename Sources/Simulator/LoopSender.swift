internal import Glibc

/// Sends an ``OrderUpdateLoop`` over one connected socket, to its schedule: whatever is due goes, late or not, and
/// nothing is left out, so that a receiver that holds the sender up sees it in the latencies.
public struct LoopSender: ~Copyable {
    public enum Transport: String, Sendable, CaseIterable {
        case stream = "tcp"
        case datagrams = "udp"
    }

    private let descriptor: Int32
    private let transport: Transport
    /// Messages handed to one system call at most.
    private let chunk: Int

    /// Messages in a full datagram: 1,376 of 1,400 bytes.
    public static let datagramMessages = 32
    /// The kernel cuts what one call hands over into so many datagrams at most.
    private static let datagramsInCall = 47
    /// Bytes of a large write.
    private static let streamMessages = 1524

    /// Messages sent so much later than they were due are counted, ns.
    private static let lateness: UInt64 = 100_000

    private static let udpLevel: Int32 = 17
    private static let segmentOption: Int32 = 103

    /// - Parameter descriptor: A connected socket, owned from here on.
    public init(_ transport: Transport, descriptor: Int32) {
        self.descriptor = descriptor
        self.transport = transport
        switch transport {
        case .stream:
            Self.set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
            chunk = Self.streamMessages
        case .datagrams:
            let bytes = Int32(Self.datagramMessages * OrderUpdateLoop.messageBytes)
            // Segmentation by the kernel: refused before Linux 4.18, and then a call sends one datagram.
            let isSegmented = Self.set(descriptor, Self.udpLevel, Self.segmentOption, bytes)
            chunk = Self.datagramMessages * (isSegmented ? Self.datagramsInCall : 1)
        }
        // A receiver that takes nothing any more must not hold the sender for ever.
        var limit = timeval(tv_sec: 2, tv_usec: 0)
        // SAFETY: the option takes exactly this structure.
        unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    @discardableResult
    private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) -> Bool {
        var value = value
        // SAFETY: an integer option takes four bytes.
        return unsafe setsockopt(descriptor, level, option, &value, 4) == 0
    }

    /// Sends until so many messages are sent or so much time has passed.
    ///
    /// - Parameters:
    ///   - schedule: Its start is set here, to now.
    ///   - nanoseconds: Messages due later than this after the start are not sent.
    public mutating func send(
        _ loop: inout OrderUpdateLoop, _ schedule: SendSchedule, messages limit: UInt64, nanoseconds: UInt64
    ) -> LoopReport {
        var report = LoopReport()
        var schedule = schedule
        let before = Self.processorTime()
        report.started = LiveSender.now()
        schedule.start = report.started
        let end = report.started + nanoseconds
        var now = report.started
        while loop.sent < limit {
            let due = min(schedule.due(at: min(now, end)), limit)
            if due <= loop.sent {
                if now >= end { break }
                report.idle += 1
            } else if schedule.rate == 0, now >= end {
                break
            } else {
                if schedule.rate == 0 { schedule.start = now }
                let isLate = now > schedule.time(of: loop.sent) + Self.lateness
                let taken = loop.take(Int(min(due - loop.sent, UInt64(chunk))), schedule)
                if isLate { report.late += UInt64(taken) }
                guard put(loop.bytes(taken), &report) else { break }
            }
            now = LiveSender.now()
        }
        report.messages = loop.sent
        report.ended = LiveSender.now()
        report.processorTime = Self.processorTime() - before
        return report
    }

    /// `false`: nobody takes them any more.
    private func put(_ bytes: RawSpan, _ report: inout LoopReport) -> Bool {
        var done = 0
        while done < bytes.byteCount {
            // SAFETY: `done ..< byteCount` lies inside the bytes that the span lends.
            let sent = unsafe bytes.withUnsafeBytes { all in
                unsafe Glibc.send(
                    descriptor, all.baseAddress! + done, all.count - done, Int32(MSG_NOSIGNAL))
            }
            report.calls += 1
            if sent >= 0 {
                done += sent
            } else if errno != EINTR {
                report.failure = errno
                report.unsent += UInt64((bytes.byteCount - done) / OrderUpdateLoop.messageBytes)
                // A datagram that is refused is lost, like any other that does not arrive.
                return transport == .datagrams
            }
        }
        return true
    }

    /// What the process has used so far, ns.
    private static func processorTime() -> UInt64 {
        var time = timespec()
        // SAFETY: the structure outlives the call.
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

/// What one stretch of sending came to.
public struct LoopReport: Sendable, Equatable {
    public var messages: UInt64 = 0
    /// Messages that the system refused.
    public var unsent: UInt64 = 0
    /// ns since the epoch.
    public var started: UInt64 = 0
    public var ended: UInt64 = 0
    /// ns.
    public var processorTime: UInt64 = 0
    /// System calls.
    public var calls: UInt64 = 0
    /// Looks at the clock with nothing due.
    public var idle: UInt64 = 0
    /// Messages that went in a call made more than 100 µs after its first one was due: the receiver held the sender
    /// up, or the sender had to wait for a processor.
    public var late: UInt64 = 0
    /// The system's last error number; 0: none.
    public var failure: Int32 = 0

    public init() {}
}
