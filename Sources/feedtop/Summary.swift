internal import ArgumentParser
internal import CLinux
internal import Glibc
internal import Intake
internal import Market
internal import OrderFlow
internal import Ring

/// `feedtop summary`: the whole source, as fast as it goes, then the figures.
struct Summary: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a source to its end, as fast as it goes, and report.",
        discussion: """
            A live source is watched until ^C is pressed (or TERM comes), or for --seconds, and then reported. A \
            connection that is gone is tried anew for \(Summary.patience) seconds before the report.
            """)

    @OptionGroup var source: SourceOptions
    @Flag(help: "One JSON object instead of text.") var json = false
    @Option(help: ArgumentHelp("Stop after so long, and report.", valueName: "number")) var seconds: Double?

    /// How long a connection that is gone is tried anew, in seconds.
    private static let patience = 3

    func run() throws {
        let limit = try seconds.map { value throws(Failure) in try Self.nanoseconds(value) }
        var setting = try source.setting(replay: nil)
        setting.patience = Self.patience
        let started = linux_monotonic()
        let pipeline = Pipeline(setting, endsWithSource: true, isWatched: false)
        let stop = setting.stop
        // A pipe may never end either.
        if setting.isLive || setting.address == .standardInput { Interrupt.onInterrupt { stop.raise() } }
        if let limit {
            // It ends with the program at the latest.
            WorkerThread(name: "limit", carrying: stop) { stop in
                linux_sleep(limit)
                stop.raise()
            }.detach()
        }
        let report = pipeline.finish()
        let elapsed = linux_monotonic() - started
        for note in setting.report.notes { Standard.error.line("feedtop: \(note)") }
        let hasUnknown = report?.feeds.contains { $0.summary.isUnknown } == true
        if let failure = setting.report.failure, !hasUnknown, report == nil || report?.counters.messages == 0
        {
            throw Failure(failure)
        }
        guard let report, !report.feeds.isEmpty else {
            let state = setting.report.state
            throw Failure.noData(
                "\(source.shown): no message came" + (state.isEmpty ? "" : "; still \(state)"))
        }
        let summary = SummaryReport(
            source: source.shown, elapsed: elapsed, intake: setting.report, market: report)
        try Standard.output.write(json ? summary.json : summary.text)
        if let failure = setting.report.failure { throw Failure(failure) }
        guard report.feeds.contains(where: \.summary.isKnown) else {
            throw Failure.failed(
                "\(source.shown): nothing that came tells a known format; if you know it, name it with --protocol"
            )
        }
        if report.counters.messages == 0, report.counters.malformedPackets > 0 {
            throw Failure.failed("\(source.shown): not one message could be read; is --protocol right?")
        }
    }

    private static func nanoseconds(_ seconds: Double) throws(Failure) -> UInt64 {
        guard seconds > 0, seconds <= 1e8 else {
            throw .usage("--seconds \(seconds): a number greater than 0 and at most 100000000 is wanted")
        }
        return UInt64(seconds * 1e9)
    }
}
