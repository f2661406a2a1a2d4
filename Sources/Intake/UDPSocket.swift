internal import CLinux
internal import Glibc
internal import Wire

/// A UDP socket that listens, with kernel time stamps and drop counts, and the buffers it receives into.
@safe
struct UDPSocket: ~Copyable {
    let descriptor: Int32
    private let pool: OpaquePointer

    /// Datagrams taken by one system call.
    static let batch = 64

    /// Asked of the kernel for the socket's buffer; it grants what `net.core.rmem_max` allows, unless privileged.
    private static let bufferBytes: Int32 = 32 << 20

    init(_ address: UDPAddress) throws(IntakeError) {
        let family = address.isIPv6 ? AF_INET6 : AF_INET
        let descriptor = socket(family, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw IntakeError("udp://\(address.name): no socket: \(IntakeError.reason())") }
        guard let pool = unsafe linux_datagram_pool_make(UInt32(Self.batch), 65_536) else {
            close(descriptor)
            throw IntakeError("udp://\(address.name): no memory for the receive buffers")
        }
        self.descriptor = descriptor
        unsafe self.pool = pool
        setOption(SO_REUSEADDR, 1)
        setOption(SO_TIMESTAMPNS, 1)
        setOption(SO_RXQ_OVFL, 1)
        setOption(SO_RCVBUF, Self.bufferBytes)
        setOption(SO_RCVBUFFORCE, Self.bufferBytes)
        try bind(to: address, family)
        try join(address, family)
    }

    deinit {
        unsafe linux_datagram_pool_free(pool)
        close(descriptor)
    }

    /// Takes what has arrived, at most ``batch``; 0 when nothing has. Buffers stay valid until the next call.
    func receive() throws(IntakeError) -> Int {
        while true {
            let count = unsafe linux_datagram_pool_receive(pool, descriptor)
            if count >= 0 { return Int(count) }
            switch errno {
            case EINTR: continue
            case EAGAIN, ECONNREFUSED: return 0
            default: throw IntakeError("receiving failed: \(IntakeError.reason())")
            }
        }
    }

    /// One datagram of the last batch, in place.
    func datagram(_ index: Int) -> ReceivedDatagram {
        unsafe ReceivedDatagram(linux_datagram_pool_get(pool, UInt32(index)))
    }

    /// The bytes of a datagram of the last batch.
    @_lifetime(borrow self)
    borrowing func bytes(of datagram: ReceivedDatagram) -> RawSpan {
        // SAFETY: the pool, which this value owns, holds that many bytes there until the next `receive`.
        let span = unsafe RawSpan(_unsafeStart: datagram.start, byteCount: datagram.count)
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    private func setOption(_ option: Int32, _ value: Int32) {
        var value = value
        // SAFETY: an integer option takes four bytes.
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, option, &value, 4)
    }

    private func bind(to address: UDPAddress, _ family: Int32) throws(IntakeError) {
        var failed: Int32
        if family == AF_INET {
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_port = address.port.bigEndian
            // SAFETY: the text was checked when the address was parsed; sockaddr_in is what an IPv4 socket takes.
            unsafe inet_pton(AF_INET, address.group, &name.sin_addr)
            failed = unsafe withUnsafeBytes(of: &name) { bytes in
                unsafe Glibc.bind(
                    descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
            }
        } else {
            var name = sockaddr_in6()
            name.sin6_family = sa_family_t(AF_INET6)
            name.sin6_port = address.port.bigEndian
            // SAFETY: as above, for IPv6.
            unsafe inet_pton(AF_INET6, address.group, &name.sin6_addr)
            failed = unsafe withUnsafeBytes(of: &name) { bytes in
                unsafe Glibc.bind(
                    descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
            }
        }
        guard failed == 0 else {
            let reason = IntakeError.reason()
            throw IntakeError(
                "udp://\(address.name): cannot listen there: \(reason); "
                    + "the address must be one of this host's, or a multicast group")
        }
    }
}

/// What the kernel told of one datagram.
@safe
struct ReceivedDatagram {
    fileprivate let start: UnsafeRawPointer
    let count: Int
    /// Longer than any buffer: the rest is lost.
    let isCut: Bool
    /// Kernel time stamp, ns since the epoch; 0: none.
    let received: UInt64
    /// Datagrams dropped on this socket so far; `nil`: the kernel did not say.
    let drops: UInt32?

    fileprivate init(_ datagram: linux_datagram) {
        unsafe start = UnsafeRawPointer(datagram.bytes)
        count = Int(unsafe datagram.count)
        isCut = unsafe datagram.is_cut != 0
        received = unsafe datagram.received
        drops = unsafe datagram.has_drops != 0 ? datagram.drops : nil
    }
}
