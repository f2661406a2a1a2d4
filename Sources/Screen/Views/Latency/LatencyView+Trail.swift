import Market

/// How late it was second by second: what percentiles over a window hide.
extension LatencyView {
    /// A bar for each of the last seconds, as high as its 99th percentile, each stage to its own scale.
    func drawTrails(_ blocks: [Area], into grid: inout Grid, _ area: Area) {
        for (stage, rows) in zip(stages, blocks) {
            guard let trail = detail.trails.first(where: { $0.stage == stage }) else { continue }
            let seconds = Array(trail.seconds.suffix(area.width))
            let block = Area(
                row: rows.row, column: area.right - seconds.count, height: rows.height, width: seconds.count)
            drawTrail(seconds, into: &grid, block, from: area.column)
        }
        drawSeconds(into: &grid, area)
    }

    /// - Parameter start: Where words may begin: the bars need not take all the room.
    private func drawTrail(_ seconds: [LatencySecond], into grid: inout Grid, _ area: Area, from start: Int) {
        let values = seconds.map { $0.count > 0 ? Double($0.p99) : nil }
        let highest = seconds.lazy.filter { $0.count > 0 }.map(\.p99).max()
        let (bars, words) = area.split(rows: area.height - 1)
        Chart(.bars, values, top: max(1, Double(highest ?? 0))).draw(into: &grid, bars)
        let most = highest.map { "highest \(NumberText.duration($0))" } ?? "no sample"
        let last = seconds.last.flatMap { $0.count > 0 ? "now \(NumberText.duration($0.p99))" : nil } ?? ""
        let end = area.right - (last.isEmpty ? 0 : Glyph.width(of: last))
        grid.put(last, words.row, end, Style(.foreground))
        guard end - 2 - start >= Glyph.width(of: most) else { return }
        grid.put(most, words.row, start, Style(.muted))
    }

    /// How long ago.
    private func drawSeconds(into grid: inout Grid, _ area: Area) {
        for age in stride(from: 10, through: 50, by: 10) where age < area.width - 5 {
            let next = grid.put("│", area.bottom - 1, area.right - 1 - age, Style(.border))
            grid.put("-\(age) s", area.bottom - 1, next, Style(.muted))
        }
    }
}
