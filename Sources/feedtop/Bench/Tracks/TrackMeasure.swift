internal import CLinux
internal import Intake

/// Measures the rows of one track, run by run, and says meanwhile how it goes.
struct TrackMeasure {
    let options: RunOptions
    private(set) var rows: [TrackRow] = []

    init(_ options: RunOptions) { self.options = options }

    /// What one run came to.
    struct Run {
        let messages: UInt64
        /// ns.
        let elapsed: UInt64
    }

    /// - Parameter run: Does the work once, and takes the time itself, so that what it makes ready is not in it.
    mutating func measure(_ name: String, unit: String = "message", _ run: () throws -> Run) throws {
        if !options.json { try Standard.output.write("\(name)\n") }
        PeakMemory.reset()
        var elapsed: [UInt64] = []
        var messages: UInt64?
        var instructions = InstructionCount.unknown(reason: "")
        for number in 0..<options.runs {
            let counter = InstructionCounter()
            let result = try run()
            instructions = counter.count
            guard result.messages == messages ?? result.messages else {
                throw Failure.failed(
                    "\(name): \(Plain.grouped(result.messages)) \(unit)s in one run and "
                        + "\(Plain.grouped(messages ?? 0)) in another; is the source still being written?")
            }
            messages = result.messages
            if number > 0 { elapsed.append(result.elapsed) }
            guard !options.json else { continue }
            let label = number == 0 ? "warm-up" : "run \(number)"
            try Standard.output.write(TrackReport.line(label, unit, result.messages, result.elapsed))
        }
        let row = TrackRow(
            name: name, unit: unit, messages: messages ?? 0, runs: elapsed, peakMemory: PeakMemory.now,
            instructions: instructions)
        rows.append(row)
        if !options.json {
            try Standard.output.write(TrackReport.line("median", unit, row.messages, row.median))
        }
    }
}

extension TrackMeasure {
    /// Reads a source once, by whatever means, and finds what went wrong.
    ///
    /// - Parameter read: Reads it to its end.
    /// - Returns: How many messages.
    static func read(
        _ source: borrowing TrackSource, _ read: (ReceiverSetting) throws -> UInt64
    ) throws -> Run {
        let setting = try source.setting()
        let started = linux_monotonic()
        let messages = try read(setting)
        let elapsed = linux_monotonic() - started
        if let failure = setting.report.failure { throw Failure(failure) }
        guard messages > 0 else { throw Failure.noData("\(source.name): no message in it") }
        return Run(messages: messages, elapsed: elapsed)
    }
}
