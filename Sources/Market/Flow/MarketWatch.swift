/// What is kept of single messages while somebody looks at the details: the tape, the order flow, and one instrument
/// apart. Takes no memory to speak of until it is opened.
struct MarketWatch: ~Copyable {
    /// Whether anything is kept.
    private(set) var isOn = false
    /// The feed whose events are being applied, by its index among all.
    var feed: UInt16 = 0
    var tape = TapeStore()
    var flow = FlowMeter()
    var focus = Focus()

    /// The parts of the tape that the flow view and the book view show.
    var flowIndex = TapeIndex()
    var bookIndex = TapeIndex()
    /// The snapshot that last told of a book.
    var bookSnapshot: UInt64 = 0

    mutating func open() {
        isOn = true
        tape.open()
        flow.open()
        focus.open()
    }
}
