public import Market

/// What a key asks for while nothing is open over the view.
public enum Action: Sendable, Equatable {
    case move(Int)
    /// Half pages: ±1 or ±2.
    case moveHalfPages(Int)
    case first, last
    /// Back to the newest, and on with it.
    case follow
    /// The selected instrument in full.
    case open
    /// Out of what is open; at last to the overview.
    case back
    case openSearch, openFilter, openGoTo
    /// To the next match (+1) or the one before (-1).
    case searchAgain(Int)
    case sort(Int)
    case invert
    case columns
    /// Pauses a replay, freezes the picture of a live feed.
    case hold
    case speed(faster: Bool)
    /// So many seconds of a replay on, or back.
    case skip(Int)
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
    /// Writes what the view shows into a file.
    case save
    /// Lists what one line lost and another had, or folds it.
    case lineLosses
    /// Counters and peaks begin anew, once that is confirmed.
    case resetCounters
    case repaint, help, quit, suspend

    /// `nil`: the key does nothing here.
    public init?(_ key: Key) {
        switch key {
        case .character(let letter):
            guard let action = Self(letter: letter) else { return nil }
            self = action
        case .up: self = .move(-1)
        case .down: self = .move(1)
        case .left: self = .skip(-10)
        case .right: self = .skip(10)
        case .pageUp, .control("B"): self = .moveHalfPages(-2)
        case .pageDown, .control("F"): self = .moveHalfPages(2)
        case .control("U"): self = .moveHalfPages(-1)
        case .control("D"): self = .moveHalfPages(1)
        case .home: self = .first
        case .end: self = .last
        case .enter: self = .open
        case .escape: self = .back
        case .tab: self = .nextView(1)
        case .backTab: self = .nextView(-1)
        case .function(1): self = .help
        case .function(2): self = .columns
        case .function(4): self = .openFilter
        case .function(6): self = .sort(1)
        case .function(10), .control("C"): self = .quit
        case .control("L"): self = .repaint
        case .control("R"): self = .resetCounters
        case .control("Z"): self = .suspend
        default: return nil
        }
    }

    private init?(letter: Unicode.Scalar) {
        switch letter {
        case "k": self = .move(-1)
        case "j": self = .move(1)
        case "h": self = .skip(-10)
        case "l": self = .skip(10)
        case "g": self = .first
        case "G": self = .last
        case "F": self = .follow
        case "/": self = .openSearch
        case "\\": self = .openFilter
        case ":": self = .openGoTo
        case "n": self = .searchAgain(1)
        case "N": self = .searchAgain(-1)
        case ">": self = .sort(1)
        case "<": self = .sort(-1)
        case "I": self = .invert
        case "C": self = .columns
        case " ": self = .hold
        case ".": self = .step
        case "]": self = .speed(faster: true)
        case "[": self = .speed(faster: false)
        case "+", "=": self = .refresh(faster: true)
        case "-": self = .refresh(faster: false)
        case "t": self = .trust
        case "a": self = .acknowledge
        case "s": self = .save
        case "o": self = .lineLosses
        case "w": self = .span
        case "T": self = .nextTheme
        case "?": self = .help
        case "q": self = .quit
        case "1"..."9":
            let views = SnapshotView.allCases
            let index = Int(letter.value) - 0x31
            guard index < views.count else { return nil }
            self = .show(views[index])
        default: return nil
        }
    }
}
