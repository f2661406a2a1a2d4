internal import ArgumentParser
internal import Market
internal import Simulator

/// `feedtop bench screen`: what a screen costs the receive path.
struct BenchScreen: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "screen",
        abstract:
            "Compare the receive path with a screen at 60 pictures a second, a stalled terminal, and none.",
        discussion: """
            A process of its own sends order updates, over TCP as fast as it goes (throughput) and in UDP datagrams
            at a given rate (latency: from a datagram's receive time stamp until it is in the book). The conditions
            take turns, so that what the host does meanwhile meets them alike; the figures are medians of the rounds.
            """)

    @Option(help: ArgumentHelp("Length of each measurement.", valueName: "s")) var seconds = 2.0
    @Option(help: ArgumentHelp("Rounds.", valueName: "count")) var rounds = 5
    @Option(help: ArgumentHelp("Messages a second for the latencies.", valueName: "rate")) var rate: UInt64 =
        100_000
    @Option(help: ArgumentHelp("Columns and rows of the terminal.", valueName: "columns x rows"))
    var size = "80x24"

    func validate() throws {
        guard seconds >= 0.1, seconds <= 3600 else {
            throw ValidationError("--seconds \(seconds): from 0.1 to 3600")
        }
        guard (1...1000).contains(rounds) else { throw ValidationError("--rounds \(rounds): from 1 to 1000") }
    }

    func run() throws {
        let (columns, rows) = try SnapshotCommand.size(size)
        let sender = try SenderProcess.start()
        let nanoseconds = UInt64(seconds * 1e9)
        var samples = ScreenCondition.allCases.map { _ in Samples() }
        for round in 0..<rounds {
            for (index, condition) in ScreenCondition.allCases.enumerated() {
                if Standard.error.isTerminal {
                    Standard.error.line("round \(round + 1) of \(rounds): \(condition.rawValue) …")
                }
                var trial = ScreenTrial(condition, columns: columns, rows: rows, nanoseconds: nanoseconds)
                try trial.run(sender, .stream, rate: 0)
                samples[index].throughput.append(trial.throughput)
                samples[index].bytes.append(trial.drawnPerSecond)
                try trial.run(sender, .datagrams, rate: rate)
                samples[index].p50.append(Double(trial.latency.p50))
                samples[index].p99.append(Double(trial.latency.p99))
                samples[index].lost += trial.lost
            }
        }
        try Standard.output.write(text(samples))
    }

    private struct Samples {
        var throughput: [Double] = []
        var p50: [Double] = []
        var p99: [Double] = []
        var bytes: [Double] = []
        var lost: UInt64 = 0

        static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
        /// The lowest and the highest.
        static func range(_ values: [Double]) -> (Double, Double) { (values.min() ?? 0, values.max() ?? 0) }
    }

    private func text(_ samples: [Samples]) -> String {
        var text =
            "\(rounds) rounds of \(seconds) s, terminal of \(size); medians, and from the lowest to the highest\n"
        text += Plain.left("", 32) + Plain.right("TCP msg/s", 10) + Plain.right("", 19)
        text += Plain.right("UDP p50", 10) + Plain.right("", 21) + Plain.right("p99", 10)
        text += Plain.right("", 21) + Plain.right("lost", 6) + Plain.right("drawn", 12) + "\n"
        for (condition, sample) in zip(ScreenCondition.allCases, samples) {
            text += Plain.left(condition.rawValue, 32)
            text += Self.figures(sample.throughput, 19) { BenchReport.millions($0) }
            text += Self.figures(sample.p50, 21) { Plain.duration(UInt64($0)) }
            text += Self.figures(sample.p99, 21) { Plain.duration(UInt64($0)) }
            text += Plain.right(Plain.grouped(sample.lost), 6)
            text += Plain.right(Plain.grouped(UInt64(Samples.median(sample.bytes))) + " B/s", 12) + "\n"
        }
        return text
            + "TCP as fast as it goes; UDP at \(Plain.grouped(rate)) messages/s, from receive time stamp to book\n"
    }

    private static func figures(_ values: [Double], _ width: Int, _ shown: (Double) -> String) -> String {
        let (low, high) = Samples.range(values)
        return Plain.right(shown(Samples.median(values)), 10)
            + Plain.left("  \(shown(low))–\(shown(high))", width)
    }
}
