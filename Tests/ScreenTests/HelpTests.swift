import Market
import Testing

@testable import Screen

@Suite("The help")
struct HelpTests {
    private func pages(rows: Int, columns: Int, _ status: SourceStatus = Samples.live()) -> [[String]] {
        var probe = StateProbe()
        probe.status = status
        probe.type("?")
        probe.draw(rows: rows, columns: columns)
        return (0..<probe.state.helpPages).map { page in
            probe.state.helpPage = page
            return probe.drawn(rows: rows, columns: columns)
        }
    }

    @Test("fits 80×24 on two pages with no line cut, for live feeds and replays")
    func fits() {
        for status in [Samples.live(), Samples.replay()] {
            let pages = pages(rows: 24, columns: 80, status)
            #expect(pages.count == 2)
            let text = pages.joined().joined(separator: "\n")
            #expect(text.contains("keys and words") && text.contains("not known"))
            #expect(!text.contains("…") && !text.contains("\u{FFFD}"))
            for view in SnapshotView.allCases { #expect(text.contains(view.title)) }
        }
    }

    @Test("is on one page where there is room, and never cut, down to 20×5", arguments: [[200, 60], [40, 10], [20, 5], [30, 8]])
    func sizes(size: [Int]) {
        let pages = pages(rows: size[1], columns: size[0])
        if size[1] == 60 { #expect(pages.count == 1) }
        let text = pages.joined().joined(separator: " ")
        #expect(!text.contains("…"))
        let words = text.split { " │╭╮╰╯─".contains($0) }.map { String($0) }
        for word in ["heartbeats", "suspect", "exchange", "condition", "Overview,"] {
            #expect(words.contains(word), "\(word) at \(size)")
        }
    }

    @Test("? turns its pages and then closes it, Escape closes it, a view's number goes there, q quits")
    func keys() {
        var probe = StateProbe()
        probe.type("?")
        probe.draw()
        probe.type("?")
        #expect(probe.state.isHelpShown && probe.state.helpPage == 1)
        probe.draw()
        probe.type("?")
        #expect(!probe.state.isHelpShown)
        probe.type("?")
        #expect(probe.state.helpPage == 0)
        probe.press(.pageUp, .end, .home, .up)
        #expect(probe.state.isHelpShown && probe.state.helpPage == 0)
        probe.press(.escape)
        #expect(!probe.state.isHelpShown)
        probe.type("?5")
        #expect(!probe.state.isHelpShown && probe.state.view == .latency)
        probe.type("?")
        #expect(probe.type("q") == .quit)
        #expect(probe.type("x") == .none)
        #expect(probe.state.isHelpShown)
    }
}

@Suite("The foot of the screen")
struct FooterTests {
    @Test("a message or a notice shares the line with the way to help and out", arguments: [80, 120, 200])
    func shares(columns: Int) {
        var probe = StateProbe()
        probe.type("t")
        let message = probe.drawn(columns: columns)[23]
        #expect(message.contains("no book is suspect") && message.hasSuffix("? help  q quit"))
        probe.state.clearMessage()
        probe.status.notice = "the connection was lost; trying again in 3 s"
        let notice = probe.drawn(columns: columns)[23]
        #expect(notice.contains("the connection was lost") && notice.hasSuffix("? help  q quit"))
    }

    @Test("a long answer takes the lines that it needs, in full", arguments: [40, 80])
    func long(columns: Int) {
        var probe = StateProbe()
        let path = "/home/somebody/with/a/rather/long/name/and/more/feedtop-gaps-20251121-093107.txt"
        probe.state.say("saved \(path)")
        let text = probe.drawn(columns: columns).suffix(5).map { $0.filter { $0 != " " } }.joined()
        #expect(text.contains(path))
    }

    @Test("a filter in force is seen at 80 columns whatever else there is to say, in every view")
    func filter() throws {
        var probe = StateProbe()
        probe.state.request.filter = try Filter("spread > 0.05")
        probe.status.notice = String(repeating: "something is the matter ", count: 10)
        for view in SnapshotView.allCases {
            probe.state.view = view
            #expect(probe.drawn()[23].contains("filter: spread"))
        }
    }

    @Test("on a screen without a foot what is typed and answered is seen all the same, and a filter leaves a mark")
    func tiny() throws {
        var probe = StateProbe()
        probe.type("/AB")
        #expect(probe.drawn(rows: 5, columns: 20)[4].contains("/AB"))
        probe.press(.escape)
        probe.type(".")
        #expect(probe.drawn(rows: 5, columns: 20)[3].hasPrefix(" a live feed goes"))
        probe.state.clearMessage()
        probe.state.request.filter = try Filter("spread > 0.05")
        #expect(probe.drawn(rows: 5, columns: 20)[0].contains("FILTER"))
    }

    @Test("no width breaks it")
    func widths() throws {
        var probe = StateProbe()
        probe.state.request.filter = try Filter("spread > 0.05")
        for text in [nil, "short", String(repeating: "long ", count: 40)] {
            for columns in 1...130 {
                probe.state.clearMessage()
                if let text { probe.state.say(text) }
                for kind: Prompt.Kind? in [nil, .search, .filter, .goTo] {
                    probe.state.prompt = kind.map { Prompt($0, text: "abc") }
                    #expect(probe.drawn(rows: 9, columns: columns).count == 9)
                }
            }
        }
    }
}
