import Capture
import Glibc
import OrderFlow
import Ring
import Simulator
import Synchronization
import Wire

@testable import Intake

/// A UDP socket to send from, connected to nothing.
final class TestSender: Sendable {
    let descriptor: Int32
    private let family: Int32
    private let isBound = Atomic<Bool>(true)

    /// - Parameters:
    ///   - source: The sender's own address; `nil`: the kernel's choice.
    ///   - interface: Where multicast goes out; 0: the kernel's choice.
    init(ipv6: Bool = false, source: String? = nil, interface: UInt32 = 0) {
        family = ipv6 ? AF_INET6 : AF_INET
        descriptor = socket(family, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        precondition(descriptor >= 0, "no socket")
        set(SOL_SOCKET, SO_SNDBUF, 4 << 20)
        if let source { bind(source) }
        if interface != 0, ipv6 { set(Int32(IPPROTO_IPV6), 17, Int32(interface)) }  // IPV6_MULTICAST_IF
        if interface != 0, !ipv6 {
            var request = ip_mreqn()
            request.imr_ifindex = Int32(interface)
            // SAFETY: the option takes this structure.
            unsafe setsockopt(
                descriptor, Int32(IPPROTO_IP), 32, &request, socklen_t(MemoryLayout<ip_mreqn>.size))
        }
    }

    deinit { close(descriptor) }

    func set(_ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        // SAFETY: an integer option takes four bytes.
        _ = unsafe setsockopt(descriptor, level, option, &value, 4)
    }

    func bind(_ address: String, port: UInt16 = 0) {
        let failed = unsafe withName(address, port) { name, size in unsafe Glibc.bind(descriptor, name, size)
        }
        precondition(failed == 0, "cannot bind to \(address): \(errno)")
    }

    /// 0, or the error number; never from another address than its own.
    @discardableResult
    func send(_ payload: [UInt8], to address: String, _ port: UInt16) -> Int32 {
        guard isBound.load(ordering: .relaxed) else { return EADDRNOTAVAIL }
        let sent = unsafe withName(address, port) { name, size in
            unsafe Int32(truncatingIfNeeded: sendto(descriptor, payload, payload.count, 0, name, size))
        }
        return sent < 0 ? errno : 0
    }

    private func withName(
        _ address: String, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var name = sockaddr_storage()
        UDPSocket.fill(&name, address, family, port: port)
        let size = family == AF_INET ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size
        return unsafe withUnsafeBytes(of: &name) { bytes in
            // SAFETY: the storage holds an address of the family, of that size.
            unsafe body(bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t(size))
        }
    }
}

/// A receiver on a thread of its own, whose events are kept.
final class Listener: Sendable {
    let setting: ReceiverSetting
    private let events = Mutex<[OrderEvent]>([])
    private let hasEnded = Atomic<Bool>(false)

    /// - Parameter prepare: Runs on its thread first.
    init(_ setting: ReceiverSetting, _ prepare: @escaping @Sendable () -> Void = {}) {
        self.setting = setting
        WorkerThread(name: "listener", carrying: self) { listener in
            prepare()
            DirectRead.run(listener.setting) { span in
                listener.events.withLock { list in for index in span.indices { list.append(span[index]) } }
            }
            listener.hasEnded.store(true, ordering: .releasing)
        }.detach()
    }

    var feedNames: [String] { (0..<setting.directory.count).map { setting.directory[$0].name } }

    /// Waits until it hears what is sent, or has failed.
    func isListening() -> Bool {
        wait { !$0.report.technique.isEmpty || $0.report.isFinished } && setting.report.failure == nil
    }

    /// Waits until something has become true, at most twenty seconds.
    func wait(_ condition: (ReceiverSetting) -> Bool) -> Bool {
        for _ in 0..<20_000 {
            if condition(setting) { return true }
            usleep(1000)
        }
        return condition(setting)
    }

    /// Ends it.
    ///
    /// - Returns: Its events, without the times that no two receivers share.
    func stop() -> [OrderEvent] {
        setting.stop.raise()
        return finish()
    }

    /// Waits for the end of its own accord; `[]` when it does not come.
    func finish() -> [OrderEvent] {
        guard wait({ _ in hasEnded.load(ordering: .acquiring) }) else { return [] }
        return events.withLock { list in
            list.map { event in
                var event = event
                if event.kind == .packet { (event.price, event.timestamp) = (0, 0) }
                return event
            }
        }
    }
}

/// The datagrams of a synthetic exchange: ITCH over MoldUDP64.
func testFlow(messages: Int, maximumBytes: Int = 1400) -> [[UInt8]] {
    var settings = ExchangeSettings(messages: messages)
    settings.symbols = 20
    guard let exchange = try? SyntheticExchange(settings) else { return [] }
    var options = PackingOptions()
    options.maximumBytes = maximumBytes
    options.flushAfter = 100_000_000  // full datagrams
    var packer = DatagramPacker(exchange, framing: .moldUDP64, options: options)
    var datagrams: [[UInt8]] = []
    while packer.next() != nil {
        let bytes = packer.bytes
        datagrams.append((0..<bytes.byteCount).map { bytes.byte(at: $0) })
    }
    return datagrams
}

/// Whether this process may open packet sockets.
let hasRawNetwork: Bool = {
    let status = systemText("/proc/thread-self/status")
    let line = status.split(separator: "\n").first { $0.hasPrefix("CapEff:") }
    let mask = line.flatMap { UInt64($0.dropFirst(7).drop { $0 == "\t" }, radix: 16) } ?? 0
    return mask & 1 << 13 != 0
}()

/// What a file of the kernel's tells.
func systemText(_ path: String) -> String {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var text: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
        // SAFETY: the count is the array's.
        let got = unsafe read(descriptor, &chunk, chunk.count)
        guard got > 0 else { return String(decoding: text, as: UTF8.self) }
        text += chunk[..<got]
    }
}
