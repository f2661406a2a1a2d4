import Market
import OrderFlow

/// Losses as the screen says them.
enum LossText {
    /// `1001-1010`: as plain digits, for the exchange's ticket.
    static func range(_ first: UInt64, _ last: UInt64) -> String {
        first == last ? "\(first)" : "\(first)-\(last)"
    }

    /// Messages of the range; what was dropped here may have no numbers.
    static func count(_ range: SequenceRange) -> UInt64 { range.messages }

    static func messages(_ range: SequenceRange) -> String {
        let count = count(range)
        return count == 1 ? "1 msg" : "\(NumberText.fitted(count, width: 9)) msgs"
    }

    static func place(_ range: SequenceRange) -> String {
        range.cause == .line ? "line \(LineName.of(range.line))" : range.cause.name
    }

    /// What became of it.
    static func fate(_ range: SequenceRange) -> String {
        switch range.fill {
        case .none: "lost"
        case .request: "filled by request"
        case .late where range.lost == 0: "came late"
        case .late: "\(NumberText.fitted(range.lost, width: 7)) lost, rest late"
        case .line where range.lost == 0: "other line had it"
        case .line: "\(NumberText.fitted(range.lost, width: 7)) lost on all"
        }
    }

    static func role(_ range: SequenceRange) -> Role {
        switch range.fill {
        case .none: range.cause == .line ? .warning : .alert
        case .late where range.cause != .line: range.lost == 0 ? .warning : .alert
        case .request, .line, .late: range.lost == 0 ? .ok : .alert
        }
    }

    /// `1001-1010 · 10 msgs · wire · lost · 09:31:07.123`, with less of the time and the count where room is short.
    static func line(_ range: SequenceRange, _ zone: ClockText.Zone, width: Int) -> String {
        let (numbers, place, fate) = (Self.range(range.first, range.last), place(range), fate(range))
        let (time, exact) = (
            ClockText.time(range.noticed, zone), ClockText.time(range.noticed, zone, decimals: 3)
        )
        let forms = [
            [numbers, messages(range), place, fate, exact], [numbers, messages(range), place, fate, time],
            [numbers, place, fate, time], [numbers, place, fate],
        ].map { $0.joined(separator: " · ") }
        return forms.first { Glyph.width(of: $0) <= width } ?? "\(numbers) · \(place)"
    }
}
