/// Which instruments the table shows, and which messages the tape: a condition in the filter language.
public struct Filter: Sendable, Equatable {
    /// As it was typed.
    public let text: String

    /// - Throws: What is wrong, where (column from 1), and what would be right.
    public init(_ text: String) throws(FilterError) {
        self.text = text
    }

    func matches(_ row: InstrumentRow, feedName: String) -> Bool { true }
    func matches(_ entry: TapeEntry, feedName: String) -> Bool { true }
}

/// Why a filter cannot be understood.
public struct FilterError: Error, Equatable, CustomStringConvertible {
    /// Column of the text, from 1.
    public var column: Int
    /// What is wrong and what would be right, without the place.
    public var reason: String
    public init(column: Int, reason: String) {
        self.column = column
        self.reason = reason
    }
    public var description: String { "filter, column \(column): \(reason)" }
}
