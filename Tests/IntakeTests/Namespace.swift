import Glibc
import Ring
import Synchronization

@testable import Intake

/// A network namespace without a name: it ends with this object and the last socket in it, even when the test dies.
final class Namespace: Sendable {
    private let descriptor: Int32

    /// `nil` where namespaces are not allowed.
    init?() {
        let made = Mutex<Int32>(-1)
        // The thread enters the new namespace, and only what stands for it is kept.
        let thread = ThreadResult {
            let unshare = Self.call("unshare", as: (@convention(c) (Int32) -> Int32).self)
            guard let unshare, unshare(Self.network) == 0 else { return -1 as Int32 }
            return unsafe open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)
        }
        made.withLock { $0 = thread.value }
        descriptor = made.withLock { $0 }
        if descriptor < 0 { return nil }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    private static let network: Int32 = 0x4000_0000  // CLONE_NEWNET

    /// A call of the C library that Swift's Glibc leaves out.
    private static func call<Function>(_ name: String, as type: Function.Type) -> Function? {
        guard let symbol = unsafe dlsym(nil, name) else { return nil }
        // SAFETY: the caller names the function's own type.
        return unsafe unsafeBitCast(symbol, to: type)
    }

    /// As `ip` takes it for a namespace.
    var path: String { "/proc/\(getpid())/fd/\(descriptor)" }

    /// Moves the calling thread into it.
    func enter() {
        let setns = Self.call("setns", as: (@convention(c) (Int32, Int32) -> Int32).self)
        let entered = setns?(descriptor, Self.network)
        precondition(entered == 0, "cannot enter the namespace: \(errno)")
    }

    /// Runs something in it, on a thread that ends with it.
    func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) -> Value {
        ThreadResult {
            self.enter()
            return body()
        }.value
    }

    /// Runs `ip` in it: whether it succeeded.
    func ip(_ words: String) -> Bool {
        run {
            guard let tool = Self.tool else { return false }
            let arguments = [tool] + words.split(separator: " ").map { String($0) }
            var pointers = unsafe arguments.map { unsafe strdup($0) } + [nil]
            defer { for index in arguments.indices { unsafe free(pointers[index]) } }
            var child = pid_t()
            var status: Int32 = -1
            // SAFETY: the words end with a null pointer and outlive the call.
            guard unsafe posix_spawn(&child, tool, nil, nil, &pointers, nil) == 0 else { return false }
            while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
            return status == 0
        }
    }

    /// `ip` of iproute2.
    private static let tool: String? = ["/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip", "/bin/ip"].first {
        unsafe access($0, X_OK) == 0
    }

    /// What the kernel tells there, as in `/proc/net/NAME`.
    func table(_ name: String) -> String { run { systemText("/proc/thread-self/net/\(name)") } }

    func index(of interface: String) -> UInt32 { run { unsafe if_nametoindex(interface) } }
}

/// What a thread of its own comes to.
private struct ThreadResult<Value: Sendable>: Sendable {
    let value: Value

    init(_ body: @escaping @Sendable () -> Value) {
        let box = ResultBox<Value>()
        WorkerThread(name: "namespace", carrying: box) { $0.result.withLock { $0 = body() } }.join()
        guard let value = box.result.withLock({ $0 }) else { preconditionFailure("no result") }
        self.value = value
    }
}

private final class ResultBox<Value: Sendable>: Sendable {
    let result = Mutex<Value?>(nil)
}

/// A cable between two namespaces: `feed0` where feeds are received, `exchange0` where they come from.
struct Cable: Sendable {
    let inside: Namespace
    let outside: Namespace

    /// Two senders' addresses of each family; the receiver's end in 1.
    static let sources = ["10.99.0.2", "10.99.0.3"]
    static let sources6 = ["fd99::2", "fd99::3"]

    /// `nil` without the privilege, or without `ip`.
    init?() {
        guard let inside = Namespace(), let outside = Namespace() else { return nil }
        (self.inside, self.outside) = (inside, outside)
        guard connect() else { return nil }
    }

    /// Lays the cable, anew where one end was deleted: whether that is possible.
    func connect() -> Bool {
        inside.ip("link add feed0 type veth peer name exchange0 netns \(outside.path)")
            && inside.ip("address add 10.99.0.1/24 dev feed0")
            && inside.ip("address add fd99::1/64 dev feed0 nodad") && inside.ip("link set feed0 up")
            && outside.ip("address add 10.99.0.2/24 dev exchange0")
            && outside.ip("address add 10.99.0.3/24 dev exchange0")
            && outside.ip("address add fd99::2/64 dev exchange0 nodad")
            && outside.ip("address add fd99::3/64 dev exchange0 nodad")
            && outside.ip("link set exchange0 up")
    }

    static let isPossible = Cable() != nil

    /// Starts a receiver inside.
    func listen(_ address: SourceAddress) -> Listener {
        let inside = inside
        return Listener(ReceiverSetting(address)) { inside.enter() }
    }

    /// Waits until a sender can be heard: a link that has just come up takes the kernel a while for IPv6.
    func isReady(for group: String, from source: String) -> Bool {
        for _ in 0..<1000 {
            if send([[0]], to: group, 9, from: source) { return true }
            usleep(10_000)
        }
        return false
    }

    /// Sends datagrams from outside.
    func send(_ flow: [[UInt8]], to group: String, _ port: UInt16, from source: String) -> Bool {
        let index = outside.index(of: "exchange0")
        return outside.run {
            let sender = TestSender(ipv6: group.contains(":"), source: source, interface: index)
            return flow.allSatisfy { sender.send($0, to: group, port) == 0 }
        }
    }

    /// Puts whole frames on the cable from outside: whether all were taken.
    func inject(_ frames: [[UInt8]]) -> Bool {
        outside.run { Self.inject(frames, into: InterfaceAddress(interface: "exchange0")) }
    }

    private static func inject(_ frames: [[UInt8]], into address: InterfaceAddress) -> Bool {
        do throws(IntakeError) {
            let ring = try PacketRing.open(address, blocks: PacketRing.fewestBlocks)
            let descriptor = ring.descriptor
            for frame in frames {
                // What a card is to do with it goes in front: nothing.
                let bytes = [UInt8](repeating: 0, count: 10) + frame
                guard unsafe Glibc.send(descriptor, bytes, bytes.count, 0) == bytes.count else {
                    return false
                }
            }
            return true
        } catch {
            return false
        }
    }
}
