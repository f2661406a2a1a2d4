public import Market

/// What the person at the keyboard has chosen: all that the picture depends on beside the market and the
/// source. A value driven by keys and answers; it knows no terminal and no clock.
public struct ViewState: Sendable {
    /// The next request: moves and searches add up in it until it is sent.
    public var request = SnapshotRequest()
    public var view: SnapshotView {
        get { request.view }
        set { request.view = newValue }
    }
    /// Which stretch of time the view shows: 0 is its shortest. Each view has its own meaning, and three of them.
    public var span = 0
    public var isHelpShown = false
    /// The page of the help that is open, from 0, and how many there were when it was drawn.
    var helpPage = 0
    var helpPages = 1
    /// What is being typed at the foot of the screen; `nil`: keys are commands.
    public var prompt: Prompt?
    var chooser: ColumnChooser?
    /// The table's columns in their order; `nil`: the most important ones that fit.
    public var columns: [TableColumn]?
    /// The last search found nothing.
    public var hasSearchFailed = false
    /// The picture that is held while the market goes on; complete, so that every view can be looked at.
    public var frozen: Snapshot?
    /// The next complete picture is to be held.
    public internal(set) var isFreezing = false
    /// The next complete picture is to be saved, and the one that has come for it.
    var isSaving = false
    var toSave: Snapshot?
    /// A short answer to a key, at the foot of the screen, and for how many seconds.
    public var message: String?
    public var messageSeconds = 2.5
    public var framesPerSecond = 10
    /// The theme that was picked while the program ran, by name; `nil`: none was.
    public var themeName: String?
    /// Widths of the table's figures; they grow with what is shown, so that columns do not jump.
    public var measures = TableMeasures()
    /// Where things stood when they were last drawn.
    var places = ScreenPlaces()
    var beforeSearch: SnapshotRequest?
    /// A key chose a place since the last request was sent, so that request's answer has no say in it.
    var isPlaceChosen = false
    /// Pictures per second were chosen by key.
    var isRateChosen = false
    /// The symbol that was selected when the program last ended, until it is found or another one is selected.
    var wantedSymbol: String?
    /// Rows of the table when it was last looked for, and now.
    var searchedCount: Int?
    var tableCount = 0
    /// Symbol of the selected instrument, once it is known.
    var selectedSymbol: String?
    /// Entries of the view's list that there have been, as the last answer told.
    var listTotal: UInt64?
    /// The stretch of the tape that is kept while it is scrolled; `nil`: the newest is followed.
    var heldTape: HeldTape?
    /// What of the tape is asked for beyond that, and how far it is scrolled on once it is there.
    var tapeWish: TapeWish?
    var pendingRows = 0
    /// Moves in a view whose list or tape has not come yet: they are made when it is there.
    var typedAhead: [Action] = []
    /// Where a replay was last sent, feed time in ns.
    var seekGoal: UInt64?

    public init() {}

    /// What the loop has to do beyond drawing.
    public enum Effect: Sendable, Equatable {
        case none
        /// The request changed: send it soon.
        case ask
        case quit, suspend, repaint, nextTheme, togglePause, trustBooks, acknowledge, resetCounters
        case step(messages: Int)
        case seek(SeekTarget)
        case changeSpeed(faster: Bool)
    }

    /// Puts a line at the foot of the screen.
    public mutating func say(_ text: String, seconds: Double = 2.5) {
        message = text
        messageSeconds = seconds
    }

    public mutating func clearMessage() { message = nil }

    /// One key, while `newest` is the latest picture.
    public mutating func handle(_ key: Key, showing newest: Snapshot, _ status: SourceStatus) -> Effect {
        clearMessage()
        switch key {
        case .control("Z"): return .suspend
        case .control("C"): return .quit
        case .control("L"): return .repaint
        default: break
        }
        if prompt != nil { return type(key, showing: newest, status) }
        if chooser != nil { return choose(key) }
        if isHelpShown { return turnHelp(key) }
        if case .mouse(let event) = key { return point(event, showing: newest) }
        guard let action = Action(key) else { return .none }
        return act(action, showing: newest, status)
    }

