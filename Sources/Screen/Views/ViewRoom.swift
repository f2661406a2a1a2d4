/// How much a view has room for: what the next request asks for.
struct ViewRoom: Equatable {
    /// Rows of the instrument table.
    var rows = 0
    /// Levels of the book on each side.
    var depth = 0
    /// Messages of the tape.
    var tape = 0
    /// Entries of the list of gaps or events.
    var list = 0
    /// Where the rows of the instrument table stand, without their heading: what a click selects.
    var table: Area?
}
