import Market

/// The ledger of what was lost.
struct GapsView: View {
    let picture: Picture

    init(_ picture: Picture) { self.picture = picture }

    func draw(into grid: inout Grid, _ area: Area) -> ViewRoom { ViewRoom() }
}
