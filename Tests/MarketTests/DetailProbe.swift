import OrderFlow

@testable import Market

extension MarketProbe {
    /// A market whose details somebody looks at.
    static func detailed(feeds: Int = 1, lines: [String] = [], names: [UInt8: String] = [:]) -> MarketProbe {
        var market = MarketProbe(feeds: 0)
        market.model = MarketModel(isWatched: true)
        for feed in 0..<feeds {
            var description = FeedDescription(
                name: "feed \(feed)", transport: "moldudp64", content: "itch-5.0", isEastern: true,
                isOrderLevel: true)
            description.lines = lines
            description.typeNames = names
            market.model.addFeed(description)
        }
        market.apply([.packet(feed: 0, sequence: 1, messages: 1, bytes: 100, received: 0, intake: 0)])
        return market
    }

    /// A snapshot for one of the views.
    mutating func view(_ view: SnapshotView, _ change: (inout SnapshotRequest) -> Void = { _ in }) -> Snapshot
    {
        var request = SnapshotRequest()
        request.view = view
        change(&request)
        return snapshot(request)
    }
}
