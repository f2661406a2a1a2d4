import Capture
import Glibc
import Simulator
import Wire

/// A recording of bytes in a file without a name.
func recording(_ bytes: [UInt8], feed: String? = nil) throws -> Recording {
    var name = Array("/tmp/feedtop-test-XXXXXX".utf8CString)
    // SAFETY: the name is terminated, and the call writes no further.
    let descriptor = unsafe mkstemp(&name)
    unsafe unlink(name)
    defer { _ = close(descriptor) }
    var done = 0
    while done < bytes.count {
        // SAFETY: `done ..<` its end lies inside the array.
        done += unsafe bytes.withUnsafeBytes {
            unsafe write(descriptor, $0.baseAddress! + done, bytes.count - done)
        }
    }
    return try Recording(descriptor, label: "sample", feed: feed)
}

/// A generated day in one of its formats.
func day(
    _ format: FeedGenerator.Format, _ settings: ExchangeSettings = smallDay(),
    content: FeedGenerator.Content = .itch
) throws -> [UInt8] {
    var generator = FeedGenerator(format, settings)
    generator.content = content
    return try generated(generator).bytes
}

/// The messages of a BinaryFILE, its end markers left out.
func records(_ bytes: [UInt8]) -> [[UInt8]] {
    var (all, at): ([[UInt8]], Int) = ([], 0)
    while at + 2 <= bytes.count {
        let length = Int(bytes[at]) << 8 | Int(bytes[at + 1])
        if length > 0 { all.append(Array(bytes[(at + 2)..<(at + 2 + length)])) }
        at += 2 + length
    }
    return all
}

/// A socket on a free port of 127.0.0.1 that waits 5 s at most.
struct LoopbackSocket: ~Copyable {
    let descriptor: Int32
    let port: UInt16

    /// UDP, bound; or TCP, connected to a port.
    init(connectedTo server: UInt16? = nil) throws {
        let kind = server == nil ? SOCK_DGRAM : SOCK_STREAM
        descriptor = socket(AF_INET, Int32(kind.rawValue), 0)
        var address = Self.address(server ?? 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        // SAFETY: sockaddr_in begins as sockaddr does, and its size is given.
        let failed = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw -> Int32 in
                if server != nil { return unsafe connect(descriptor, raw, size) }
                guard unsafe bind(descriptor, raw, size) == 0 else { return -1 }
                return unsafe getsockname(descriptor, raw, &size)
            }
        }
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        var room: Int32 = 8 << 20
        // SAFETY: whole values of the sizes given.
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &room, 4)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &room, 4)
        port = address.sin_port.bigEndian
        if failed != 0 { throw SocketFailure(code: errno) }
    }

    deinit { _ = close(descriptor) }

    /// Hands the descriptor over to somebody who closes it.
    consuming func release() -> Int32 {
        let released = descriptor
        discard self
        return released
    }

    struct SocketFailure: Error {
        var code: Int32
    }

    private static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    /// `nil`: nothing came in time, or the peer is gone.
    func receive(flags: Int32 = 0) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        // SAFETY: the array has as many bytes as are asked for.
        let count = unsafe recv(descriptor, &bytes, bytes.count, flags)
        return count < 0 ? nil : Array(bytes.prefix(count))
    }

    /// Everything up to the peer's end.
    func receiveAll() -> [UInt8] {
        var all: [UInt8] = []
        while let bytes = receive(), !bytes.isEmpty { all += bytes }
        return all
    }

    func send(_ bytes: [UInt8], to port: UInt16? = nil) {
        guard let port else {
            // SAFETY: the array has as many bytes as are told.
            _ = unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            return
        }
        let (address, descriptor) = (Self.address(port), descriptor)
        // SAFETY: sockaddr_in begins as sockaddr does, and its size is given.
        unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                _ = unsafe sendto(
                    descriptor, bytes, bytes.count, 0, raw, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// Closes in such a way that the peer is reset.
    consuming func reset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        // SAFETY: a whole structure of the size given.
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<Glibc.linger>.size))
    }
}
