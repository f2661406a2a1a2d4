internal import ArgumentParser
internal import Intake
internal import Simulator

/// `feedtop bench`: the receive techniques of the reference design, side by side.
struct BenchReceive: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receive",
        abstract:
            "Compare the four receive techniques over loopback, from the socket to the book (the default).",
        discussion: """
            A process of its own sends order updates over TCP and in UDP datagrams of 1,376 bytes. Throughput is the
            most that loses nothing. Latencies are one-way: from when each message was due to be sent, however late
            it was sent, until it was in the book.
            """)

    @Option(help: ArgumentHelp("Length of each measurement.", valueName: "s")) var seconds = 1.0
    @Option(
        help: ArgumentHelp(
            "Only this one of \(Technique.compared.map(\.rawValue).joined(separator: ", ")).",
            valueName: "name"),
        transform: { name in try Self.chosen(name, of: Technique.compared) })
    var technique: Technique?
    @Option(
        help: ArgumentHelp("Only this one of tcp, udp.", valueName: "name"),
        transform: { name in try Self.chosen(name, of: LoopSender.Transport.allCases) })
    var transport: LoopSender.Transport?
    @Option(
        help: ArgumentHelp(
            "Latencies at this rate alone, in messages/s; 0: the throughput alone.", valueName: "rate",
            visibility: .hidden))
    var rate: UInt64?
    @Flag(help: "Print one JSON object instead of tables.") var json = false

    func validate() throws {
        guard seconds >= 0.05, seconds <= 3600 else {
            throw ValidationError("--seconds \(seconds): from 0.05 to 3600")
        }
    }

    private static func chosen<Choice: RawRepresentable<String>>(
        _ name: String, of choices: [Choice]
    ) throws -> Choice {
        if let choice = choices.first(where: { $0.rawValue == name }) { return choice }
        let known = choices.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("'\(name)' is none of \(known)")
    }

    func run() throws {
        let sender = try SenderProcess.start()
        var report = BenchReport()
        let measure = BenchMeasure(nanoseconds: UInt64(seconds * 1e9), only: rate)
        for transport in LoopSender.Transport.allCases where self.transport ?? transport == transport {
            for technique in Technique.compared where self.technique ?? technique == technique {
                if Standard.error.isTerminal {
                    Standard.error.line("measuring \(technique.rawValue) over \(transport.rawValue) …")
                }
                let wanted = BenchCase(technique: technique, transport: transport)
                report.rows.append(try measure.row(wanted, sender))
            }
        }
        try Standard.output.write(json ? report.json : report.text)
    }
}

extension Technique {
    /// Those of the reference design, slowest first.
    static let compared: [Technique] = [.copying, .vectored, .inPlace, .ioUring]
}
