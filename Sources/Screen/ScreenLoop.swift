import Glibc
import Market

/// The loop of the screen: waits for keys, answers, signals and the next picture's time, all in one `poll`.
struct ScreenLoop<Source: ScreenSource> {
    private let source: Source
    private var state = ViewState()
    private var snapshot = Snapshot()
    private var decoder = KeyDecoder()
    private var size: (rows: Int, columns: Int)
    /// What was asked and not answered yet.
    private var asked: SnapshotRequest?
    private var askedAt: UInt64 = 0
    private var nextRequest: UInt64 = 0
    private var escapeDeadline = UInt64.max
    private var messageDeadline = UInt64.max
    private var isDirty = true
    private var budget = OutputBudget()
    private var courtesy = Courtesy()
    /// When the thread last woke.
    private var woken = monotonicNanoseconds()
    private var themes: ThemeWatch
    private let hasBell: Bool
    /// Alerts that the bell has rung for.
    private var heard: UInt64 = 0

    private static var millisecond: UInt64 { 1_000_000 }

    init(_ source: Source, _ options: ScreenOptions, size: (rows: Int, columns: Int)) {
        self.source = source
        self.size = size
        state.framesPerSecond = max(1, min(60, options.framesPerSecond))
        state.request.rowCount = size.rows
        themes = ThemeWatch(options.choice)
        hasBell = options.hasBell
        if let file = options.layout {
            state.restore(file.layout.of(source: source.status.source))
            if let problem = file.problem { state.say(problem, seconds: 10) }
        }
        if let notice = options.notice { state.say(notice, seconds: 10) }
        timeMessage()
    }

    /// How the screen was left, to begin the next run with.
    func layout(after before: Layout) -> Layout { state.layout(after: before, of: source.status.source) }

    mutating func run(_ terminal: inout Terminal) throws(ScreenError) -> ScreenExit {
        defer { courtesy.end() }
        while true {
            let now = monotonicNanoseconds()
            expire(now)
            if let changed = themes.look(now) { take(changed, &terminal, seconds: 10) }
            if !terminal.isBusy {
                ask(now)
                if isDirty { draw(&terminal) }
            }
            if !terminal.pump() { return .signal(SIGHUP) }
            let events = wait(terminal)
            if events.signals, let exit = try heed(terminal.takeSignals(), &terminal) { return exit }
            if events.isAnswered { takeAnswer(&terminal) }
            if events.keys {
                guard let bytes = terminal.read() else { return .signal(SIGHUP) }
                if let exit = try type(decoder.decode(bytes), &terminal) { return exit }
                escapeDeadline = decoder.isWaiting ? monotonicNanoseconds() + 40 * Self.millisecond : .max
            } else if events.isGone {
                return .signal(SIGHUP)
            }
            if escapeDeadline <= monotonicNanoseconds() {
                escapeDeadline = .max
                if let exit = try type(decoder.flush(), &terminal) { return exit }
            }
        }
    }

    /// When to ask for the next picture: at once for a key, else when it is time and the budget allows it.
    private var due: UInt64 { nextRequest == 0 ? 0 : max(nextRequest, budget.nextPicture(after: askedAt)) }

    /// Sends the request when it is time for the next picture. One is on its way at a time, so that no move
    /// is lost; an answer that does not come within a second is asked for again.
    private mutating func ask(_ now: UInt64) {
        guard now >= due, asked == nil || now - askedAt > 1000 * Self.millisecond else { return }
        var request = state.takeRequest()
        if let lost = asked {
            request.move += lost.move
            if request.search == 0, !lost.isExact { request.search = lost.search }
        }
        source.request(request)
        asked = request
        askedAt = now
        nextRequest = now + 1000 * Self.millisecond / UInt64(state.framesPerSecond)
    }

    private mutating func takeAnswer(_ terminal: inout Terminal) {
        guard source.take(into: &snapshot) else { return }
        if let asked, state.adopt(snapshot, sent: asked) { nextRequest = 0 }
        asked = nil
        isDirty = true
        saveWhatIsAsked()
        if hasBell, snapshot.alerts.raisedCount > heard { terminal.ring() }
        // It falls when a replay begins anew.
        heard = snapshot.alerts.raisedCount
    }

    private mutating func saveWhatIsAsked() {
        guard let picture = state.takeSave() else { return }
        let report = GapReport.text(picture, source.status)
        state.say(GapFile.save(report, at: picture.hostClock), seconds: 10)
        timeMessage()
    }

    private mutating func timeMessage() {
        guard state.message != nil else {
            messageDeadline = .max
            return
        }
        messageDeadline = monotonicNanoseconds() + UInt64(state.messageSeconds * 1000) * Self.millisecond
    }

    private mutating func draw(_ terminal: inout Terminal) {
        var grid = Grid(rows: size.rows, columns: size.columns, isASCII: terminal.isASCII)
        let before = state.request
        Picture.draw(snapshot, source.status, &state, into: &grid)
        if state.request != before { nextRequest = 0 }
        let bytes = terminal.show(grid)
        budget.adapt(rows: size.rows, columns: size.columns, framesPerSecond: state.framesPerSecond)
        if bytes > 0 { budget.spend(bytes, at: monotonicNanoseconds()) }
        isDirty = false
    }

