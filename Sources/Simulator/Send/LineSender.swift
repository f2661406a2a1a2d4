internal import CLinux
internal import Glibc

/// Sends one flow of datagrams over one line or more, each with faults of its own, from whatever thread calls it.
public struct LineSender<Flow: DatagramFlow & ~Copyable>: ~Copyable {
    private let lines: [SendLine<Flow>]
    private let progress: SendProgress
    private let isPaced: Bool

    /// So far behind (the process was stopped, say), the sender goes on from there instead of catching up. In ns.
    private static var patience: UInt64 { 500_000_000 }
    /// It looks at the stop flag at least so often, ns.
    private static var nap: UInt64 { 20_000_000 }

    /// - Parameters:
    ///   - isPaced: Whether datagrams wait for their moments.
    ///   - longest: Bytes of the longest datagram.
    ///   - flow: Makes the flow for a line: the same datagrams each time it is called.
    public init(
        _ lines: [LineSettings], isPaced: Bool, progress: SendProgress = SendProgress(), longest: Int,
        flow: (LineSettings) -> Flow
    ) throws(LiveSenderError) {
        var made: [SendLine<Flow>] = []
        for settings in lines { made.append(try SendLine(flow(settings), settings, longest: longest)) }
        self.lines = made
        self.progress = progress
        self.isPaced = isPaced
    }

    public var reports: [LineReport] { lines.map(\.report) }

    /// Sends each datagram at its moment, until the last or until told to stop.
    public func run(until stop: StopFlag) {
        linux_sleep_on_time()
        // A moment of the flow plus this is a time of the host's clock.
        var start = linux_monotonic() &- RecordedMessages.origin
        while !stop.isStopped {
            let now = linux_monotonic()
            for line in lines { send(line, upTo: isPaced ? now &- start : .max) }
            progress.advance(to: lines.reduce(0) { max($0, $1.messages) })
            // Nothing gets out: the way is closed, and will be for the rest.
            if lines.contains(where: { $0.report.datagrams == 0 && $0.report.unsent > 0 }) { break }
            guard let due = lines.compactMap(\.due).min() else { break }
            guard isPaced else { continue }
            let (moment, present) = (start &+ due, linux_monotonic())
            if moment > present {
                Self.sleep(min(moment - present, Self.nap))
            } else if present - moment > Self.patience {
                start &+= present - moment
            }
        }
        for line in lines { line.settle() }
    }

    /// One batch of what is due.
    private func send(_ line: SendLine<Flow>, upTo moment: UInt64) {
        while let due = line.due, due <= moment, !line.isFull { line.advance() }
        line.flush()
    }

    /// Says the end of session again, as senders do while it can still be missed.
    ///
    /// - Parameters:
    ///   - times: How often at least.
    ///   - interval: Between two, in ns.
    ///   - linger: And for how long, in ns.
    public func repeatEnding(_ times: Int, every interval: UInt64, linger: UInt64, until stop: StopFlag) {
        let start = linux_monotonic()
        var (count, next) = (0, start &+ interval)
        while !stop.isStopped {
            let now = linux_monotonic()
            if count >= times, now &- start >= linger { return }
            if now >= next {
                for line in lines { line.repeatEnding() }
                count += 1
                next &+= interval
            }
            Self.sleep(min(Self.nap, interval / 4))
        }
    }

    private static func sleep(_ nanoseconds: UInt64) {
        var time = timespec(tv_sec: 0, tv_nsec: Int(nanoseconds))
        // SAFETY: the structure outlives the call; an early return (a signal) is for the caller to notice.
        unsafe nanosleep(&time, nil)
    }
}
