public import Market

/// What the person at the keyboard has chosen: all that the picture depends on beside the market and the
/// source.
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
    /// The text typed after `/`; `nil`: nobody is searching.
    public var prompt: String?
    /// The last search found nothing.
    public var hasSearchFailed = false
    /// The picture that is held while the market goes on.
    public var frozen: Snapshot?
    /// A short answer to a key, at the foot of the screen.
    public var message: String?
    public var framesPerSecond = 10
    /// Widths of the table's figures; they grow with what is shown, so that columns do not jump.
    public var measures = TableMeasures()
    private var beforeSearch: SnapshotRequest?
    /// A key chose a place since the last request was sent, so that request's answer has no say in it.
    private var isPlaceChosen = false

    public init() {}

    /// What the loop has to do beyond drawing.
    public enum Effect: Sendable, Equatable {
        case none
        /// The request changed: send it soon.
        case ask
        case quit, suspend, repaint, nextTheme, togglePause, trustBooks, acknowledge
        case step(messages: Int)
        case seek(SeekTarget)
        case changeSpeed(faster: Bool)
    }

    /// One key, while `snapshot` is shown.
    public mutating func handle(_ key: Key, showing snapshot: Snapshot, _ status: SourceStatus) -> Effect {
        message = nil
        let action = Action(key)
        if action == .suspend { return .suspend }
        if key == .control("C") { return .quit }
        if prompt != nil { return type(key, showing: snapshot) }
        if isHelpShown {
            isHelpShown = false
            return action == .repaint ? .repaint : .none
        }
        guard let action else { return .none }
        if frozen != nil, let effect = handleFrozen(action) { return effect }
        switch action {
        case .move(let rows): return move(rows)
        case .moveHalfPages(let halves): return move(halves * max(1, snapshot.request.rowCount / 2))
        case .first:
            request.selected = nil
            request.firstRow = 0
            request.move = 0
            isPlaceChosen = true
            return .ask
        case .last: return move(max(snapshot.instrumentCount, 1 << 20))
        case .openSearch:
            prompt = ""
            beforeSearch = request
            hasSearchFailed = false
            return .none
        case .searchAgain(let direction):
            guard !request.pattern.isEmpty else {
                message = "nothing to search for yet; / starts a search"
                return .none
            }
            request.search = direction
            return .ask
        case .sort(let step):
            let keys = TableColumn.allCases
            let index = keys.firstIndex(of: request.sort) ?? 0
            request.sort = keys[(index + step + keys.count) % keys.count]
            request.isInverted = false
            return .ask
        case .invert:
            request.isInverted.toggle()
            return .ask
        case .hold: return hold(snapshot, status)
        case .speed(let faster): return status.kind == .replay ? .changeSpeed(faster: faster) : .none
        case .refresh(let faster): return refresh(faster: faster)
        case .help:
            isHelpShown = true
            return .none
        case .trust: return trust(snapshot)
        case .show(let view): return show(view)
        case .nextView(let steps): return show(view.next(steps))
        case .span:
            span = (span + 1) % 3
            return .ask
        case .acknowledge: return .acknowledge
        case .step: return status.kind == .replay ? .step(messages: 1) : .none
        case .nextTheme: return .nextTheme
        case .repaint: return .repaint
        case .quit: return .quit
        case .suspend: return .suspend
        }
    }

    private mutating func show(_ view: SnapshotView) -> Effect {
        self.view = view
        request.listFirst = 0
        request.tapeEnd = nil
        return .ask
    }

    private mutating func trust(_ snapshot: Snapshot) -> Effect {
        guard snapshot.feeds.contains(where: \.isSuspect) else {
            message = "no book is suspect"
            return .none
        }
        message = "the books count as right again, until the next loss"
        return .trustBooks
    }

    /// Takes over what came out of a request that was sent as `sent`.
    public mutating func adopt(_ answer: Snapshot, sent: SnapshotRequest) {
        if sent.search != 0 { hasSearchFailed = answer.searchFailed }
        let isPinned = sent.selected != nil || sent.move != 0 || (sent.search != 0 && !answer.searchFailed)
        if isPlaceChosen { return }
        if isPinned { request.selected = answer.request.selected }
        request.firstRow = answer.request.firstRow
    }

    /// The request to send now; what it moves or searches is done with it.
    public mutating func takeRequest() -> SnapshotRequest {
        let taken = request
        request.move = 0
        request.search = 0
        isPlaceChosen = false
        return taken
    }

    private mutating func move(_ rows: Int) -> Effect {
        request.move = max(-1 << 40, min(1 << 40, request.move + rows))
        return .ask
    }

    private mutating func hold(_ snapshot: Snapshot, _ status: SourceStatus) -> Effect {
        if status.kind == .replay { return .togglePause }
        frozen = frozen == nil ? snapshot : nil
        return .ask
    }

    /// While the picture is held the selection moves on what is held; asking the market would change the
    /// picture.
    private mutating func handleFrozen(_ action: Action) -> Effect? {
        guard var held = frozen else { return nil }
        let halfPage = max(1, held.rows.count / 2)
        let step: Int
        switch action {
        case .move(let rows): step = rows
        case .moveHalfPages(let halves): step = halves * halfPage
        case .first: step = -held.rows.count
        case .last: step = held.rows.count
        case .openSearch, .searchAgain, .sort, .invert:
            message = "frozen; Space lets it go on"
            return Effect.none
        default: return nil
        }
        let index = held.rows.firstIndex { $0.key == held.request.selected } ?? 0
        if !held.rows.isEmpty {
            held.request.selected = held.rows[max(0, min(held.rows.count - 1, index + step))].key
            request.selected = held.request.selected
        }
        frozen = held
        return Effect.none
    }

    private mutating func refresh(faster: Bool) -> Effect {
        let steps = [1, 2, 5, 10, 20, 30, 60]
        let next = faster ? steps.first { $0 > framesPerSecond } : steps.last { $0 < framesPerSecond }
        framesPerSecond = next ?? framesPerSecond
        message = "up to \(framesPerSecond) pictures a second"
        return .none
    }
}

extension ViewState {
    /// The search prompt: each letter searches anew from where the search began.
    private mutating func type(_ key: Key, showing snapshot: Snapshot) -> Effect {
        switch key {
        case .escape:
            prompt = nil
            hasSearchFailed = false
            if let beforeSearch {
                request.selected = beforeSearch.selected
                request.firstRow = beforeSearch.firstRow
                request.pattern = beforeSearch.pattern
                request.search = 0
                isPlaceChosen = true
            }
            return .ask
        case .enter:
            if prompt?.isEmpty == true { request.pattern = beforeSearch?.pattern ?? "" }
            prompt = nil
            return .none
        case .backspace, .delete:
            if prompt?.isEmpty == true { return type(.escape, showing: snapshot) }
            prompt?.removeLast()
        case .control("U"): prompt = ""
        case .character(let scalar):
            guard let typed = prompt, typed.utf8.count < 24 else { return .none }
            prompt = typed + String(Character(scalar))
        case .up, .down:
            request.search = key == .up ? -1 : 1
            return request.pattern.isEmpty ? .none : .ask
        default: return .none
        }
        request.pattern = prompt ?? ""
        request.selected = beforeSearch?.selected
        request.firstRow = beforeSearch?.firstRow ?? 0
        request.search = request.pattern.isEmpty ? 0 : 1
        isPlaceChosen = true
        hasSearchFailed = false
        return .ask
    }
}
