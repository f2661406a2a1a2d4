internal import Glibc
internal import Wire

/// A UDP socket that listens, with kernel time stamps and drop counts, and the buffers it receives into.
struct UDPSocket: ~Copyable {
    let descriptor: Int32
    private let pool: DatagramPool

    /// Datagrams taken by one system call.
    static let batch = 64

    /// Asked of the kernel for the socket's buffer; it grants what `net.core.rmem_max` allows, unless privileged.
    private static let bufferBytes: Int32 = 32 << 20

    init(_ address: UDPAddress) throws(IntakeError) {
        let family = address.isIPv6 ? AF_INET6 : AF_INET
        pool = DatagramPool(slots: Self.batch, size: 65_536)
        descriptor = socket(family, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else {
            throw IntakeError("udp://\(address.name): no socket: \(IntakeError.reason())")
        }
        // Several may listen to a group; of several on one host's own address only one would hear.
        if address.isMulticast {
            setOption(SO_REUSEADDR, 1)
            // Only what this socket has joined, not what another program has.
            setOption(family == AF_INET ? 49 : 29, 0, level: Self.level(family))
        }
        setOption(SO_TIMESTAMPNS, 1)
        setOption(SO_RXQ_OVFL, 1)
        setOption(SO_RCVBUF, Self.bufferBytes)
        setOption(SO_RCVBUFFORCE, Self.bufferBytes)
        try bind(to: address, family)
        try join(address, family)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Takes what has arrived, at most ``batch``; 0 when nothing has. Buffers stay valid until the next call.
    func receive() throws(IntakeError) -> Int {
        while true {
            let count = pool.receive(descriptor)
            if count >= 0 { return count }
            switch errno {
            case EINTR: continue
            case EAGAIN, ECONNREFUSED: return 0
            default: throw IntakeError("receiving failed: \(IntakeError.reason())")
            }
        }
    }

    /// One datagram of the last batch: what the kernel told of it.
    func datagram(_ index: Int) -> ReceivedDatagram { pool.datagram(index) }

    /// The bytes of a datagram of the last batch, in place.
    @_lifetime(borrow self)
    borrowing func bytes(of datagram: ReceivedDatagram) -> RawSpan {
        pool.bytes(of: datagram)
    }

    private func setOption(_ option: Int32, _ value: Int32, level: Int32 = SOL_SOCKET) {
        var value = value
        // SAFETY: an integer option takes four bytes.
        _ = unsafe setsockopt(descriptor, level, option, &value, 4)
    }

    private func bind(to address: UDPAddress, _ family: Int32) throws(IntakeError) {
        var name = sockaddr_storage()
        Self.fill(&name, address.group, family, port: address.port)
        let size = family == AF_INET ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size
        let failed = unsafe withUnsafeBytes(of: &name) { bytes in
            // SAFETY: the storage holds an address of the family, of that size.
            unsafe Glibc.bind(
                descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t(size))
        }
        guard failed == 0 else {
            let code = errno
            let remedy =
                code == EADDRINUSE
                ? "another program listens there, and only one can"
                : "the address must be one of this host's, or a multicast group"
            throw IntakeError(
                "udp://\(address.name): cannot listen there: \(IntakeError.reason(code)); \(remedy)")
        }
    }
}
