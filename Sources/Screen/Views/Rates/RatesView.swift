import Market

/// Messages, packets and bytes over time, bursts, and the message types.
struct RatesView: View {
    let picture: Picture

    init(_ picture: Picture) { self.picture = picture }

    func draw(into grid: inout Grid, _ area: Area) -> ViewRoom { ViewRoom() }
}
