internal import CLinux
internal import Glibc
internal import Ring
internal import Synchronization

/// An address as the kernel takes it.
struct SocketName: Sendable {
    let bytes: [UInt8]
    let family: Int32
}

/// The addresses of a host, looked up without ever keeping a stop waiting.
enum NameLookup {
    enum Outcome: Sendable {
        case found([SocketName])
        /// - Parameter isFinal: Asking again would not help.
        case failed(String, isFinal: Bool)
        case stopped
    }

    static func run(_ host: String, _ port: UInt16, stop: StopSignal) -> Outcome {
        // An address in digits is known at once; a name may take as long as its servers please.
        if case .found(let names) = addresses(host, port, flags: AI_NUMERICHOST) { return .found(names) }
        guard let answer = Answer() else { return .failed(IntakeError.reason(), isFinal: false) }
        do throws(ThreadShortage) {
            let thread = try WorkerThread.start(name: "lookup", carrying: ()) { _ in
                answer.put(addresses(host, port, flags: AI_ADDRCONFIG))
            }
            thread.detach()
        } catch { return .failed("no thread to look it up: \(error)", isFinal: false) }
        return answer.wait(stop)
    }

    private static func addresses(_ host: String, _ port: UInt16, flags: Int32) -> Outcome {
        // SAFETY: plain libc calls; the list is freed once its addresses are copied.
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = flags | AI_NUMERICSERV
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else {
            // Without a descriptor left its files cannot be read, and the host's name seems unknown.
            let probe = linux_event_descriptor()
            let shortage = probe < 0 ? errno : 0
            if probe >= 0 { close(probe) }
            guard shortage == 0 else { return .failed(IntakeError.reason(shortage), isFinal: false) }
            let isFinal = code != EAI_AGAIN && code != EAI_SYSTEM && code != EAI_MEMORY
            let reason =
                code == EAI_SYSTEM ? IntakeError.reason() : unsafe String(cString: gai_strerror(code))
            return .failed(reason, isFinal: isFinal)
        }
        defer { unsafe freeaddrinfo(list) }
        var names: [SocketName] = []
        var next = unsafe list
        while let entry = unsafe next {
            unsafe next = entry.pointee.ai_next
            guard let address = unsafe entry.pointee.ai_addr else { continue }
            let count = Int(unsafe entry.pointee.ai_addrlen)
            // SAFETY: the entry's address has as many bytes as it says.
            let bytes = unsafe Array(UnsafeRawBufferPointer(start: address, count: count))
            names.append(SocketName(bytes: bytes, family: unsafe entry.pointee.ai_family))
        }
        return names.isEmpty ? .failed("it has no address", isFinal: true) : .found(names)
    }

    /// Where the thread that looks up leaves what it found, even if nobody waits any more.
    private final class Answer: Sendable {
        private let descriptor: Int32
        private let outcome = Mutex<Outcome?>(nil)

        /// `nil` with `errno`: no descriptor is to be had.
        init?() {
            descriptor = linux_event_descriptor()
            if descriptor < 0 { return nil }
        }

        deinit { if descriptor >= 0 { close(descriptor) } }

        func put(_ found: Outcome) {
            outcome.withLock { $0 = found }
            var one: UInt64 = 1
            // SAFETY: eight bytes, as an event descriptor takes.
            _ = unsafe write(descriptor, &one, 8)
        }

        func wait(_ stop: StopSignal) -> Outcome {
            guard stop.waitUntilReadable(descriptor) else { return .stopped }
            return outcome.withLock { $0 } ?? .stopped
        }
    }
}
