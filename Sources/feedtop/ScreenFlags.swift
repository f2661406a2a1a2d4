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
            do throws(ThemeError) { options.choice = try Theme.choose(theme) } catch {
                throw .usage(error.description)
            }
            do throws(ThemeError) {
                let file = try options.choice.load()
                for warning in file.warnings { Standard.error.line("feedtop: \(warning)") }
                options.theme = file.theme
            } catch {
                // A slip in a file of looks keeps nobody from the market. Mended, it is shown at once.
                Standard.error.line("feedtop: \(error); the default theme is shown instead")
                options.notice = error.brief
            }
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
