import Market

/// One view: what stands between the tabs and the foot of the screen.
protocol View {
    init(_ picture: Picture)

    /// Draws into the area, whatever its size, and tells what there was room for.
    func draw(into grid: inout Grid, _ area: Area) -> ViewRoom

    /// Keys of its own for the foot of the screen, the most useful first.
    var hints: [Hint] { get }
}

extension View {
    var hints: [Hint] { [] }
}

/// A key and what it does, for the foot of the screen.
struct Hint {
    var key: String
    var label: String
    /// Those with the lowest rank stay longest where there is little room.
    var rank: Int
    var width: Int { Glyph.width(of: key) + Glyph.width(of: label) + 3 }
}

extension SnapshotView {
    /// Its key: `1` to `7`.
    var number: Int { (Self.allCases.firstIndex(of: self) ?? 0) + 1 }

    var title: String {
        switch self {
        case .overview: "Overview"
        case .book: "Book"
        case .flow: "Flow"
        case .rates: "Rates"
        case .latency: "Latency"
        case .gaps: "Gaps"
        case .events: "Events"
        }
    }

    /// So many further, around the end.
    func next(_ steps: Int) -> SnapshotView {
        let count = Self.allCases.count
        return Self.allCases[((number - 1 + steps) % count + count) % count]
    }
}

extension Picture {
    /// The view that is shown.
    var view: any View {
        switch state.view {
        case .overview: OverviewView(self)
        case .book: BookView(self)
        case .flow: FlowView(self)
        case .rates: RatesView(self)
        case .latency: LatencyView(self)
        case .gaps: GapsView(self)
        case .events: EventsView(self)
        }
    }
}
