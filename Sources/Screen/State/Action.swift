public import Market

/// What a key asks for in the main view.
public enum Action: Sendable, Equatable {
    case move(Int)
    /// Half pages: ±1 or ±2.
    case moveHalfPages(Int)
    case first, last
    case openSearch
    /// To the next match (+1) or the one before (-1).
    case searchAgain(Int)
    case sort(Int)
    case invert
    /// Pauses a replay, freezes the picture of a live feed.
    case hold
    case speed(faster: Bool)
    case refresh(faster: Bool)
    /// The books are right again, whatever was lost.
    case trust
    case show(SnapshotView)
    /// The view after this one (+1) or before it (-1).
    case nextView(Int)
    /// The next longer stretch of time.
    case span
    case acknowledge
    /// One message further in a paused replay.
    case step
    case nextTheme
    case repaint, help, quit, suspend

    /// `nil`: the key does nothing here.
    public init?(_ key: Key) {
        switch key {
        case .up, .character("k"): self = .move(-1)
        case .down, .character("j"): self = .move(1)
        case .pageUp, .control("B"): self = .moveHalfPages(-2)
        case .pageDown, .control("F"): self = .moveHalfPages(2)
        case .control("U"): self = .moveHalfPages(-1)
        case .control("D"): self = .moveHalfPages(1)
        case .home, .character("g"): self = .first
        case .end, .character("G"): self = .last
        case .character("/"): self = .openSearch
        case .character("n"): self = .searchAgain(1)
        case .character("N"): self = .searchAgain(-1)
        case .character(">"), .function(6): self = .sort(1)
        case .character("<"): self = .sort(-1)
        case .character("I"): self = .invert
        case .character(" "): self = .hold
        case .character("]"): self = .speed(faster: true)
        case .character("["): self = .speed(faster: false)
        case .character("+"), .character("="): self = .refresh(faster: true)
        case .character("-"): self = .refresh(faster: false)
        case .character("t"): self = .trust
        case .character("1"): self = .show(.overview)
        case .character("2"): self = .show(.book)
        case .character("3"): self = .show(.flow)
        case .character("4"): self = .show(.rates)
        case .character("5"): self = .show(.latency)
        case .character("6"): self = .show(.gaps)
        case .character("7"): self = .show(.events)
        case .tab: self = .nextView(1)
        case .character("w"): self = .span
        case .character("a"): self = .acknowledge
        case .character("."): self = .step
        case .character("T"): self = .nextTheme
        case .control("L"): self = .repaint
        case .character("?"), .function(1): self = .help
        case .character("q"), .function(10), .control("C"): self = .quit
        case .control("Z"): self = .suspend
        default: return nil
        }
    }
}