    /// What time alone changes.
    private mutating func expire(_ now: UInt64) {
        guard messageDeadline <= now else { return }
        messageDeadline = .max
        state.clearMessage()
        isDirty = true
    }

    private struct Events {
        var keys = false
        var isGone = false
        var isAnswered = false
        var signals = false
    }

    private mutating func wait(_ terminal: borrowing Terminal) -> Events {
        let gone = Int16(POLLHUP | POLLERR | POLLNVAL)
        let output = terminal.isBusy ? Int16(POLLOUT) : 0
        var pollers = [
            pollfd(fd: terminal.descriptor, events: Int16(POLLIN) | output, revents: 0),
            pollfd(fd: source.readyDescriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: terminal.signalDescriptor, events: Int16(POLLIN), revents: 0),
        ]
        let now = monotonicNanoseconds()
        var deadline = min(escapeDeadline, messageDeadline, themes.deadline)
        if !terminal.isBusy {
            deadline = min(deadline, asked == nil ? due : askedAt + 1001 * Self.millisecond)
        }
        // A picture takes a millisecond or two; more, and somebody else was let run.
        let worked = now - woken
        let left = deadline == .max ? 60_000 * Self.millisecond : deadline > now ? deadline - now : 0
        // Rounded up, or the last millisecond would be spent awake.
        let timeout = Int32(min(60_000, (left + Self.millisecond - 1) / Self.millisecond))
        // SAFETY: the buffer is the array's own, for the time of the call.
        let count = unsafe pollers.withUnsafeMutableBufferPointer { unsafe poll($0.baseAddress, 3, timeout) }
        woken = monotonicNanoseconds()
        let overslept = count == 0 ? woken - min(woken, now + UInt64(timeout) * Self.millisecond) : 0
        courtesy.note(late: max(worked, overslept), at: woken)
        guard count > 0 else { return Events() }
        return Events(
            keys: pollers[0].revents & Int16(POLLIN) != 0, isGone: pollers[0].revents & gone != 0,
            isAnswered: pollers[1].revents & Int16(POLLIN) != 0,
            signals: pollers[2].revents & Int16(POLLIN) != 0)
    }

    private mutating func type(_ keys: [Key], _ terminal: inout Terminal) throws(ScreenError) -> ScreenExit? {
        for key in keys {
            isDirty = true
            switch state.handle(key, showing: snapshot, source.status) {
            case .none: break
            case .ask: nextRequest = 0
            case .quit: return .quit
            case .suspend: try terminal.suspend()
            case .repaint:
                state.measures = TableMeasures()
                terminal.repaint()
            case .nextTheme: changeTheme(&terminal)
            case .togglePause:
                source.togglePause()
                nextRequest = 0
            case .trustBooks:
                source.trustBooks()
                nextRequest = 0
            case .acknowledge:
                source.acknowledgeAlerts()
                nextRequest = 0
            case .resetCounters:
                source.resetCounters()
                nextRequest = 0
            case .step(let messages):
                source.step(messages: messages)
                nextRequest = 0
            case .seek(let target):
                source.seek(target)
                nextRequest = 0
            case .changeSpeed(let faster):
                source.changeSpeed(faster: faster)
                nextRequest = 0
            }
            saveWhatIsAsked()
            timeMessage()
        }
        return nil
    }

    private mutating func heed(_ signals: [Int32], _ terminal: inout Terminal) throws(ScreenError)
        -> ScreenExit?
    {
        for signal in signals {
            switch signal {
            case SIGTERM, SIGHUP, SIGINT: return .signal(signal)
            case SIGTSTP: try terminal.suspend()
            case SIGCONT: try terminal.enter()
            default: break
            }
            // After any of them the terminal may have another size.
            let now = terminal.size
            if now != size || signal == SIGWINCH {
                size = now
                state.measures = TableMeasures()
            }
            terminal.repaint()
            isDirty = true
        }
        return nil
    }
}

extension ScreenLoop {
    /// The theme after the one shown. One that is wrong is told, and shown by its name all the same, so that the next
    /// key goes on to the one behind it.
    private mutating func changeTheme(_ terminal: inout Terminal) {
        let choices = ThemeChoice.all()
        guard let next = ThemeChoice.next(after: themes.choice.name, among: choices) else { return }
        themes = ThemeWatch(next)
        state.themeName = next.name
        do throws(ThemeError) { take(.success(try next.load()), &terminal, seconds: 2) } catch {
            take(.failure(error), &terminal, seconds: 10)
        }
    }

    /// Takes a theme's looks over and says so; of a file that is wrong only what is wrong with it.
    private mutating func take(
        _ result: Result<ThemeFile, ThemeError>, _ terminal: inout Terminal, seconds: Double
    ) {
        switch result {
        case .success(let file):
            terminal.use(file.theme)
            state.say(file.warnings.first ?? "theme \(file.theme.name)", seconds: seconds)
        case .failure(let error): state.say(error.brief, seconds: seconds)
        }
        timeMessage()
        isDirty = true
    }
}