    private mutating func act(_ action: Action, showing newest: Snapshot, _ status: SourceStatus) -> Effect {
        switch action {
        case .move, .moveHalfPages, .first, .last: return moveOrWait(action, newest)
        case .follow: return follow()
        case .open: return open()
        case .back: return view == .overview ? .none : show(.overview)
        case .openSearch, .openFilter, .openGoTo: return openPrompt(action, status)
        case .searchAgain(let direction): return searchAgain(direction)
        case .sort(let steps): return sort(steps)
        case .invert: return invert()
        case .columns: return openColumns()
        case .hold: return hold(status)
        case .speed(let faster): return changeSpeed(faster: faster, status)
        case .skip(let seconds): return skip(seconds, newest, status)
        case .step: return step(status)
        case .refresh(let faster): return refresh(faster: faster)
        case .help:
            isHelpShown = true
            helpPage = 0
            return .none
        case .trust: return trust(newest)
        case .show(let view): return show(view)
        case .nextView(let steps): return show(view.next(steps))
        case .span:
            span = (span + 1) % 3
            return .ask
        case .nextTheme: return .nextTheme
        case .acknowledge:
            guard newest.alerts.open > 0 else {
                say("no alert waits to be acknowledged")
                return .none
            }
            return .acknowledge
        case .save: return save()
        case .lineLosses: return toggleLineLosses()
        case .resetCounters:
            if frozen != nil { return refuse(Self.heldReason) }
            prompt = Prompt(.reset)
            return .none
        case .repaint: return .repaint
        case .quit: return .quit
        case .suspend: return .suspend
        }
    }

    mutating func show(_ view: SnapshotView) -> Effect {
        self.view = view
        hasSearchFailed = false
        _ = follow()
        return .ask
    }

    /// Of a held picture only one instrument's book is there.
    private mutating func open() -> Effect {
        guard view == .overview else { return .none }
        if let frozen, let row = frozen.book.row, let selected = request.selected, selected != row.key {
            say("frozen with the book of \(row.symbol) only; Space lets it go on")
        }
        return show(.book)
    }

    private mutating func trust(_ snapshot: Snapshot) -> Effect {
        guard snapshot.feeds.contains(where: \.isSuspect) else {
            say("no book is suspect")
            return .none
        }
        say("the books count as right again, until the next loss")
        return .trustBooks
    }

    private mutating func refresh(faster: Bool) -> Effect {
        let steps = [1, 2, 5, 10, 20, 30, 60]
        let next = faster ? steps.first { $0 > framesPerSecond } : steps.last { $0 < framesPerSecond }
        framesPerSecond = next ?? framesPerSecond
        isRateChosen = true
        say("up to \(framesPerSecond) pictures a second")
        return .none
    }

    private mutating func toggleLineLosses() -> Effect {
        guard view == .gaps else {
            return refuse("o lists what one line lost and another had, in the Gaps view (6)")
        }
        request.showsLineLosses.toggle()
        return follow()
    }

    /// The ledger is the one thing that there is to save.
    private mutating func save() -> Effect {
        guard view == .gaps else {
            say("s saves the ledger, in the Gaps view (6)")
            return .none
        }
        if let frozen {
            toSave = frozen
            return .none
        }
        isSaving = true
        return .ask
    }

    /// The picture to save now, once.
    mutating func takeSave() -> Snapshot? {
        defer { toSave = nil }
        return toSave
    }
}

/// Where on the screen things were drawn, for the mouse, and what was there to choose from.
struct ScreenPlaces: Sendable {
    /// Row of the views' names.
    var tabRow: Int?
    /// Columns of the screen.
    var width = 0
    /// The rows of the instrument table, without its heading.
    var table: Area?
    /// The columns that the table showed.
    var columns: [TableColumn] = []
}
