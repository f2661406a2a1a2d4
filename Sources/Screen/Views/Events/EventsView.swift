import Market

/// Everything notable, and the alerts.
struct EventsView: View {
    let picture: Picture

    init(_ picture: Picture) { self.picture = picture }

    func draw(into grid: inout Grid, _ area: Area) -> ViewRoom { ViewRoom() }
}
