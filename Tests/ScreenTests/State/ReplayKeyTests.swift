import Market
import Testing

@testable import Screen

@Suite("Keys of a replay")
struct ReplayKeyTests {
    private func replay(_ phase: SourceStatus.Phase = .running) -> StateProbe {
        var probe = StateProbe()
        probe.status = Samples.replay()
        probe.status.phase = phase
        return probe
    }

    @Test("Space pauses and goes on, brackets change the speed, a full stop steps when it is paused")
    func keys() {
        var probe = replay()
        #expect(probe.type(" ") == .togglePause)
        #expect(probe.state.frozen == nil && !probe.state.isFreezing)
        #expect(probe.type("]") == .changeSpeed(faster: true))
        #expect(probe.type("[") == .changeSpeed(faster: false))
        #expect(probe.type(".") == .none)
        #expect(probe.state.message?.contains("Space pauses") == true)
        probe.status.phase = .paused
        #expect(probe.type(".") == .step(messages: 1))
        #expect(probe.type(" ") == .togglePause)
    }

    @Test("at the end of a replay keys that do nothing say why", arguments: [" ", "]", "[", ".", "l"])
    func ended(key: String) {
        var probe = replay(.ended)
        #expect(probe.type(key) == .none)
        #expect(probe.state.message?.hasPrefix("the replay has ended") == true)
        probe.status.canGoBack = true
        probe.type(key)
        #expect(probe.state.message?.contains(":start begins it anew") == true)
        #expect(probe.press(.left) == .seek(.time(Samples.clock - 10_000_000_000)))
    }

    @Test("on a live feed they say that they are for replays", arguments: ["]", "[", ".", ":", "h", "l"])
    func live(key: String) {
        var probe = StateProbe()
        #expect(probe.type(key) == .none)
        #expect(probe.state.message?.contains("replay") == true)
        #expect(probe.state.prompt == nil)
    }

    @Test("the refresh rate stays within 1 and 60")
    func rates() {
        var probe = StateProbe()
        for _ in 0..<9 { probe.type("+") }
        #expect(probe.state.framesPerSecond == 60)
        for _ in 0..<9 { probe.type("-") }
        #expect(probe.state.framesPerSecond == 1)
    }

    @Test("alerts are acknowledged where there are any")
    func acknowledge() {
        var probe = StateProbe()
        #expect(probe.type("a") == .none)
        #expect(probe.state.message != nil)
        probe.shown.alerts.alerts = [AlertState()]
        #expect(probe.type("a") == .acknowledge)
    }

    @Test("no key at all leads anywhere from which Escape and q do not lead out")
    func noTrap() {
        let letters = (0x20..<0x7F).compactMap { Unicode.Scalar(UInt8($0)) }.map { Key.character($0) }
        let others: [Key] = [
            .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .enter, .escape, .tab, .backTab,
            .backspace, .delete, .mouse(MouseEvent(.press, row: 3, column: 3)),
        ]
        let keys = letters + others + (1...12).map { .function($0) }
        var seed: UInt64 = 3
        for status in [Samples.live(), Samples.replay()] {
            for _ in 0..<300 {
                var probe = StateProbe()
                probe.status = status
                for _ in 0..<8 {
                    seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    probe.press(keys[Int(seed >> 33) % keys.count])
                    if seed >> 62 == 0 { probe.answer() }
                    if seed >> 61 == 1 { probe.draw() }
                }
                probe.press(.escape)
                let view = probe.state.view
                probe.press(.escape)
                #expect(probe.state.view == .overview, "from \(view)")
                #expect(probe.type("q") == .quit)
            }
        }
    }
}
