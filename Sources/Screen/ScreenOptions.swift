public import Market

/// How the screen is to look and behave.
public struct ScreenOptions: Sendable {
    public var theme: Theme
    /// Where the theme is from: its file is looked at again while the screen is open.
    public var choice = ThemeChoice(name: "dark")
    /// What is told at the foot of the first picture.
    public var notice: String?
    public var colour = ColourOption.auto
    /// ASCII characters only, whatever the locale says.
    public var isASCII = false
    /// Pictures per second, 1...60.
    public var framesPerSecond = 10
    /// The wheel scrolls and a click selects; the terminal's own selecting and copying then takes Shift.
    public var hasMouse = false
    /// The terminal's bell rings once for each new alert.
    public var hasBell = false
    /// Where the screen begins, and where it is kept how it was left; `nil`: nothing is kept.
    public var layout: LayoutFile?
    /// When alerts are raised: for whoever keeps the market that is shown.
    public var thresholds = AlertThresholds()

    /// The terminal's path; `nil`: the one that the program was started on.
    public var device: String?

    public init(theme: Theme = .dark) { self.theme = theme }
}

/// Why the screen was left.
public enum ScreenExit: Sendable, Equatable {
    case quit
    /// A signal asked for the end (SIGHUP also when the terminal went away). The terminal is restored; the
    /// command raises the signal again with its default action, so that the exit status tells.
    case signal(Int32)
}
