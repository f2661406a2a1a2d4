/// Where a replay is to go.
public enum SeekTarget: Sendable, Equatable {
    case start, end
    /// Feed time, ns since the epoch: the first packet (or message, where there are no packet times) of that time or
    /// later comes next.
    case time(UInt64)
    /// The message with that sequence number comes next; where the transport numbers none, they count from 1.
    case message(UInt64)
}
