internal import CLinux
internal import Glibc

/// Writes small packets to a socket that somebody else reads and closes, without ever waiting. What does not fit is
/// sent with the next packet, so that none is torn.
struct SocketWriter {
    private let descriptor: Int32
    private var unsent: [UInt8] = []

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// A connection that is gone is noticed by whoever reads.
    mutating func send(_ packet: [UInt8]) {
        // A peer that takes nothing gets no second sign of life in the queue.
        if unsent.isEmpty || unsent.count < packet.count { unsent += packet }
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        let sent = unsafe unsent.withUnsafeBytes { bytes in
            // SAFETY: the buffer is the array's own, for the time of the call.
            unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, flags)
        }
        if sent > 0 { unsent.removeFirst(sent) }
    }
}
