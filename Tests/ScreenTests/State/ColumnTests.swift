import Market
import Testing

@testable import Screen

@Suite("Choosing columns")
struct ColumnTests {
    private func headings(_ probe: StateProbe, columns: Int = 80) -> [Substring] {
        let line = probe.drawn(columns: columns).first { $0.contains("SYMBOL") } ?? ""
        return line.split(separator: " ").filter { $0 != "▼" && $0 != "▲" }
    }

    @Test("the table shows exactly the chosen columns, in their order", arguments: [80, 200])
    func chosen(columns: Int) {
        var probe = StateProbe()
        probe.state.columns = [.volume, .symbol, .high, .age]
        probe.state.request.sort = .bid
        #expect(headings(probe, columns: columns) == ["VOLUME", "SYMBOL", "HIGH", "AGE"])
    }

    @Test("what does not fit is left out from the end on; the symbol never is", arguments: [20, 40, 60, 80, 400])
    func fit(width: Int) {
        var measures = TableMeasures()
        measures.grow(to: Samples.snapshot())
        let order = TableColumn.allCases.reversed().map(\.self)
        let layout = TableLayout.layout(width: width, measures: measures, hasFeeds: false, chosen: order)
        let shown = layout.placed.map(\.column)
        #expect(shown.contains(.symbol))
        #expect(shown.filter { $0 != .symbol } == Array(order.prefix(shown.count - 1)))
        #expect((layout.placed.last?.end ?? 0) <= width)
        if width == 400 { #expect(shown == order) }
    }

    @Test("C opens the list with what is shown; Space hides, < and > move, r is automatic again, Enter closes")
    func chooser() {
        var probe = StateProbe()
        probe.draw()
        let shown = probe.state.places.columns
        #expect(shown.first == .symbol && shown.count > 4)
        probe.type("C")
        #expect(probe.state.chooser?.chosen == shown)
        probe.press(.down, .character(" "))
        #expect(probe.state.columns == [.symbol] + shown.dropFirst(2))
        #expect(probe.drawn().contains { $0.contains("[ ] \(shown[1].name)") })
        probe.press(.down, .character(">"))
        #expect(probe.state.columns == [.symbol, shown[3], shown[2]] + shown.dropFirst(4))
        probe.press(.character("<"), .enter)
        #expect(probe.state.columns == [.symbol] + shown.dropFirst(2))
        #expect(probe.state.chooser == nil)
        probe.press(.function(2), .character("r"), .escape)
        #expect(probe.state.columns == nil)
    }

    @Test("the symbol cannot be hidden, and the list's ends are ends")
    func ends() {
        var probe = StateProbe()
        probe.type("C")
        probe.press(.up, .home, .character(" "))
        #expect(probe.state.columns == nil && probe.state.message != nil)
        probe.press(.end, .down, .character(" "))
        #expect(probe.state.columns?.contains(.symbol) == true)
        for _ in 0..<50 { probe.press(.character("J")) }
        for _ in 0..<50 { probe.press(.character("K")) }
        #expect(Set(probe.state.chooser?.entries.map(\.column) ?? []) == Set(TableColumn.allCases))
        #expect(probe.type("q") == .quit)
    }

    @Test("the list is drawn at any size, its cursor always in view", arguments: [[20, 5], [40, 10], [80, 24], [400, 100]])
    func drawn(size: [Int]) {
        var probe = StateProbe()
        probe.type("C")
        for _ in 0..<TableColumn.allCases.count {
            let here = probe.state.chooser.map { $0.entries[$0.index].column.name } ?? "none"
            let lines = probe.drawn(rows: size[1], columns: size[0])
            #expect(lines.contains { $0.contains("] \(here)") }, "\(here) at \(size)")
            probe.press(.down)
        }
    }
}
