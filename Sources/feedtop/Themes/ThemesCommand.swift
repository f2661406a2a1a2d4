internal import ArgumentParser
internal import Glibc
internal import Market
internal import OrderFlow
internal import Screen

/// `feedtop themes`: which there are, what they look like, and their files.
struct ThemesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "themes",
        abstract: "List the themes, show one, or print its file to begin a theme of your own with.",
        discussion: """
            feedtop themes                   all there are, with a sample of their colours
            feedtop themes nord              a picture of a small simulated market in that theme
            feedtop themes nord --export > ~/.config/feedtop/themes/mine.toml
            feedtop --theme mine demo        shown with it; a change of the file is seen at once, T goes on to the next

            A name is looked for in $XDG_CONFIG_HOME/feedtop/themes, $XDG_DATA_HOME/feedtop/themes, /etc, /usr/local/share,
            /usr/share and in the program itself; a path of a .toml file does as well.
            """)

    @Argument(help: ArgumentHelp("The theme to show.", valueName: "name")) var name: String?
    @Flag(help: "Print the theme's file instead of a picture.") var export = false
    @Option(
        help: ArgumentHelp(
            "The view to show: \(SnapshotView.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "name"))
    var view = SnapshotView.overview.rawValue
    @Option(help: ArgumentHelp("Columns and rows of the picture.", valueName: "columns x rows")) var size = "80x24"
    @Option(help: ArgumentHelp("auto, always, never, 16, 256 or truecolor.", valueName: "when")) var color = "auto"
    @Flag(help: "ASCII characters only.") var ascii = false

    func run() throws {
        let depth = try depth()
        guard let name else {
            guard !export else { throw Failure.usage("--export: name the theme whose file is wanted") }
            return try Standard.output.writeExactly(list(depth))
        }
        let choice: ThemeChoice
        let file: ThemeFile
        do throws(ThemeError) {
            choice = try Theme.choose(name)
            if export { return try Self.put(try choice.text()) }
            file = try choice.load()
        } catch { throw Failure.usage(error.description) }
        for warning in file.warnings { Standard.error.line("feedtop: \(warning)") }
        guard let view = SnapshotView(rawValue: view) else {
            let known = SnapshotView.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure.usage("--view \(self.view): unknown; one of \(known)")
        }
        let (columns, rows) = try SnapshotCommand.size(size)
        var still = Still(rows: rows, columns: columns, isASCII: ascii)
        still.theme = file.theme
        still.state.view = view
        if let depth { still.depth = depth }
        try Standard.output.writeExactly(SampleMarket.draw(&still, as: depth == nil ? .text : .ansi))
    }

    /// What is printed to anybody: themes are files of others.
    private static func put(_ text: String) throws(ThemeError) {
        let text = HarmlessText.of(text.hasSuffix("\n") ? text : text + "\n", keeping: ["\n", "\r", "\t"])
        do throws(Failure) { try Standard.output.writeExactly(text) } catch {
            throw .cannotRead(path: "standard output", reason: error.line)
        }
    }

    /// A line for each: name, sample, where it is from, what it is for.
    private func list(_ depth: ColourDepth?) throws -> String {
        let choices = ThemeChoice.all()
        let width = choices.map { Glyph.width(of: $0.name) }.max() ?? 0
        var lines = ""
        for choice in choices {
            let name = HarmlessText.of(choice.name)
            lines += name + String(repeating: " ", count: max(1, width + 2 - Glyph.width(of: name)))
            do throws(ThemeError) {
                let theme = try choice.load().theme
                if let depth { lines += Self.sample(theme, depth, isASCII: ascii) + "  " }
                lines += choice.path.map { "\(HarmlessText.of($0)): " } ?? "built in: "
                lines += HarmlessText.of(try choice.summary())
            } catch {
                lines += HarmlessText.of("cannot be used: \(error)")
            }
            lines += "\n"
        }
        return lines
    }

    /// A few words as the theme draws them.
    private static func sample(_ theme: Theme, _ depth: ColourDepth, isASCII: Bool) -> String {
        let words: [(String, Style)] = [
            (" LIVE ", .badge(.ok)), (" ", Style(.foreground)), ("bid", Style(.bid)), (" ", Style(.foreground)),
            ("ask", Style(.ask)), (" ", Style(.foreground)), ("▲", Style(.up)), ("▼", Style(.down)),
            (" ", Style(.foreground)), ("row", Style(.selection)), (" ", Style(.foreground)), ("▂", Style(.graphLow)),
            ("▅", Style(.graphMid)), ("█", Style(.graphHigh)), (" ", Style(.foreground)), ("warn", Style(.warning)),
            (" ", Style(.foreground)), (" ALERT ", .badge(.alert)), (" ", Style(.foreground)),
        ]
        var grid = Grid(rows: 1, columns: words.reduce(0) { $0 + Glyph.width(of: $1.0) }, isASCII: isASCII)
        var column = 0
        for (word, style) in words { column = grid.put(word, 0, column, style) }
        return String(AnsiText.text(grid, theme, depth).dropLast())
    }

    /// `nil`: no escape sequences at all.
    private func depth() throws(Failure) -> ColourDepth? {
        guard let option = ColourOption(rawValue: color) else {
            let known = ColourOption.allCases.map(\.rawValue).joined(separator: ", ")
            throw .usage("--color \(color): unknown; one of \(known)")
        }
        if option == .never { return nil }
        let hasColour = !(Environment.value("NO_COLOR") ?? "").isEmpty
        let term = Environment.value("TERM") ?? ""
        if option == .auto, !Standard.output.isTerminal || hasColour || term.isEmpty || term == "dumb" { return nil }
        return ColourDepth.guess(option, term: term, colourTerm: Environment.value("COLORTERM") ?? "")
    }
}
