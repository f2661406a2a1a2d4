import Market
import OrderFlow

@testable import Screen

/// A screen's state with what is shown to it, driven by keys as a person would press them.
struct StateProbe {
    var state = ViewState()
    var shown = Samples.snapshot()
    var status = Samples.live()

    @discardableResult
    mutating func press(_ keys: Key...) -> ViewState.Effect {
        var effect = ViewState.Effect.none
        for key in keys { effect = state.handle(key, showing: shown, status) }
        return effect
    }

    /// Letters, one key each.
    @discardableResult
    mutating func type(_ text: String) -> ViewState.Effect {
        var effect = ViewState.Effect.none
        for scalar in text.unicodeScalars { effect = press(.character(scalar)) }
        return effect
    }

    /// Sends the request and answers it with what is shown, as if the market had filled it so.
    @discardableResult
    mutating func answer(_ change: (inout Snapshot) -> Void = { _ in }) -> SnapshotRequest {
        let sent = state.takeRequest()
        var answer = shown
        answer.request = sent
        change(&answer)
        state.adopt(answer, sent: sent)
        return sent
    }

    /// Space on a live feed, and the complete picture that comes for it.
    mutating func freeze(_ change: (inout Snapshot) -> Void = { _ in }) {
        press(.character(" "))
        answer { answer in
            answer.request.firstRow = 0
            change(&answer)
        }
    }

    func drawn(rows: Int = 24, columns: Int = 80) -> [String] {
        Samples.draw(rows: rows, columns: columns, shown, status, state)
    }

    /// Draws, and keeps what the state learns from it.
    mutating func draw(rows: Int = 24, columns: Int = 80) {
        var grid = Grid(rows: rows, columns: columns)
        Picture.draw(shown, status, &state, into: &grid)
    }

    /// A tape of so many messages, the last ones of `total`.
    static func tape(_ numbers: ClosedRange<UInt64>, total: UInt64, kept: Int, newer: Int = 0) -> Tape {
        var tape = Tape()
        tape.entries = numbers.map { number in
            var entry = TapeEntry()
            entry.number = number
            entry.symbol = SymbolName("SPY")
            return entry
        }
        (tape.total, tape.kept, tape.newer) = (total, kept, newer)
        return tape
    }
}
