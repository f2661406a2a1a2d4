internal import ArgumentParser
internal import CLinux
internal import Glibc
internal import Intake
internal import OrderFlow

struct BenchOptions: ParsableArguments {
    @OptionGroup var source: SourceOptions
    @Option(help: ArgumentHelp("Runs; the first warms up and is not counted.", valueName: "count")) var runs =
        4

    func validate() throws {
        if runs < 2 { throw ValidationError("--runs \(runs): at least 2, one to warm up and one to count") }
    }

    /// Reads the source `runs` times and prints the figures of each run and their median.
    func measure(
        _ name: String, _ make: (ReceiverSetting, MessageCount) -> (Span<OrderEvent>) -> Void
    ) throws {
        var seconds: [UInt64] = []
        var messages: UInt64 = 0
        for run in 0..<runs {
            let setting = try source.setting(replay: nil)
            guard !setting.isLive else { throw Failure.usage("\(source.shown): a benchmark wants a file") }
            let count = MessageCount()
            let body = make(setting, count)
            let started = linux_monotonic()
            DirectRead.run(setting, body)
            let elapsed = linux_monotonic() - started
            if let failure = setting.report.failure { throw Failure(failure) }
            messages = count.messages
            guard messages > 0 else { throw Failure.noData("\(source.shown): no message in it") }
            let label = run == 0 ? "warm-up" : "run \(run)"
            try Standard.output.write(Self.line(label, messages, elapsed))
            if run > 0 { seconds.append(elapsed) }
        }
        seconds.sort()
        try Standard.output.write(Self.line("median", messages, seconds[seconds.count / 2]))
        try Standard.output.write(
            "\(name): \(Plain.grouped(messages)) messages, peak memory \(Self.peakMemory()) (a mapped file counts)\n"
        )
    }

    private static func line(_ label: String, _ messages: UInt64, _ elapsed: UInt64) -> String {
        let rate = messages.multipliedReportingOverflow(by: 1_000_000).partialValue / max(1, elapsed / 1000)
        return Plain.left(label, 9) + Plain.right(Plain.grouped(rate), 14) + " messages/s"
            + Plain.right(Plain.three(elapsed * 100 / messages, per: 100), 9) + " ns/message\n"
    }

    private static func peakMemory() -> String {
        var usage = rusage()
        // SAFETY: the structure outlives the call.
        unsafe getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        return Plain.grouped(usage.ru_maxrss / 1024) + " MiB"
    }
}
