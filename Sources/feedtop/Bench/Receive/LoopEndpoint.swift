internal import Glibc

/// Sockets of 127.0.0.1 for the benchmark's sender.
struct LoopEndpoint: ~Copyable {
    private var listener: Int32 = -1

    deinit { if listener >= 0 { close(listener) } }

    /// - Returns: The TCP port to connect to.
    mutating func listen() throws(Failure) -> UInt16 {
        if listener >= 0 { close(listener) }
        listener = try Self.make(Int32(SOCK_STREAM.rawValue))
        var name = Self.name(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let failed = unsafe withUnsafeMutableBytes(of: &name) { bytes in
            // SAFETY: sockaddr_in is what an IPv4 socket takes and gives.
            let address = unsafe bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            return unsafe bind(descriptor, address, size) != 0 || getsockname(descriptor, address, &size) != 0
                || Glibc.listen(descriptor, 1) != 0
        }
        guard !failed else { throw Self.failure("cannot listen on 127.0.0.1") }
        return UInt16(bigEndian: name.sin_port)
    }

    /// Waits for the connection; at most two seconds.
    func accept() throws(Failure) -> Int32 {
        var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&waiting, 1, 2000) == 1 else { throw .failed("the receiver does not connect") }
        let descriptor = Glibc.accept(listener, nil, nil)
        guard descriptor >= 0 else { throw Self.failure("cannot accept a connection") }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return descriptor
    }

    /// A socket whose datagrams go to a port of 127.0.0.1.
    static func aim(at port: UInt16) throws(Failure) -> Int32 {
        let descriptor = try make(Int32(SOCK_DGRAM.rawValue))
        var name = name(port: port)
        let failed = unsafe withUnsafeMutableBytes(of: &name) { bytes in
            // SAFETY: sockaddr_in is what an IPv4 socket takes.
            unsafe connect(
                descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self),
                socklen_t(bytes.count)) != 0
        }
        guard !failed else { throw failure("cannot send to 127.0.0.1:\(port)") }
        return descriptor
    }

    private static func make(_ type: Int32) throws(Failure) -> Int32 {
        let descriptor = socket(AF_INET, type | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure("no socket") }
        return descriptor
    }

    private static func name(port: UInt16) -> sockaddr_in {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return name
    }

    private static func failure(_ what: String) -> Failure {
        // SAFETY: strerror returns a zero-terminated text; the message is copied at once.
        .failed("\(what): \(unsafe String(cString: strerror(errno)))")
    }
}
