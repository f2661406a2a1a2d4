/// The latencies in full.
extension MarketModel {
    /// The windows as they are after the snapshot has brought them up to date. Nothing when nobody watches.
    func latencyDetail() -> LatencyDetail {
        var detail = LatencyDetail()
        guard isWatched else { return detail }
        for stage in LatencyStage.allCases where totals.window.hasSamples(stage) {
            for seconds in [1, LatencyWindow.length, LatencyWindow.longLength, 0] {
                detail.summaries.append(totals.window.summary(stage, seconds: seconds))
            }
            detail.trails.append(totals.window.trail(stage))
            for seconds in [LatencyWindow.longLength, 0] {
                detail.bars.append(totals.window.bars(stage, seconds: seconds))
            }
        }
        return detail
    }
}
