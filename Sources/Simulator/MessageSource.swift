/// Messages one after another, each in the bytes of its protocol, without framing.
public protocol MessageSource: ~Copyable {
    /// Appends the next message to `buffer`, which must have room for the longest (64 bytes of an exchange's).
    ///
    /// - Returns: Its byte count; 0 when the day is over, with nothing appended.
    mutating func next(into buffer: inout MessageBuffer) -> Int
    /// When the last message was sent: its own time stamp, nanoseconds since the Unix epoch.
    var timestamp: UInt64 { get }
    /// Messages since the start, or since the last ``restart()``.
    var messages: UInt64 { get }
    /// Goes on from a later moment, as if nothing had happened until then. Times never step back.
    mutating func skip(to timestamp: UInt64)
    /// Begins anew, with empty books and another seed, as after a failure of the sender. The time goes on.
    mutating func restart()
}
