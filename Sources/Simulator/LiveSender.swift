public import Capture
internal import Glibc
internal import OrderFlow
internal import Synchronization

/// Tells a sender in another thread to stop.
public final class StopFlag: Sendable {
    private let flag = Atomic<Bool>(false)

    public init() {}

    public func stop() { flag.store(true, ordering: .relaxed) }
    public var isStopped: Bool { flag.load(ordering: .relaxed) }
}

/// Sends datagrams over UDP in real time, from whatever thread calls it.
public struct LiveSender: ~Copyable, Sendable {
    public private(set) var report = LiveReport()
    private let socket: UDPSender

    /// So far behind (the process was stopped, say), the sender skips ahead instead of catching up. In ns.
    private static let patience: UInt64 = 500_000_000

    /// - Parameter destination: IPv4; a multicast group is sent to by way of 127.0.0.1, and does not leave
    ///   this host.
    public init(to destination: Endpoint) throws(LiveSenderError) {
        guard !destination.isIPv6 else { throw .notIPv4(destination) }
        socket = try UDPSender(to: destination)
    }

    /// Sends an exchange's ITCH messages over MoldUDP64 as they happen, start of day first, until told to
    /// stop. The trading day is today and time stamps are the real time, so that a receiver measures real
    /// latency.
    ///
    /// An exchange without end closes a second before midnight in New York, and opens again after it, in a
    /// new session. Otherwise returns when the last message has been sent.
    public mutating func run(
        _ settings: ExchangeSettings, faults: FaultPlan = .none, until stop: StopFlag
    ) throws(LiveSenderError) {
        var packing = faults.packing()
        packing.sendDelay = 0
        repeat {
            var today = settings
            today.start(at: Self.now())
            if today.startTime < ExchangeSettings.latestTime {
                let exchange: SyntheticExchange
                do { exchange = try SyntheticExchange(today) } catch { throw .settings(error) }
                let packer = DatagramPacker(exchange, framing: .moldUDP64, options: packing)
                var flow = FaultyFlow(packer, faults)
                send(&flow, until: stop)
                report.faults.append(flow.log)
                packing.session += UInt64(faults.restarts.count) + 1
            } else {
                Self.sleep(10_000_000)
            }
        } while settings.messages == nil && !stop.isStopped
    }

    /// Sends each datagram at its time by the host's clock, until the last or until told to stop.
    public mutating func send<Flow: DatagramFlow & ~Copyable>(_ flow: inout Flow, until stop: StopFlag) {
        let before = report.messages
        while !stop.isStopped, let facts = flow.next() {
            guard wait(for: facts.time, until: stop) else { break }
            if Self.now() > facts.time + Self.patience { flow.skip(to: Self.now()) }
            let failure = socket.send(flow.bytes)
            if failure == 0 {
                report.datagrams += 1
                report.bytes += UInt64(flow.bytes.byteCount)
            } else {
                report.unsent += 1
                report.lastFailure = failure
            }
            report.messages = before + flow.messages
        }
    }

    /// Sleeps until a moment, ns since the epoch; looks at the flag every 20 ms. `false`: stop.
    private func wait(for time: UInt64, until stop: StopFlag) -> Bool {
        while !stop.isStopped {
            let now = Self.now()
            if now >= time { return true }
            Self.sleep(min(time - now, 20_000_000))
        }
        return false
    }

    private static func sleep(_ nanoseconds: UInt64) {
        var time = timespec(tv_sec: 0, tv_nsec: Int(nanoseconds))
        // SAFETY: the structure outlives the call; an early return (a signal) is for the caller to notice.
        unsafe nanosleep(&time, nil)
    }

    /// The host's clock, nanoseconds since the epoch.
    public static func now() -> UInt64 {
        var time = timespec()
        // SAFETY: the structure outlives the call.
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

/// What was sent.
public struct LiveReport: Sendable, Equatable {
    /// Messages of the exchange, before faults.
    public var messages: UInt64 = 0
    public var datagrams: UInt64 = 0
    public var bytes: UInt64 = 0
    /// Datagrams that the system did not take.
    public var unsent: UInt64 = 0
    /// The system's error number for the last of them.
    public var lastFailure: Int32 = 0
    /// For each trading day, what went wrong on purpose.
    public var faults: [FaultLog] = []
}

/// Why nothing can be sent.
public enum LiveSenderError: Error, Equatable, Sendable {
    case settings(SettingsError)
    case notIPv4(Endpoint)
    case noInterface(String, Endpoint)
    case listen(Endpoint, Int32)
    case system(String, Endpoint, Int32)
}

extension LiveSenderError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .settings(let error): error.description
        case .notIPv4(let endpoint): "cannot send to \(endpoint); give an IPv4 address and port"
        case .noInterface(let name, let endpoint):
            "cannot send to \(endpoint): there is no interface '\(name)'; `ip address` lists them"
        case .listen(let endpoint, let code):
            "cannot listen at \(endpoint): \(systemText(code)); choose an address of this host and a free port"
        case .system(let call, let endpoint, let code):
            "cannot send to \(endpoint): \(call): \(systemText(code))"
        }
    }
}

extension ExchangeSettings {
    /// A lively exchange for a demonstration: 300 symbols, some 30,000 messages/s in bursts, without end.
    public static func demo(seed: UInt64 = 1) -> ExchangeSettings {
        var settings = ExchangeSettings()
        settings.seed = seed
        settings.messages = nil
        settings.symbols = 300
        settings.meanRate = 30_000
        settings.liveOrders = 20_000
        return settings
    }
}
