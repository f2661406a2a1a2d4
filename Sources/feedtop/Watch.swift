internal import ArgumentParser
internal import Intake

/// `feedtop SOURCE`: the screen.
struct Watch: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Watch a source on the screen (what feedtop does when no command is named).",
        discussion:
            "Files are replayed at their own pace; [ and ] change the speed, space pauses, ? shows all keys.")

    @OptionGroup var source: SourceOptions
    @Option(
        help: ArgumentHelp(
            "Replay speed to begin with: 0.1, 0.2, 0.5, 1, 2, 5 … 1000, or max.", valueName: "factor"))
    var speed = "1"
    @OptionGroup var screen: WatchFlags

    func run() throws {
        let replay = ReplayControl(speed: try Self.speed(speed))
        // A dash is what an unknown figure looks like.
        let name = source.shown == "-" ? "standard input" : source.shown
        try WatchSession(source.setting(replay: replay), named: name, screen.options()).run()
    }

    static func speed(_ text: String) throws(Failure) -> Double {
        if text == "max" { return .infinity }
        let number = text.hasSuffix("x") ? String(text.dropLast()) : text
        guard let speed = Double(number), ReplayControl.speeds.contains(speed), speed.isFinite else {
            let known = ReplayControl.speeds.dropLast().map { $0 < 1 ? "\($0)" : "\(Int($0))" }
            throw .usage("--speed \(text): a replay runs at \(known.joined(separator: ", ")) or max")
        }
        return speed
    }
}
