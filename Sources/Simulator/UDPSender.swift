internal import Capture
internal import Glibc

/// A UDP socket that sends datagrams to one IPv4 address: on this host when it is a multicast group.
struct UDPSender: ~Copyable {
    private let descriptor: Int32
    private let address: sockaddr_in

    init(to destination: Endpoint) throws(LiveSenderError) {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        address = Self.socketAddress(UInt32(truncatingIfNeeded: destination.low), destination.port)
        guard !destination.isIPv6 else { throw .notIPv4(destination) }
        if descriptor < 0 { throw .system("socket", destination, errno) }
        if destination.isMulticast {
            try set(IP_MULTICAST_IF, in_addr(s_addr: UInt32(0x7F00_0001).bigEndian), destination)
            try set(IP_MULTICAST_LOOP, Int32(1), destination)
            try set(IP_MULTICAST_TTL, Int32(0), destination)
        }
    }

    deinit {
        if descriptor >= 0 { _ = close(descriptor) }
    }

    /// 0, or the system's error number.
    func send(_ bytes: RawSpan) -> Int32 {
        // SAFETY: sockaddr_in begins as sockaddr does, and its length is given; the span lends the bytes.
        let sent = unsafe bytes.withUnsafeBytes { buffer in
            unsafe withUnsafePointer(to: address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe sendto(
                        descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL), $0,
                        socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
        return sent < 0 ? errno : 0
    }

    private func set<Value: BitwiseCopyable>(
        _ option: Int32, _ value: Value, _ destination: Endpoint
    ) throws(LiveSenderError) {
        // SAFETY: the pointer is to a whole value of the size given.
        let result = unsafe withUnsafePointer(to: value) {
            unsafe setsockopt(
                descriptor, Int32(IPPROTO_IP), option, $0, socklen_t(MemoryLayout<Value>.size))
        }
        if result < 0 { throw .system("setsockopt", destination, errno) }
    }

    private static func socketAddress(_ address: UInt32, _ port: UInt16) -> sockaddr_in {
        var result = sockaddr_in()
        result.sin_family = sa_family_t(AF_INET)
        result.sin_port = port.bigEndian
        result.sin_addr.s_addr = address.bigEndian
        return result
    }
}
