internal import CLinux

/// What the kernel told of one datagram.
@safe
struct ReceivedDatagram {
    private let told: linux_datagram

    init(_ told: linux_datagram) { unsafe self.told = told }

    var count: Int { Int(unsafe told.count) }
    /// Kernel time stamp, ns since the epoch; 0: none.
    var received: UInt64 { unsafe told.received }
    /// Datagrams dropped on this socket so far; `nil`: the kernel did not say. Of datagrams that came joined (`UDP_GRO`)
    /// the kernel counts a dropped buffer as one.
    var drops: UInt32? { unsafe told.flags & linux_datagram_has_drops != 0 ? told.drops : nil }
    /// Which of the sockets it came on.
    var line: UInt8 { unsafe told.line }

    /// Its bytes. For the intake alone, which knows how long they stay there.
    @unsafe var memory: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: told.bytes, count: count)
    }
}
