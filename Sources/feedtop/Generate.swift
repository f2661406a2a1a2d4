internal import ArgumentParser
internal import Intake
internal import Simulator

/// `feedtop generate`: a synthetic feed in a file.
struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a realistic synthetic feed to a file.",
        discussion: """
            feedtop generate day.itch                        an ITCH day file (BinaryFILE), a million messages
            feedtop generate day.pcap                        the same messages as MoldUDP64 datagrams
            feedtop generate - --format order-update         an order-update stream on standard output

            The name's ending chooses the format: .pcap, .pcapng, .itch, .NASDAQ_ITCH50, .bin, .updates; for any other name
            it is binaryfile, unless --format says otherwise.
            The same seed and settings give the same messages in every format.
            """)

    @Argument(help: ArgumentHelp("The file to write; - is standard output.", valueName: "file")) var file:
        String
    @Option(
        help: ArgumentHelp(
            "\(FeedGenerator.Format.allCases.map(\.rawValue).joined(separator: ", ")) (default: by the file's name).",
            valueName: "format"))
    var format: String?
    @Option(
        name: .customLong("protocol"),
        help: ArgumentHelp("What a capture carries: itch-5.0 or order-update.", valueName: "name"))
    var content: String?
    @Option(help: ArgumentHelp("Messages of the day.", valueName: "count")) var messages = 1_000_000
    @Option(
        help: ArgumentHelp("Instruments, up to 65535 (default: what suits the messages).", valueName: "count")
    )
    var symbols: Int?
    @Option(
        help: ArgumentHelp(
            "Orders live at the same time, about, from early on until the end (default: what suits the rest).",
            valueName: "count"))
    var liveOrders: Int?
    @Option(help: ArgumentHelp("Everything random follows from it.", valueName: "number")) var seed: UInt64 =
        1
    @Option(help: ArgumentHelp("Messages per second, on the mean.", valueName: "rate")) var rate = 100_000.0
    @Option(help: ArgumentHelp("0: an even flow; 1: bursts with quiet between.", valueName: "0...1"))
    var burstiness = 0.5
    @Option(help: ArgumentHelp("Trading day (default 2019-12-30).", valueName: "yyyy-mm-dd")) var date:
        String?
    @Option(help: ArgumentHelp("When the day begins, in New York (default 09:29:59).", valueName: "hh:mm:ss"))
    var start: String?
    @Flag(help: "Every live order is equally likely to go (default: young ones go first).") var uniform =
        false
    @Flag(help: "Now and then the book crosses on purpose.") var crossed = false
    @OptionGroup(title: "Faults (captures only)") var faults: FaultFlags

    func run() throws {
        let format = try chosenFormat()
        let content = try Self.content(content, of: format)
        var exchange = ExchangeSettings(messages: messages, seed: seed)
        if let symbols { exchange.symbols = symbols }
        exchange.liveOrders = liveOrders
        if let date {
            guard let day = TradingDay.parse(date) else {
                throw Failure.usage("--date \(date): not a date; write it as 2019-12-30")
            }
            exchange.tradingDay = day
        }
        if let start { exchange.startTime = try Self.timeOfDay(start) }
        exchange.meanRate = rate
        exchange.burstiness = burstiness
        exchange.lifetimes = uniform ? .uniform : .youngFirst
        exchange.crossesOnPurpose = crossed
        var generator = FeedGenerator(format, exchange)
        generator.content = content
        let plan = try faults.plan(seed: seed)
        generator.faults = plan.isHarmless ? .none : plan
        if file == "-", Standard.output.isTerminal {
            throw Failure.usage("standard output is a terminal; name a file, or pipe it on")
        }
        // Everything that can be refused is, before a file that is there is emptied.
        if !format.isCapture, generator.faults != .none {
            throw Failure.usage(GenerationError.faultsNeedDatagrams(format).description)
        }
        do { _ = try SyntheticExchange(exchange) } catch { throw Failure.usage(error.description) }
        if let contradiction = contradiction(format) { Standard.error.line("feedtop: \(contradiction)") }
        do {
            var sink = try FileSink(path: file)
            let report = try generator.generate { bytes throws(FileSinkError) in try sink.write(bytes) }
            try sink.close()
            Self.tell(report, file)
        } catch let error as GenerationError {
            if case .settings = error { throw Failure.usage(error.description) }
            throw Failure.failed(error.description)
        } catch let error as FileSinkError {
            throw Failure.failed(error.description)
        }
    }

    private func chosenFormat() throws(Failure) -> FeedGenerator.Format {
        guard let format else { return FeedGenerator.Format(fileName: file) ?? .binaryFile }
        guard let chosen = FeedGenerator.Format(rawValue: format) else {
            let known = FeedGenerator.Format.allCases.map(\.rawValue).joined(separator: ", ")
            throw .usage("--format \(format): unknown; one of \(known)")
        }
        return chosen
    }

    /// What the name promises and the file is not; `nil`: it is what its name says, or the name says nothing.
    private func contradiction(_ format: FeedGenerator.Format) -> String? {
        guard file != "-" else { return nil }
        if let program = FeedGenerator.Format.compression(fileName: file) {
            return
                "\(file): is written uncompressed, whatever its name says; name it without its ending, and have it "
                + "compressed by \(program)"
        }
        guard let named = FeedGenerator.Format(fileName: file), named != format else { return nil }
        return
            "\(file): is written as \(format.rawValue), as --format says, where its name says \(named.rawValue)"
    }

    /// Nanoseconds after midnight.
    private static func timeOfDay(_ text: String) throws(Failure) -> UInt64 {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { UInt64($0) }
        guard (2...3).contains(parts.count), let hours = parts[0], let minutes = parts[1],
            let seconds = parts.count == 3 ? parts[2] : 0, hours < 24, minutes < 60, seconds < 60
        else { throw .usage("--start \(text): a time of day; write it as 09:29:59") }
        return ((hours * 60 + minutes) * 60 + seconds) * 1_000_000_000
    }

    private static func content(
        _ name: String?, of format: FeedGenerator.Format
    ) throws(Failure) -> FeedGenerator.Content {
        let own: FeedGenerator.Content = format == .orderUpdate ? .orderUpdate : .itch
        guard let name else { return own }
        guard let content = FeedGenerator.Content(rawValue: name) else {
            throw .usage("--protocol \(name): a capture carries itch-5.0 or order-update")
        }
        guard format.isCapture || content == own else {
            throw .usage(
                "--protocol \(name): --format \(format.rawValue) carries \(own.rawValue); choose another format"
            )
        }
        return content
    }

    /// One line on standard error: the feed itself may be going to standard output.
    private static func tell(_ report: GenerationReport, _ file: String) {
        var line = "\(file): \(Plain.grouped(report.messages)) messages, \(Plain.grouped(report.bytes)) bytes"
        if report.datagrams > 0 { line += ", \(Plain.grouped(report.datagrams)) datagrams" }
        if !report.faults.faults.isEmpty { line += ", \(Plain.grouped(report.faults.faults.count)) faults" }
        Standard.error.line(line)
    }
}
