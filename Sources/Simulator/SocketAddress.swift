internal import Capture
internal import Glibc

/// An IP address and port as the C library has it.
struct SocketAddress {
    private(set) var storage = sockaddr_storage()
    var size: socklen_t

    init() { size = socklen_t(MemoryLayout<sockaddr_storage>.size) }

    init(_ endpoint: Endpoint) {
        let isIPv6 = endpoint.isIPv6
        size = socklen_t(isIPv6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size)
        // SAFETY: sockaddr_storage is large and aligned enough for either family.
        unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            if isIPv6 {
                let name = unsafe bytes.baseAddress!.assumingMemoryBound(to: sockaddr_in6.self)
                unsafe name.pointee.sin6_family = sa_family_t(AF_INET6)
                unsafe name.pointee.sin6_port = endpoint.port.bigEndian
                unsafe withUnsafeMutableBytes(of: &name.pointee.sin6_addr) { address in
                    unsafe address.storeBytes(of: endpoint.high.bigEndian, as: UInt64.self)
                    unsafe address.storeBytes(of: endpoint.low.bigEndian, toByteOffset: 8, as: UInt64.self)
                }
            } else {
                let name = unsafe bytes.baseAddress!.assumingMemoryBound(to: sockaddr_in.self)
                unsafe name.pointee.sin_family = sa_family_t(AF_INET)
                unsafe name.pointee.sin_port = endpoint.port.bigEndian
                unsafe name.pointee.sin_addr.s_addr = UInt32(truncatingIfNeeded: endpoint.low).bigEndian
            }
        }
    }

    /// The port that a socket is bound to; 0: none.
    static func port(of descriptor: Int32) -> UInt16 {
        var address = SocketAddress()
        // SAFETY: the storage takes an address of any family, and its size is given.
        let failed = unsafe withUnsafeMutablePointer(to: &address.storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                unsafe getsockname(descriptor, name, &address.size)
            }
        }
        guard failed == 0 else { return 0 }
        // SAFETY: the port stands at the same place in both families' addresses.
        return unsafe withUnsafeBytes(of: address.storage) { bytes in
            unsafe UInt16(bytes[2]) << 8 | UInt16(bytes[3])
        }
    }

    /// Lends the address to a call.
    func withSocketAddress<Result>(_ body: (UnsafePointer<sockaddr>) -> Result) -> Result {
        // SAFETY: every socket address begins as sockaddr does.
        unsafe withUnsafePointer(to: storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0) }
        }
    }

    /// Lets a call write an address, with its size.
    mutating func fill<Result>(
        _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Result
    ) -> Result {
        size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        // SAFETY: the storage takes an address of any family, and its size is given.
        return unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, &size) }
        }
    }
}
