/// The rates over time.
extension MarketModel {
    mutating func rateHistory(feedTime: UInt64) -> RateHistory { RateHistory() }
}
