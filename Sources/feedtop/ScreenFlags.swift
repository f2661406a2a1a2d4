internal import ArgumentParser
internal import Screen

/// What every command with a screen takes.
struct ScreenFlags: ParsableArguments {
    @Option(help: ArgumentHelp("A theme by name, or the path of a .toml file.", valueName: "name")) var theme:
        String?
    @Option(help: ArgumentHelp("auto, always, never, 16, 256 or truecolor.", valueName: "when")) var color =
        "auto"
    @Flag(help: "ASCII characters only.") var ascii = false

    func options() throws(Failure) -> ScreenOptions {
        var options = ScreenOptions()
        if let theme {
            do {
                let file = try Theme.load(theme)
                for warning in file.warnings { Standard.error.line("feedtop: \(warning)") }
                options.theme = file.theme
            } catch { throw .usage(error.description) }
        }
        guard let colour = ColourOption(rawValue: color) else {
            let known = ColourOption.allCases.map(\.rawValue).joined(separator: ", ")
            throw .usage("--color \(color): unknown; one of \(known)")
        }
        options.colour = colour
        options.isASCII = ascii
        return options
    }
}
