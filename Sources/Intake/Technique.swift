/// How bytes get from the kernel to the decoder: the techniques of the reference design.
public enum Technique: String, Sendable, CaseIterable {
    /// One system call a datagram (streams: plain `read`), copied twice before it is parsed.
    case copying
    /// `recvmmsg` (streams: `readv` into the two ends of a ring buffer), copied once before it is parsed.
    case vectored
    /// The same calls, parsed where the kernel put the bytes.
    case inPlace = "in-place"
    /// Multishot receive into a registered buffer ring, parsed where the kernel put the bytes.
    case ioUring = "io-uring"
    /// The best that this kernel allows.
    case auto
}
