import Market

/// The stages of latency as histograms and percentiles.
struct LatencyView: View {
    let picture: Picture

    init(_ picture: Picture) { self.picture = picture }

    func draw(into grid: inout Grid, _ area: Area) -> ViewRoom { ViewRoom() }
}
