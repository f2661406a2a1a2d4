import Glibc
import OrderFlow
import Ring
import Synchronization

@testable import Intake

/// A server that a test plays itself, on a free port of 127.0.0.1 or at a path.
struct StreamListener: ~Copyable {
    let descriptor: Int32
    private(set) var port: UInt16 = 0

    /// - Parameter port: 0: a free one.
    init(port: UInt16 = 0, backlog: Int32 = 8) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        name.sin_port = port.bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        var one: Int32 = 1
        let failed = unsafe withUnsafeMutableBytes(of: &name) { bytes in
            // SAFETY: sockaddr_in is what an IPv4 socket takes and gives.
            let address = unsafe bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            return unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, 4) != 0
                || bind(descriptor, address, size) != 0 || getsockname(descriptor, address, &size) != 0
        }
        precondition(!failed && listen(descriptor, backlog) == 0, "no port to listen on")
        self.port = UInt16(bigEndian: name.sin_port)
    }

    init(path: String) {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var family = UInt16(AF_UNIX)
        // SAFETY: an integer has no padding, and the array holds an address of the family.
        let name = unsafe withUnsafeBytes(of: &family) { unsafe Array($0) } + path.utf8 + [0]
        let failed = unsafe name.withUnsafeBytes { bytes in
            unsafe bind(
                descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
        precondition(failed == 0 && listen(descriptor, 8) == 0, "no socket at \(path)")
    }

    deinit { close(descriptor) }

    /// The next client; traps when none comes for long.
    func accept() -> StreamPeer {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let ready = unsafe poll(&wanted, 1, 20_000)
        precondition(ready == 1, "nobody connects")
        return StreamPeer(Glibc.accept(descriptor, nil, nil))
    }
}

/// One client, as its server sees it.
struct StreamPeer: ~Copyable {
    private let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }
    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) {
        // SAFETY: the buffer is the array's own, for the time of the call.
        let sent = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        precondition(sent == bytes.count, "only \(sent) bytes went")
    }

    /// So many bytes, or fewer when the client closes first.
    func receive(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 256)
        while bytes.count < count {
            var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = unsafe poll(&wanted, 1, 20_000)
            precondition(ready == 1, "the client says nothing")
            // SAFETY: no more bytes are asked for than the chunk has.
            let got = unsafe recv(descriptor, &chunk, min(chunk.count, count - bytes.count), 0)
            if got <= 0 { break }
            bytes += chunk.prefix(got)
        }
        return bytes
    }

    /// Whether the client closes, whatever it says before.
    func isClosed() -> Bool { receive(.max).count < .max }

    /// Ends the connection with a reset instead of an orderly end.
    consuming func reset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        // SAFETY: the option takes this structure.
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    }
}

/// A source being read on a thread of its own, into a list.
struct LiveReading: ~Copyable {
    let setting: ReceiverSetting
    private let list = EventList()
    private let thread: WorkerThread

    init(_ address: SourceAddress, _ change: (inout ReceiverSetting) -> Void = { _ in }) {
        var setting = ReceiverSetting(address)
        setting.pace.firstDelay = 5
        setting.pace.longestDelay = 20
        change(&setting)
        self.setting = setting
        let list = list
        thread = WorkerThread(name: "reading", carrying: setting) { setting in
            DirectRead.run(setting) { events in
                for index in events.indices { list.add(events[index]) }
            }
        }
    }

    /// Waits until something holds; traps after long.
    func wait(_ what: String = #function, until holds: (SourceReport) -> Bool) {
        for _ in 0..<10_000 {
            if holds(setting.report) { return }
            usleep(2000)
        }
        preconditionFailure(
            "\(what): waited in vain; state \(setting.report.state), \(setting.report.bytes) bytes")
    }

    /// Waits until so many bytes of whole messages were read.
    func wait(bytes: Int) { wait { $0.bytes >= bytes } }

    /// All events, once the source has ended by itself.
    consuming func join() -> [OrderEvent] {
        thread.join()
        return list.all
    }

    consuming func stop() -> [OrderEvent] {
        setting.stop.raise()
        thread.join()
        return list.all
    }
}

/// Events that one thread collects and another reads.
final class EventList: Sendable {
    private let events = Mutex<[OrderEvent]>([])
    func add(_ event: OrderEvent) { events.withLock { $0.append(event) } }
    var all: [OrderEvent] { events.withLock { $0 } }
}

extension [OrderEvent] {
    func count(_ kind: EventKind) -> Int { count { $0.kind == kind } }
    /// Order references of updates and deletions: which messages came, where tests number them so.
    var references: [UInt64] { filter { $0.kind == .update || $0.kind == .delete }.map { $0.reference } }
    var gaps: [ClosedRange<UInt64>] { filter { $0.kind == .gap }.map { $0.reference...$0.lastSequence } }
}
