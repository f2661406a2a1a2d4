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
