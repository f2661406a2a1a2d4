/// Holds a session in one place, so that those who know its decoder by value share it.
public final class SessionBox<Session: ~Copyable> {
    @usableFromInline var session: Session
    @inlinable init(_ session: consuming Session) { self.session = session }
}
