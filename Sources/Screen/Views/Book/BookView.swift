import Market

/// One instrument: ladder, tape, rate, latency.
struct BookView: View {
    let picture: Picture

    init(_ picture: Picture) { self.picture = picture }

    func draw(into grid: inout Grid, _ area: Area) -> ViewRoom { ViewRoom() }
}
