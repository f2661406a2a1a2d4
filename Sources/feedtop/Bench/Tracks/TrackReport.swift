/// Everything that a track found out.
struct TrackReport {
    /// `decode`, `book`, `summary` or `ring`.
    let track: String
    let rows: [TrackRow]
    let host = BenchHost()
    /// `nil`: the track reads none.
    var source: SourceFacts?
    /// What else the figures depend on, a line each.
    var notes: [String] = []

    struct SourceFacts {
        let name: String
        let bytes: UInt64
        let wanted: TrackSource.Wanted?
    }

    init(_ track: String, _ rows: [TrackRow]) {
        self.track = track
        self.rows = rows
    }

    init(_ track: String, _ rows: [TrackRow], of source: borrowing TrackSource) {
        self.init(track, rows)
        self.source = SourceFacts(name: source.name, bytes: source.bytes, wanted: source.wanted)
    }

    /// Prints what is left to be said.
    func tell(_ options: RunOptions) throws {
        try Standard.output.write(options.json ? json : remarks)
    }
}
