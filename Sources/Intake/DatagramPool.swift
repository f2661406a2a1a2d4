internal import CLinux
internal import Wire

/// Buffers for a batch of datagrams, allocated once and reused, with what the kernel tells of each.
@safe
struct DatagramPool: ~Copyable {
    private let pool: OpaquePointer

    /// - Parameters:
    ///   - slots: Datagrams taken by one system call.
    ///   - size: Bytes of each buffer.
    init(slots: Int, size: Int) {
        guard let made = unsafe linux_datagram_pool_make(UInt32(slots), UInt32(size)) else {
            preconditionFailure("no memory for \(slots) receive buffers of \(size) bytes")
        }
        unsafe pool = made
    }

    deinit { unsafe linux_datagram_pool_free(pool) }

    /// Takes what has arrived on a socket without waiting: how many datagrams, or -1 with `errno`.
    func receive(_ socket: Int32) -> Int { Int(unsafe linux_datagram_pool_receive(pool, socket)) }

    /// One datagram of the last batch.
    func datagram(_ index: Int) -> ReceivedDatagram {
        unsafe ReceivedDatagram(linux_datagram_pool_get(pool, UInt32(index)))
    }

    /// Its bytes, in place; valid until the next `receive`.
    @_lifetime(borrow self)
    borrowing func bytes(of datagram: ReceivedDatagram) -> RawSpan {
        // SAFETY: the pool, which this value owns, holds that many bytes there until the next `receive`.
        let span = unsafe RawSpan(_unsafeStart: datagram.start, byteCount: datagram.count)
        return unsafe _overrideLifetime(span, borrowing: self)
    }
}

/// What the kernel told of one datagram.
@safe
struct ReceivedDatagram {
    fileprivate let start: UnsafeRawPointer
    let count: Int
    /// Kernel time stamp, ns since the epoch; 0: none.
    let received: UInt64
    /// Datagrams dropped on this socket so far; `nil`: the kernel did not say.
    let drops: UInt32?
    /// Which of the sockets it came on.
    let line: UInt8 = 0

    fileprivate init(_ datagram: linux_datagram) {
        unsafe start = UnsafeRawPointer(datagram.bytes)
        count = Int(unsafe datagram.count)
        received = unsafe datagram.received
        drops = unsafe datagram.has_drops != 0 ? datagram.drops : nil
    }
}
