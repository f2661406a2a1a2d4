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
        let started = linux_realtime()
        let pipeline = Pipeline(setting, endsWithSource: true)
        if setting.isLive { Interrupt.onInterrupt { setting.stop.raise() } }
        let report = pipeline.finish()
        let elapsed = linux_realtime() - started
        for note in setting.report.notes { Standard.error.line("feedtop: \(note)") }
        if let failure = setting.report.failure, setting.directory.count == 0 || report == nil {
            throw Failure(failure)
        }
        guard let report, !report.feeds.isEmpty else {
            throw Failure.noData("\(source.source): no message came")
        }
        let summary = SummaryReport(
            source: source.source, elapsed: elapsed, intake: setting.report, market: report)
        Standard.output.write(json ? summary.json : summary.text)
        if let failure = setting.report.failure { throw Failure(failure) }
    }
}
