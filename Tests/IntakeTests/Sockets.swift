import Glibc
import Synchronization
import Testing

/// A UDP socket that sends to a port of 127.0.0.1.
final class UDPTestSender {
    let descriptor: Int32

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        var address = loopback(port)
        // SAFETY: sockaddr_in begins as sockaddr does, and its size is given.
        let failed = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                unsafe connect(descriptor, name, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(failed == 0)
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) {
        // SAFETY: the array has as many bytes as are sent.
        _ = unsafe Glibc.send(descriptor, bytes, bytes.count, 0)
    }

    /// Sends as many datagrams of `size` bytes as `bytes` makes, the last one shorter, in one buffer; `false` where the
    /// kernel cannot.
    func sendJoined(_ bytes: [UInt8], size: Int32) -> Bool {
        var size = size
        // SAFETY: UDP_SEGMENT (103, of level SOL_UDP 17) takes four bytes.
        guard unsafe setsockopt(descriptor, 17, 103, &size, 4) == 0 else { return false }
        let sent = unsafe Glibc.send(descriptor, bytes, bytes.count, 0)
        size = 0
        _ = unsafe setsockopt(descriptor, 17, 103, &size, 4)
        return sent == bytes.count
    }
}

func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
}

/// Below the ports that the kernel gives to those who ask for any.
private let portsHandedOut = Atomic<Int>(Int(getpid()) &* 61)

/// A port of 127.0.0.1 that nobody listens on just now, and that nobody else here is told.
func freePort() -> UInt16 {
    while true {
        let number = portsHandedOut.add(1, ordering: .relaxed).newValue
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(descriptor) }
        if let port = boundPort(descriptor, to: UInt16(10_240 + number % 22_000)) { return port }
    }
}

/// Binds to a port of 127.0.0.1 (0: any that is free) and tells it.
func boundPort(_ descriptor: Int32, to port: UInt16 = 0) -> UInt16? {
    var address = loopback(port)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    // SAFETY: sockaddr_in begins as sockaddr does, and its size is given.
    let failed = unsafe withUnsafeMutablePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name -> Int32 in
            guard unsafe bind(descriptor, name, size) == 0 else { return -1 }
            return unsafe getsockname(descriptor, name, &size)
        }
    }
    return failed == 0 ? address.sin_port.bigEndian : nil
}

/// The kinds of descriptor that a stream comes through.
enum StreamKind: CaseIterable {
    case unix
    case tcp
    case pipe

    /// Two ends; what is written to the second is read from the first.
    func open() throws -> (read: Int32, write: Int32) {
        var ends: (Int32, Int32) = (-1, -1)
        // SAFETY: a pair of Int32 lies in memory as an array of two.
        let failed = unsafe withUnsafeMutableBytes(of: &ends) { bytes in
            let list = unsafe bytes.assumingMemoryBound(to: Int32.self).baseAddress!
            switch self {
            case .unix: return unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, list)
            case .pipe: return unsafe Glibc.pipe(list)
            case .tcp: return 0
            }
        }
        try #require(failed == 0)
        return self == .tcp ? try Self.connectedTCP() : ends
    }

    private static func connectedTCP() throws -> (read: Int32, write: Int32) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        let port = try #require(boundPort(listener))
        try #require(listen(listener, 1) == 0)
        let writer = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(port)
        // SAFETY: sockaddr_in begins as sockaddr does, and its size is given.
        let failed = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                unsafe connect(writer, name, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(failed == 0)
        let reader = accept(listener, nil, nil)
        try #require(reader >= 0)
        return (reader, writer)
    }
}

/// Writes all of it, however the kernel takes it.
func writeAll(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) {
    unsafe bytes.withUnsafeBytes { raw in
        var done = 0
        while done < raw.count {
            // SAFETY: `done ..<` the end lies inside the slice.
            let written = unsafe write(descriptor, raw.baseAddress! + done, raw.count - done)
            if written <= 0 { return }
            done += written
        }
    }
}
