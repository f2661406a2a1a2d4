internal import ArgumentParser
internal import Screen

/// What a command takes that a person watches: how the screen behaves, and what it remembers.
struct WatchFlags: ParsableArguments {
    @OptionGroup var look: ScreenFlags
    @Option(help: ArgumentHelp("Pictures per second at most, 1 to 60.", valueName: "count")) var fps: Int?
    @Flag(inversion: .prefixedNo, help: "The wheel scrolls, a click selects; copying then takes Shift.")
    var mouse: Bool?
    @Flag(inversion: .prefixedNo, help: "Ring the terminal's bell for each new alert.") var bell: Bool?
    @Flag(help: "Forget how the screen was left the last time.") var resetLayout = false

    /// What a flag says counts for this run; for the rest the screen begins as it was left.
    func options() throws(Failure) -> ScreenOptions {
        var options = try look.options()
        if let fps {
            guard (1...60).contains(fps) else {
                throw .usage("--fps \(fps): from 1 to 60 pictures per second")
            }
            options.framesPerSecond = fps
        }
        if let mouse { options.hasMouse = mouse }
        if let bell { options.hasBell = bell }
        guard let path = LayoutFile.standardPath else { return options }
        if resetLayout, let failure = LayoutFile.forget(path) { Standard.error.line("feedtop: \(failure)") }
        let file = LayoutFile(reading: path)
        if fps == nil, let kept = file.layout.framesPerSecond { options.framesPerSecond = kept }
        if look.theme == nil, let kept = file.layout.theme {
            do throws(ThemeError) {
                options.choice = try Theme.choose(kept)
                options.theme = try options.choice.load().theme
            } catch {
                options.notice = error.brief
            }
        }
        options.layout = file
        return options
    }
}
