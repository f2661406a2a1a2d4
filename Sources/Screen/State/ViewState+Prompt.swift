import Market

/// The lines typed at the foot of the screen: search, filter, go to. Escape always leaves them, with everything as it
/// was.
extension ViewState {
    mutating func openPrompt(_ action: Action, _ status: SourceStatus) -> Effect {
        switch action {
        case .openSearch:
            if frozen != nil { return refuse(Self.heldReason) }
            prompt = Prompt(.search)
            beforeSearch = request
            hasSearchFailed = false
        case .openFilter:
            if frozen != nil { return refuse(Self.heldReason) }
            prompt = Prompt(.filter, text: request.filter?.text ?? "")
        default:
            guard status.kind == .replay else {
                return refuse("a live feed cannot be moved in time; : is for replays")
            }
            if status.phase == .failed { return refuse("the source failed; there is nowhere to go") }
            prompt = Prompt(.goTo)
        }
        return .none
    }

    static var heldReason: String { "frozen; Space lets it go on" }

    mutating func searchAgain(_ direction: Int) -> Effect {
        if frozen != nil { return refuse(Self.heldReason) }
        guard !request.pattern.isEmpty else { return refuse("nothing to search for yet; / starts a search") }
        request.search = direction
        wantedSymbol = nil
        return .ask
    }

    mutating func type(_ key: Key, showing newest: Snapshot, _ status: SourceStatus) -> Effect {
        guard let kind = prompt?.kind else { return .none }
        switch kind {
        case .search: return typeSearch(key)
        case .filter: return typeFilter(key)
        case .goTo: return typeGoTo(key, newest, status)
        case .reset: return answerReset(key)
        }
    }

    /// Only a plain yes resets.
    private mutating func answerReset(_ key: Key) -> Effect {
        prompt = nil
        guard key == .character("y") || key == .character("Y") else {
            say("nothing was reset")
            return .none
        }
        _ = follow()
        say("counters, peaks, ledger, alerts and events begin anew; books and states stay")
        return .resetCounters
    }

    /// Each letter searches anew from where the search began.
    private mutating func typeSearch(_ key: Key) -> Effect {
        switch key {
        case .escape: return leaveSearch()
        case .enter:
            if prompt?.isEmpty == true { request.pattern = beforeSearch?.pattern ?? "" }
            prompt = nil
            return .none
        case .backspace where prompt?.isEmpty == true: return leaveSearch()
        case .up, .down:
            guard !request.pattern.isEmpty else { return .none }
            request.search = key == .up ? -1 : 1
            return .ask
        default: break
        }
        guard prompt?.edit(key) == true else { return .none }
        request.pattern = prompt?.text ?? ""
        request.selected = beforeSearch?.selected
        request.firstRow = beforeSearch?.firstRow ?? 0
        request.search = request.pattern.isEmpty ? 0 : 1
        isPlaceChosen = true
        hasSearchFailed = false
        wantedSymbol = nil
        return .ask
    }

    private mutating func leaveSearch() -> Effect {
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
    }

    /// The filter in force stays until a whole one takes its place.
    private mutating func typeFilter(_ key: Key) -> Effect {
        switch key {
        case .escape:
            prompt = nil
            return .none
        case .enter:
            guard let text = prompt?.text else { return .none }
            guard text.contains(where: { $0 != " " }) else {
                if request.filter != nil { say("no filter any more: all is shown") }
                return apply(nil)
            }
            do throws(FilterError) {
                return apply(try Filter(text))
            } catch {
                prompt?.error = "column \(error.column): \(error.reason)"
                prompt?.isRefused = true
                return .none
            }
        default: break
        }
        guard prompt?.edit(key) == true else { return .none }
        prompt?.isRefused = false
        prompt?.error = nil
        prompt?.meaning = nil
        guard let text = prompt?.text, text.contains(where: { $0 != " " }) else { return .none }
        do throws(FilterError) {
            _ = try Filter(text)
            prompt?.meaning = "ok"
        } catch {
            prompt?.error = "column \(error.column): \(error.reason)"
        }
        return .none
    }

    private mutating func apply(_ filter: Filter?) -> Effect {
        prompt = nil
        guard request.filter != filter else { return .none }
        request.filter = filter
        return follow()
    }

    private mutating func typeGoTo(_ key: Key, _ newest: Snapshot, _ status: SourceStatus) -> Effect {
        switch key {
        case .escape:
            prompt = nil
            return .none
        case .enter:
            guard let text = prompt?.text, !text.isEmpty else {
                prompt = nil
                return .none
            }
            do throws(SeekTargetError) {
                let target = try target(text, newest)
                guard let effect = seek(target, from: newest.feedClock, status) else {
                    prompt = nil
                    return .none
                }
                prompt = nil
                return effect
            } catch {
                prompt?.error = "\(error)"
                prompt?.isRefused = true
                return .none
            }
        default: break
        }
        guard prompt?.edit(key) == true else { return .none }
        prompt?.isRefused = false
        prompt?.error = nil
        prompt?.meaning = nil
        guard let text = prompt?.text, !text.isEmpty else { return .none }
        do throws(SeekTargetError) {
            let meaning = words(try target(text, newest), newest)
            prompt?.meaning = meaning
        } catch {
            prompt?.error = "\(error)"
        }
        return .none
    }

    private func target(_ text: String, _ newest: Snapshot) throws(SeekTargetError) -> SeekTarget {
        let isEastern = newest.feeds.contains(where: \.isEastern)
        return try SeekTarget(parsing: text, at: newest.feedClock, isEastern: isEastern)
    }

    private func words(_ target: SeekTarget, _ newest: Snapshot) -> String {
        let zone = newest.feeds.contains(where: \.isEastern) ? ClockText.Zone.eastern : .utc
        return switch target {
        case .start: "the start"
        case .end: "the end"
        case .message(let number): "message \(NumberText.grouped(number))"
        case .time(let time):
            "\(ClockText.date(time, zone)) \(ClockText.time(time, zone, decimals: 3)) \(zone.rawValue)"
        }
    }
}
