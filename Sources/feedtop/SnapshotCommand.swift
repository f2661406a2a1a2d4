internal import ArgumentParser
internal import Glibc
internal import Intake
internal import Market
internal import OrderFlow
internal import Screen

/// `feedtop snapshot`: one picture of a file, without a terminal.
struct SnapshotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract:
            "Draw any view of a file at a moment of its replay, as text, ANSI or SVG, without a terminal.",
        discussion: """
            feedtop snapshot day.pcap                              the overview at the end of the file
            feedtop snapshot day.pcap --view book --select AAPL --at 09:31:07
            feedtop snapshot day.pcap --view rates --size 200x60 --format svg > rates.svg

            The picture follows from the bytes of the file alone. What depends on the host it is drawn on (handling
            latency, events behind) is not known and shown as -.
            """)

    @OptionGroup var source: SourceOptions
    @Option(
        help: ArgumentHelp(
            SnapshotView.allCases.map(\.rawValue).joined(separator: ", ") + ".", valueName: "name"))
    var view = SnapshotView.overview.rawValue
    @Option(help: ArgumentHelp("Columns and rows, 20x5 to 400x100.", valueName: "columns x rows")) var size =
        "80x24"
    @Option(
        help: ArgumentHelp(
            Still.Format.allCases.map(\.rawValue).joined(separator: ", ") + ".", valueName: "name"))
    var format = Still.Format.text.rawValue
    @Option(help: ArgumentHelp("The instrument to select (default: the first row).", valueName: "symbol"))
    var select: String?
    @Option(
        help: ArgumentHelp(
            "The moment: a time of day, a message's number, so long after the start or before the end, start or end "
                + "(default: the end).",
            valueName: "09:31:07|#123456|+10s|-10s|start|end"))
    var at: String?
    @OptionGroup var look: ScreenFlags

    func run() throws {
        guard let view = SnapshotView(rawValue: view) else {
            throw Failure.usage("--view \(self.view): unknown; one of \(Self.names(SnapshotView.self))")
        }
        guard let format = Still.Format(rawValue: format) else {
            throw Failure.usage("--format \(self.format): unknown; one of \(Self.names(Still.Format.self))")
        }
        let (columns, rows) = try Self.size(size)
        let options = try look.options()
        var still = Still(rows: rows, columns: columns, isASCII: options.isASCII)
        still.theme = options.theme
        still.depth = Self.depth(options.colour)
        still.state.view = view

        guard case .file = try source.setting(replay: nil).address else {
            throw Failure.usage("\(source.shown): a snapshot is of a file")
        }
        let stop = try moment(options)
        // Read twice: first for what there will be to show, then with it selected from the start.
        let first = try read(options, until: stop) { _ in }
        var request = still.state.request
        request.selected = try selected(in: first)
        still.state.request = request
        request = still.request(after: first.snapshot(request), first.status(named: source.shown))
        let reader = try read(options, until: stop) { reader in _ = reader.snapshot(request) }
        let status = reader.status(named: source.shown)
        request = still.request(after: reader.snapshot(request), status)
        try Standard.output.writeExactly(still.draw(reader.snapshot(request), status, as: format))
        if let failure = reader.setting.report.failure { throw Failure(failure) }
    }

    /// Where to stop. So long before the end is known only once the end is.
    private func moment(_ options: ScreenOptions) throws -> StillReader.Stop {
        guard let at else { return .at(.end) }
        guard at.utf8.first(where: { $0 != UInt8(ascii: " ") }) == UInt8(ascii: "-") else {
            return .asked(at)
        }
        let whole = try read(options, until: .at(.end)) { _ in }
        do throws(SeekTargetError) {
            let isEastern = whole.setting.directory.count > 0 && whole.setting.directory[0].isEastern
            return .at(try SeekTarget(parsing: at, at: whole.clock, isEastern: isEastern))
        } catch {
            throw Failure.usage("--at \(at): \(error)")
        }
    }

    /// A source that ends with an error is drawn as far as it could be read.
    private func read(
        _ options: ScreenOptions, until stop: StillReader.Stop, begin: (StillReader) -> Void
    ) throws -> StillReader {
        let reader = StillReader(try source.setting(replay: nil), until: stop, thresholds: options.thresholds)
        reader.run(begin: begin)
        if let refusal = reader.refusal { throw Failure.usage("--at \(at ?? ""): \(refusal)") }
        if let failure = reader.setting.report.failure, reader.setting.directory.count == 0 {
            throw Failure(failure)
        }
        return reader
    }

    /// The instrument asked for, or the first row of the table.
    private func selected(in reader: StillReader) throws -> InstrumentKey? {
        var request = SnapshotRequest()
        request.rowCount = 1 << 16
        let rows = reader.snapshot(request).rows
        guard let select else { return rows.first?.key }
        guard let row = rows.first(where: { $0.symbol.description == select }) else {
            throw Failure.usage(
                "--select \(select): no such instrument among \(rows.count) of \(source.shown)")
        }
        return row.key
    }

    static func size(_ text: String) throws(Failure) -> (columns: Int, rows: Int) {
        let parts = text.split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count == 2, let columns = Int(parts[0]), let rows = Int(parts[1]),
            (20...400).contains(columns), (5...100).contains(rows)
        else { throw Failure.usage("--size \(text): columns and rows, such as 120x40, from 20x5 to 400x100") }
        return (columns, rows)
    }

    private static func depth(_ colour: ColourOption) -> ColourDepth {
        switch colour {
        case .never: .none
        case .sixteen: .sixteen
        case .twoHundredFiftySix: .twoHundredFiftySix
        case .auto, .always, .trueColour: .direct
        }
    }

    private static func names<Value: RawRepresentable<String> & CaseIterable>(_: Value.Type) -> String {
        Value.allCases.map(\.rawValue).joined(separator: ", ")
    }
}
