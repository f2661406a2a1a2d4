internal import ArgumentParser
internal import CLinux
internal import Glibc
internal import Intake
internal import Market
internal import OrderFlow

/// `feedtop summary`: the whole source, as fast as it goes, then the figures.
struct Summary: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a source to its end, as fast as it goes, and report.",
        discussion: "A live source is watched until ^C is pressed (or TERM comes), and then reported.")

    @OptionGroup var source: SourceOptions
    @Flag(help: "One JSON object instead of text.") var json = false

    func run() throws {
        let setting = try source.setting(replay: nil)
        let started = linux_monotonic()
        let pipeline = Pipeline(setting, endsWithSource: true)
        if setting.isLive { Interrupt.onInterrupt { setting.stop.raise() } }
        let report = pipeline.finish()
        let elapsed = linux_monotonic() - started
        for note in setting.report.notes { Standard.error.line("feedtop: \(note)") }
        if let failure = setting.report.failure, report == nil || report?.counters.messages == 0 {
            throw Failure(failure)
        }
        guard let report, !report.feeds.isEmpty else {
            throw Failure.noData("\(source.source): no message came")
        }
        let summary = SummaryReport(
            source: source.source, elapsed: elapsed, intake: setting.report, market: report)
        try Standard.output.write(json ? summary.json : summary.text)
        if let failure = setting.report.failure { throw Failure(failure) }
        if report.counters.messages == 0, report.counters.malformedPackets > 0 {
            throw Failure.failed("\(source.source): not one message could be read; is --protocol right?")
        }
    }
}
