internal import ArgumentParser
internal import Screen

/// What every command with a screen takes.
struct ScreenFlags: ParsableArguments {
    @Option(help: ArgumentHelp("A theme by name, or the path of a .toml file.", valueName: "name")) var theme:
        String?
    @Option(help: ArgumentHelp("auto, always, never, 16, 256 or truecolor.", valueName: "when")) var color:
        String?
    @Flag(help: "ASCII characters only.") var ascii = false
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Settings and alert thresholds (default: $XDG_CONFIG_HOME/feedtop/config.toml, else "
                + "/etc/feedtop/config.toml).", valueName: "path"))
    var config: String?

    /// Flags go before the environment, that before the configuration.
    func options() throws(Failure) -> ScreenOptions {
        let kept: ConfigFile
        do { kept = try ConfigFile.load(config) } catch { throw .usage(error.description) }
        var options = ScreenOptions()
        options.thresholds = kept.thresholds
        options.framesPerSecond = kept.framesPerSecond ?? options.framesPerSecond
        options.isASCII = ascii || kept.isASCII == true
        options.hasMouse = kept.hasMouse == true
        options.hasBell = kept.hasBell == true
        options.colour = try colour(kept)
        if let theme = theme ?? kept.theme {
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
        return options
    }

    private func colour(_ kept: ConfigFile) throws(Failure) -> ColourOption {
        guard let color else {
            let isRefused = Environment.value("NO_COLOR").map { !$0.isEmpty } ?? false
            return isRefused ? .auto : kept.colour ?? .auto
        }
        guard let colour = ColourOption(rawValue: color) else {
            let known = ColourOption.allCases.map(\.rawValue).joined(separator: ", ")
            throw .usage("--color \(color): unknown; one of \(known)")
        }
        return colour
    }
}
