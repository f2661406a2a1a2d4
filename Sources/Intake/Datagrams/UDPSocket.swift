internal import CLinux
internal import Glibc

/// A UDP socket that listens, with kernel time stamps and drop counts.
struct UDPSocket: ~Copyable {
    let descriptor: Int32

    /// Asked of the kernel for the socket's buffer; it grants what `net.core.rmem_max` allows, unless privileged.
    private static let bufferBytes = 32 << 20

    init(_ address: UDPAddress) throws(IntakeError) {
        let family = address.isIPv6 ? AF_INET6 : AF_INET
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
        let bufferBytes = Int32(clamping: address.bufferBytes ?? Self.bufferBytes)
        setOption(SO_RCVBUF, bufferBytes)
        setOption(SO_RCVBUFFORCE, bufferBytes)
        // A burst of one sender then comes in one buffer; older kernels hand over one by one.
        _ = linux_datagram_join(descriptor)
        try bind(to: address, family)
        try join(address, family)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Hands the descriptor over to somebody who closes it.
    consuming func release() -> Int32 {
        let released = descriptor
        discard self
        return released
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
                switch code {
                case EADDRINUSE: "another program listens there, and only one can"
                case EACCES: "choose a port from 1024 up, or run as root"
                default: "the address must be one of this host's, or a multicast group"
                }
            throw IntakeError(
                "udp://\(address.name): cannot listen there: \(IntakeError.reason(code)); \(remedy)")
        }
    }
}
