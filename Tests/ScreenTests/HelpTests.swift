import Testing

@testable import Screen

@Suite("The help")
struct HelpTests {
    @Test("fits 80×24 with no line cut, for live feeds and replays")
    func fits() {
        var state = ViewState()
        state.isHelpShown = true
        for status in [Samples.live(), Samples.replay()] {
            let lines = Samples.draw(rows: 24, columns: 80, Samples.snapshot(), status, state)
            let text = lines.dropFirst().dropLast().joined(separator: "\n")
            #expect(text.contains("keys and words") && text.contains("not known"))
            #expect(!text.contains("…"))
        }
    }
}
