internal import Synchronization

/// How far a sender has come, for those who answer for it in another thread.
public final class SendProgress: Sendable {
    private let sent = Atomic<UInt64>(0)

    public init() {}

    /// Messages sent, runs before the present one included.
    public var messages: UInt64 { sent.load(ordering: .acquiring) }

    func advance(to messages: UInt64) {
        // Several lines send the same: the furthest counts.
        if messages > self.messages { sent.store(messages, ordering: .releasing) }
    }
}
