internal import ArgumentParser
internal import Screen

/// What every command with a screen takes.
struct ScreenFlags: ParsableArguments {
    @Option(help: ArgumentHelp("A theme by name, or the path of a .toml file.", valueName: "name")) var theme:
        String?
    @Option(help: ArgumentHelp("auto, always, never, 16, 256 or truecolor.", valueName: "when")) var color =
        "auto"
    @Flag(help: "ASCII characters only.") var ascii = false
    @Option(help: ArgumentHelp("Pictures per second at most, 1 to 60.", valueName: "count")) var fps: Int?
    @Flag(
        inversion: .prefixedNo,
        help: "The wheel scrolls, a click selects; copying then takes Shift.") var mouse = false
    @Flag(help: "Ring the terminal's bell for each new alert.") var bell = false
    @Flag(help: "Forget how the screen was left the last time.") var resetLayout = false

    func options() throws(Failure) -> ScreenOptions {
        var options = ScreenOptions()
        if let path = LayoutFile.standardPath {
            if resetLayout, let failure = LayoutFile.forget(path) {
                Standard.error.line("feedtop: \(failure)")
            }
            options.layout = LayoutFile(reading: path)
        }
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
        } else if let kept = options.layout?.layout.theme {
            do throws(ThemeError) {
                options.choice = try Theme.choose(kept)
                options.theme = try options.choice.load().theme
            } catch {
                options.notice = "\(error.description); the default theme is shown"
            }
        }
        options.framesPerSecond = try framesPerSecond(kept: options.layout?.layout.framesPerSecond)
        options.hasMouse = mouse
        options.hasBell = bell
        guard let colour = ColourOption(rawValue: color) else {
            let known = ColourOption.allCases.map(\.rawValue).joined(separator: ", ")
            throw .usage("--color \(color): unknown; one of \(known)")
        }
        options.colour = colour
        options.isASCII = ascii
        return options
    }

    private func framesPerSecond(kept: Int?) throws(Failure) -> Int {
        guard let fps else { return kept ?? 10 }
        guard (1...60).contains(fps) else { throw .usage("--fps \(fps): from 1 to 60 pictures per second") }
        return fps
    }
}
