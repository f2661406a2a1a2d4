internal import CLinux
internal import Glibc

/// The sockets of one feed: its lines, A first, and what a request server answers to.
struct UDPLines: ~Copyable {
    private(set) var descriptors: [Int32] = []

    init() {}

    /// Opens every line.
    init(_ addresses: [UDPAddress]) throws(IntakeError) {
        self.init()
        for address in addresses { append(try UDPSocket(address)) }
    }

    deinit { for descriptor in descriptors { close(descriptor) } }

    var count: Int { descriptors.count }

    mutating func append(_ socket: consuming UDPSocket) { descriptors.append(socket.release()) }

    /// Takes over the socket that a request server answers to.
    mutating func append(_ requester: GapRequester) { descriptors.append(requester.descriptor) }

    /// Sleeps until something has come on a line, at most so long (-1: for ever).
    ///
    /// - Returns: `false` when asked to stop.
    func wait(_ stop: StopSignal, milliseconds: Int32) -> Bool {
        if count == 1 { return stop.waitUntilReadable(descriptors[0], milliseconds: milliseconds) }
        return stop.waitUntilReadable(descriptors, milliseconds: milliseconds)
    }

    /// Whether an error is only what became of a datagram that was sent, as the network told it (ICMP): the request
    /// server does not answer, and nothing is wrong with receiving.
    static func isRequestRefused(_ code: Int32) -> Bool {
        switch code {
        case ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENONET, ENOPROTOOPT, EOPNOTSUPP, EPROTO,
            EMSGSIZE, EACCES:
            true
        default: false
        }
    }

    /// Datagrams that the kernel has dropped on a line so far, by `SO_MEMINFO`.
    func kernelDrops(_ line: Int) -> UInt32? {
        var counts = InlineArray<9, UInt32>(repeating: 0)
        var size = socklen_t(MemoryLayout<InlineArray<9, UInt32>>.size)
        // SAFETY: the option fills at most so many bytes.
        let failed = unsafe withUnsafeMutableBytes(of: &counts) { bytes in
            unsafe getsockopt(descriptors[line], SOL_SOCKET, 55, bytes.baseAddress, &size)
        }
        return failed == 0 && size == 36 ? counts[8] : nil
    }
}
