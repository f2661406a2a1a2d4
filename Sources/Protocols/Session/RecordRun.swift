/// How far a codec went through a run of records.
@frozen
public struct RecordRun: Sendable, Equatable {
    /// Records decoded.
    public var count: Int
    /// Where the next one begins.
    public var offset: Int

    @inlinable
    public init(count: Int = 0, offset: Int) {
        self.count = count
        self.offset = offset
    }
}
