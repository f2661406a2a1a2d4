internal import Wire

/// Datagrams from the sockets of one feed, as one technique takes them from the kernel.
///
/// The sockets are the feed's lines, A first, and behind them, where there is one, the socket that a request server
/// answers to. A batch is in the order of reception by the kernel's time stamps, whichever socket a datagram came on.
protocol DatagramIntake: ~Copyable {
    /// Takes what has arrived, without waiting: how many datagrams (0: none). The batch before is gone then.
    mutating func receive() throws(IntakeError) -> Int
    /// One datagram of the batch.
    func datagram(_ index: Int) -> ReceivedDatagram
    /// Its bytes, in place; the borrow ends before the next ``receive()``.
    @_lifetime(borrow self)
    borrowing func bytes(of datagram: ReceivedDatagram) -> RawSpan
    /// Sleeps until something may have come, at most so long (-1: for ever).
    ///
    /// - Returns: `false` when asked to stop.
    mutating func wait(_ stop: StopSignal, milliseconds: Int32) -> Bool
    /// System calls made so far.
    var systemCalls: UInt64 { get }
    /// Datagrams too long for their buffer, which are not handed out.
    var truncated: UInt64 { get }
    /// Datagrams that the kernel has dropped on a socket so far (wraps); `nil`: it does not say.
    func kernelDrops(_ line: Int) -> UInt32?
}
