internal import CLinux
internal import Glibc
internal import OrderFlow

/// Where a stream is served.
public enum ListenAddress: Sendable, Equatable {
    /// A host by name or IP address (empty: every address of this host), and a port; 0: any free one.
    case tcp(host: String, port: UInt16)
    /// A socket in the file system.
    case unix(path: String)

    /// As in a URL.
    var name: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): path
        }
    }
}

/// A socket that clients connect to. A socket in the file system goes with it.
struct StreamListener: ~Copyable {
    let descriptor: Int32
    /// With the port that was found.
    let address: ListenAddress
    /// The socket file that is ours, by its number.
    private let inode: UInt

    init(_ address: ListenAddress) throws(StreamServerError) {
        switch address {
        case .tcp(let host, let port):
            descriptor = try Self.listen(host, port)
            self.address = .tcp(host: host, port: SocketAddress.port(of: descriptor))
            inode = 0
        case .unix(let path):
            descriptor = try Self.listen(path)
            self.address = address
            inode = Self.socketFile(path) ?? 0
        }
    }

    deinit {
        close(descriptor)
        if case .unix(let path) = address, inode != 0, Self.socketFile(path) == inode {
            _ = unsafe unlink(path.systemPath)
        }
    }

    enum Arrival {
        /// A client's descriptor, which never blocks.
        case client(Int32)
        case nobody
        /// One is there, and the system has no descriptor or memory for it (the error number).
        case noRoom(Int32)
    }

    func accept() -> Arrival {
        var client = linux_accept(descriptor)
        // Whoever went away before it was taken is nobody.
        while client < 0, errno == EINTR || errno == ECONNABORTED || errno == EPROTO {
            client = linux_accept(descriptor)
        }
        guard client >= 0 else {
            switch errno {
            case EMFILE, ENFILE, ENOMEM, ENOBUFS: return .noRoom(errno)
            default: return .nobody
            }
        }
        if case .tcp = address {
            var one: Int32 = 1
            // SAFETY: an integer option takes four bytes.
            _ = unsafe setsockopt(client, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
        }
        return .client(client)
    }

    /// Whether somebody waits to be taken.
    var hasArrivals: Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        // SAFETY: one entry, for the time of the call.
        return unsafe poll(&wanted, 1, 0) > 0
    }

    private static func listen(_ host: String, _ port: UInt16) throws(StreamServerError) -> Int32 {
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = AI_PASSIVE
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let name = host.isEmpty || host == "*" ? nil : host
        // SAFETY: the list is freed below; its entries are whole.
        let failed = unsafe getaddrinfo(name, String(port), &hints, &list)
        guard failed == 0, let entry = unsafe list else {
            throw StreamServerError("\(host):\(port): \(unsafe String(cString: gai_strerror(failed)))")
        }
        defer { unsafe freeaddrinfo(list) }
        let descriptor = unsafe makeSocket(entry.pointee.ai_family)
        var one: Int32 = 1
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, 4)
        let bound = unsafe bind(descriptor, entry.pointee.ai_addr, entry.pointee.ai_addrlen)
        if bound != 0 || Glibc.listen(descriptor, 16) != 0 {
            let code = errno
            close(descriptor)
            throw StreamServerError(
                "cannot listen at \(ListenAddress.tcp(host: host, port: port).name): \(systemText(code)); "
                    + (code == EACCES
                        ? "choose a port from 1024 up, or run as root"
                        : "choose an address of this host and a free port"))
        }
        return descriptor
    }

    private static func listen(_ path: String) throws(StreamServerError) -> Int32 {
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: name.sun_path)
        let bytes = PathText.bytes(path)
        guard !bytes.isEmpty, bytes.count < room else {
            throw StreamServerError(
                "unix://\(path): the path of a socket has 1 to \(room - 1) bytes, this one \(bytes.count)"
            )
        }
        // SAFETY: the path is shorter than its place, which is zero beyond it.
        unsafe withUnsafeMutableBytes(of: &name.sun_path) { place in
            unsafe place.copyBytes(from: bytes)
        }
        if socketFile(path) != nil {
            let probe = makeSocket(AF_UNIX)
            defer { close(probe) }
            guard unsafe with(name, { unsafe connect(probe, $0, $1) }) != 0 else {
                throw StreamServerError("unix://\(path): somebody serves there already; choose another path")
            }
            // Nobody listens any more: it was left behind.
            if errno == ECONNREFUSED { _ = unsafe unlink(path.systemPath) }
        }
        let descriptor = makeSocket(AF_UNIX)
        if unsafe with(name, { unsafe bind(descriptor, $0, $1) }) != 0 || Glibc.listen(descriptor, 16) != 0 {
            let code = errno
            close(descriptor)
            let remedy =
                code == EADDRINUSE
                ? "a file is there; remove it or choose another path" : "choose another path"
            throw StreamServerError("unix://\(path): \(systemText(code)); \(remedy)")
        }
        return descriptor
    }

    private static func with<Result>(
        _ name: sockaddr_un, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        // SAFETY: sockaddr_un begins as sockaddr does, and its length is given.
        unsafe withUnsafePointer(to: name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    private static func makeSocket(_ family: Int32) -> Int32 {
        socket(
            family,
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
    }

    /// The number of the socket at a path; `nil`: none is there.
    private static func socketFile(_ path: String) -> UInt? {
        var information = stat()
        // SAFETY: the structure outlives the call.
        guard unsafe lstat(path.systemPath, &information) == 0, information.st_mode & S_IFMT == S_IFSOCK
        else {
            return nil
        }
        return UInt(information.st_ino)
    }
}

/// Why a stream cannot be served, in one line.
public struct StreamServerError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
