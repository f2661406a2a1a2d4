internal import ArgumentParser

/// `feedtop bench compare`: what two runs of a benchmark say of each other.
struct BenchCompare: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare what two runs of a benchmark wrote with --json, row by row.",
        discussion: """
            Ratios are of medians. Where the ranges of the runs overlap, the difference may be noise, and is said to be.
            """)

    @Argument(help: ArgumentHelp("Written by feedtop bench … --json.", valueName: "a")) var first: String
    @Argument(help: ArgumentHelp("The same, later or elsewhere.", valueName: "b")) var second: String

    func run() throws {
        let comparison = Comparison(first: try MeasurementFile(first), second: try MeasurementFile(second))
        try Standard.output.write(comparison.text)
        guard comparison.hasPairs else {
            throw Failure.usage(
                "\(first) and \(second): no row is in both; compare two runs of the same benchmark")
        }
    }
}
