internal import Wire

/// How far a walk along the lengths of a BinaryFILE came: what any decoder of it has to do at least.
public struct BinaryFileWalk: Sendable, Equatable {
    /// Records with something in them.
    public private(set) var messages: UInt64 = 0
    /// Bytes of whole records.
    public private(set) var bytes = 0

    /// Goes from record to record, and looks into none. A record that is cut ends the walk.
    public init(_ file: RawSpan) {
        var (offset, messages): (Int, UInt64) = (0, 0)
        let last = file.byteCount &- 2
        while offset <= last {
            file.prefetch(behind: offset)
            let length: UInt16 = file.bigEndian(at: offset)
            let next = offset &+ 2 &+ Int(length)
            guard next <= file.byteCount else { break }
            messages &+= length == 0 ? 0 : 1
            offset = next
        }
        self.messages = messages
        bytes = offset
    }
}
