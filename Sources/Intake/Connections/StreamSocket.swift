internal import CLinux
internal import Glibc
internal import OrderFlow

/// Makes connections of byte streams, and never keeps a stop waiting.
enum StreamSocket {
    enum Attempt {
        /// The descriptor is the caller's. It blocks, so that every receive technique can be used on it.
        case connected(Int32)
        case failed(ConnectFailure)
        case stopped
    }

    /// Tries every address of the name in turn; the last failure is told.
    static func connect(_ address: StreamAddress, stop: StopSignal, limit: Int32) -> Attempt {
        switch address {
        case .unix(let path): return connect(unixName(path), stop, limit)
        case .tcp(let host, let port):
            switch NameLookup.run(host, port, stop: stop) {
            case .stopped: return .stopped
            case .failed(let reason, let isFinal):
                return .failed(
                    ConnectFailure(reason: reason, remedy: "is the host's name right?", isFinal: isFinal))
            case .found(let names):
                var last = Attempt.stopped
                for name in names {
                    last = connect(name, stop, limit)
                    guard case .failed = last else { return last }
                }
                return last
            }
        }
    }

    private static func connect(_ name: SocketName, _ stop: StopSignal, _ limit: Int32) -> Attempt {
        let flags = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(name.family, flags, 0)
        guard descriptor >= 0 else { return .failed(ConnectFailure(errno)) }
        let code = connect(descriptor, name)
        guard code == 0 || code == EINPROGRESS else { return refuse(descriptor, code) }
        if code == EINPROGRESS {
            switch stop.wait(for: descriptor, Int16(POLLOUT), milliseconds: limit) {
            case .stopped:
                close(descriptor)
                return .stopped
            case .late: return refuse(descriptor, ETIMEDOUT)
            case .ready:
                let pending = pendingError(descriptor)
                guard pending == 0 else { return refuse(descriptor, pending) }
            }
        }
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
        if name.family != AF_UNIX {
            set(descriptor, SOL_SOCKET, SO_KEEPALIVE)
            // Signs of life are three bytes, and are not to wait for more.
            set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY)
        }
        return .connected(descriptor)
    }

    private static func refuse(_ descriptor: Int32, _ code: Int32) -> Attempt {
        close(descriptor)
        return .failed(ConnectFailure(code))
    }

    /// - Returns: 0, or the system's error number.
    static func connect(_ descriptor: Int32, _ name: SocketName) -> Int32 {
        unsafe name.bytes.withUnsafeBytes { bytes in
            // SAFETY: the bytes are an address of the socket's family, as long as it is said to be.
            let address = unsafe bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            return unsafe Glibc.connect(descriptor, address, socklen_t(bytes.count)) == 0 ? 0 : errno
        }
    }

    private static func pendingError(_ descriptor: Int32) -> Int32 {
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        // SAFETY: the option gives an integer of four bytes.
        return unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size) == 0 ? code : errno
    }

    private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32) {
        var one: Int32 = 1
        // SAFETY: the options are integers of four bytes.
        _ = unsafe setsockopt(descriptor, level, option, &one, 4)
    }

    /// The path was measured when it was parsed; what is too long is cut.
    private static func unixName(_ path: String) -> SocketName {
        var family = UInt16(AF_UNIX)
        // SAFETY: an integer has no padding.
        let head = unsafe withUnsafeBytes(of: &family) { unsafe Array($0) }
        return SocketName(
            bytes: head + PathText.bytes(path).prefix(StreamAddress.longestPath) + [0], family: AF_UNIX)
    }
}

/// Why a connection did not come to be, and what to do about it.
struct ConnectFailure: Sendable {
    let reason: String
    let remedy: String
    /// Trying again would not help, unless somebody changes something.
    let isFinal: Bool

    init(reason: String, remedy: String, isFinal: Bool) {
        self.reason = reason
        self.remedy = remedy
        self.isFinal = isFinal
    }

    init(_ code: Int32) {
        reason = IntakeError.reason(code)
        isFinal = false
        remedy =
            switch code {
            case ECONNREFUSED, ENOENT: "start the sender, or name the place where it listens"
            case ETIMEDOUT, EHOSTUNREACH, ENETUNREACH: "check the address, the route and the firewall"
            case EACCES, EPERM: "check who may connect there"
            default: "check that a stream's sender listens there"
            }
    }
}

extension String {
    /// `Connection refused` as it stands within a sentence.
    var withinSentence: String {
        guard let first, dropFirst().first?.isUppercase != true else { return self }
        return first.lowercased() + dropFirst()
    }
}
