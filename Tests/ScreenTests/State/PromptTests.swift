import Market
import Testing

@testable import Screen

@Suite("Lines typed at the foot of the screen")
struct PromptTests {
    @Test("a search looks for more with each letter, from where it began; Escape goes back there")
    func search() {
        var probe = StateProbe()
        let before = InstrumentKey(feed: 0, instrument: 7)
        let found = InstrumentKey(feed: 0, instrument: 30)
        probe.state.request.selected = before
        probe.type("/aq")
        let sent = probe.answer { $0.request.selected = found }
        #expect(sent.pattern == "aq" && sent.search == 1 && sent.selected == before)
        #expect(probe.state.request.selected == found)
        var cancelled = probe
        cancelled.press(.escape)
        #expect(cancelled.state.prompt == nil && cancelled.state.request.selected == before)
        probe.press(.enter)
        #expect(probe.state.prompt == nil)
        #expect(probe.type("N") == .ask)
        #expect(probe.state.takeRequest().search == -1)
    }

    @Test("a search that finds nothing says so")
    func searchFails() {
        var probe = StateProbe()
        probe.type("/z")
        probe.answer { $0.searchFailed = true }
        #expect(probe.drawn()[23].contains("no match"))
    }

    @Test("letters typed are no commands; ^C, ^Z and ^L still are", arguments: ["/", "\\", ":"])
    func typing(kind: String) {
        var probe = StateProbe()
        probe.status = Samples.replay()
        probe.type(kind + "q")
        #expect(probe.state.prompt?.text == "q")
        #expect(probe.press(.control("Z")) == .suspend)
        #expect(probe.press(.control("L")) == .repaint)
        #expect(probe.press(.control("C")) == .quit)
        probe.press(.escape)
        #expect(probe.state.prompt == nil)
        #expect(probe.type("q") == .quit)
    }

    @Test("the line can be edited anywhere")
    func editing() {
        var prompt = Prompt(.filter)
        for scalar in "spred>1".unicodeScalars { _ = prompt.edit(.character(scalar)) }
        for _ in 0..<3 { _ = prompt.edit(.left) }
        _ = prompt.edit(.character("a"))
        #expect(prompt.text == "spread>1")
        _ = prompt.edit(.control("U"))
        #expect(prompt.cursor == 0)
        _ = prompt.edit(.delete)
        _ = prompt.edit(.end)
        _ = prompt.edit(.character("\u{1B}"))
        #expect(!prompt.text.contains("\u{1B}"))
        _ = prompt.edit(.control("W"))
        #expect(prompt.isEmpty)
        #expect(prompt.edit(.backspace) == false)
        for _ in 0..<1000 { _ = prompt.edit(.character("x")) }
        #expect(prompt.text.utf8.count == 256)
    }

    @Test("a filter is in force from Enter on, comes back to be edited, and empty it is gone")
    func filter() {
        var probe = StateProbe()
        probe.type("\\spread > 0.05")
        #expect(probe.state.request.filter == nil)
        #expect(probe.press(.enter) == .ask)
        #expect(probe.state.request.filter?.text == "spread > 0.05")
        probe.shown.instrumentCount = 12
        probe.shown.unfilteredCount = 8032
        #expect(probe.drawn()[23].contains("filter: spread > 0.05 · 12 of 8,032"))
        probe.press(.function(4))
        #expect(probe.state.prompt?.text == "spread > 0.05")
        probe.press(.escape)
        #expect(probe.state.request.filter?.text == "spread > 0.05")
        probe.press(.function(4), .control("U"), .enter)
        #expect(probe.state.request.filter == nil && probe.state.prompt == nil)
    }

    @Test("a place of a replay is told while it is typed, and gone to with Enter")
    func goTo() {
        var probe = StateProbe()
        probe.status = Samples.replay()
        probe.status.canGoBack = true
        probe.type(":end")
        #expect(probe.press(.enter) == .seek(.end))
        #expect(probe.state.prompt == nil)
        probe.type(":#123456")
        #expect(probe.press(.enter) == .seek(.message(123_456)))
        probe.type(":09:31:08")
        #expect(probe.state.prompt?.meaning?.contains("09:31:08") == true)
        let effect = probe.press(.enter)
        // The clock of the sample is 09:31:07.412.
        #expect(effect == .seek(.time(Samples.clock + 588_000_000)))
    }

    @Test("a place that is none is refused with the remedy, and the line stays to be put right")
    func wrongPlace() {
        var probe = StateProbe()
        probe.status = Samples.replay()
        probe.type(":yesterday")
        #expect(probe.press(.enter) == .none)
        #expect(probe.state.prompt?.text == "yesterday" && probe.state.prompt?.isRefused == true)
        let lines = probe.drawn()
        #expect(lines[22].contains("09:31:07"))
        #expect(lines[23].contains("yesterday"))
        probe.press(.escape)
        #expect(probe.state.prompt == nil)
    }

    @Test("going back needs a source that can be read again, and says so")
    func back() {
        var probe = StateProbe()
        probe.status = Samples.replay()
        probe.type(":start")
        #expect(probe.press(.enter) == .none)
        #expect(probe.state.message?.contains("cannot go back") == true)
        #expect(probe.press(.left) == .none)
        probe.status.canGoBack = true
        #expect(probe.press(.left) == .seek(.time(Samples.clock - 10_000_000_000)))
    }

    @Test("ten seconds on and on add up while the replay is on its way")
    func skips() {
        var probe = StateProbe()
        probe.status = Samples.replay()
        #expect(probe.press(.right) == .seek(.time(Samples.clock + 10_000_000_000)))
        probe.status.phase = .seeking
        #expect(probe.press(.right) == .seek(.time(Samples.clock + 20_000_000_000)))
        probe.status.phase = .running
        #expect(probe.press(.right) == .seek(.time(Samples.clock + 10_000_000_000)))
    }

    @Test("counters are reset only once that was confirmed, and not while the picture is frozen")
    func reset() {
        var probe = StateProbe()
        for key in [Key.character("n"), .escape, .enter, .character("q"), .control("R")] {
            #expect(probe.press(.control("R")) == .none && probe.state.prompt?.kind == .reset)
            #expect(probe.drawn()[23].hasPrefix(" reset counters, peaks, ledger, alerts and events?"))
            #expect(probe.drawn()[23].hasSuffix(" y/n"))
            #expect(probe.press(key) == .none && probe.state.prompt == nil)
            #expect(probe.state.message == "nothing was reset")
        }
        probe.press(.control("R"))
        #expect(probe.drawn(rows: 5, columns: 20)[4] == " reset? y/n")
        #expect(probe.type("y") == .resetCounters && probe.state.prompt == nil)
        probe.freeze()
        #expect(probe.press(.control("R")) == .none && probe.state.prompt == nil)
        #expect(probe.state.message == "frozen; Space lets it go on")
    }

    @Test("the foot shows the cursor's part of a line that is too long, at any width", arguments: [20, 40, 80])
    func long(columns: Int) {
        var probe = StateProbe()
        probe.type("\\" + String(repeating: "abc ", count: 60) + "END")
        #expect(probe.drawn(rows: 24, columns: columns)[23].contains("END"))
    }
}
