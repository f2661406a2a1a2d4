import Market

/// The second line of the smallest screens.
extension Picture {
    /// The clock and the rate: `09:31:07 ET  12,345/s`.
    func drawTinyFigures(into grid: inout Grid, _ area: Area) {
        let row = area.row
        let time = ClockText.time(snapshot.feedClock, zone)
        var column = grid.put(time, row, 0, Style(.foreground))
        if grid.columns >= 30 { column = grid.put(" \(zone.rawValue)", row, column, Style(.muted)) }
        let room = grid.columns - column - 1
        let rate = NumberText.rate(snapshot.rates.messages1s, width: grid.columns >= 30 ? 11 : 6) + "/s"
        guard Glyph.width(of: rate) <= room else { return }
        grid.put(rate, row, grid.columns - Glyph.width(of: rate), Style(.foreground))
        let total = NumberText.fitted(snapshot.counters.messages, width: 11) + " msgs"
        guard hasBegun, Glyph.width(of: rate) + Glyph.width(of: total) + 4 <= room else { return }
        grid.put(total, row, column + 2, Style(.muted))
    }
}
