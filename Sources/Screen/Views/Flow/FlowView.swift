import Market

/// The order flow: who adds, cancels and executes, and the tape.
struct FlowView: View {
    let picture: Picture

    init(_ picture: Picture) { self.picture = picture }

    func draw(into grid: inout Grid, _ area: Area) -> ViewRoom { ViewRoom() }
}
