/// A figure that a benchmark's file holds, as each of its runs had it.
struct Measurement: Equatable {
    enum Kind: Equatable {
        /// ns for each of something: less is faster.
        case cost(of: String)
        /// ns that something took to arrive: less is sooner.
        case latency
        /// Messages a second: more is faster.
        case rate
    }

    /// With its track, as it is paired and shown.
    let name: String
    let kind: Kind
    /// At least one, each greater than 0.
    let runs: [Double]

    var median: Double {
        let sorted = runs.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// Some run of one is no better than some run of the other.
    func overlaps(_ other: Measurement) -> Bool {
        guard let least = runs.min(), let most = runs.max(), let otherLeast = other.runs.min(),
            let otherMost = other.runs.max()
        else { return true }
        return least <= otherMost && otherLeast <= most
    }
}
