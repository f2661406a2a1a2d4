internal import ArgumentParser
internal import Market

/// `feedtop bench summary`: from bytes to the report, on two threads.
struct BenchSummary: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "summary",
        abstract: "Run a file end to end as feedtop summary does: receiver thread, ring, market thread.")

    @OptionGroup var options: TrackOptions

    func run() throws {
        let source = try options.source()
        var measure = TrackMeasure(options.runs)
        try measure.measure("summary") {
            try TrackMeasure.read(source) { setting in
                let pipeline = Pipeline(setting, endsWithSource: true, isWatched: false)
                return pipeline.finish()?.counters.messages ?? 0
            }
        }
        try TrackReport("summary", measure.rows, of: source).tell(options.runs)
    }
}
