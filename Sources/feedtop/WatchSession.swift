internal import Glibc
internal import Intake
internal import Market
internal import OrderFlow
internal import Screen

/// One source on the screen, from the first byte to the restored terminal.
struct WatchSession {
    let setting: ReceiverSetting
    /// As the user named it.
    let name: String
    let options: ScreenOptions

    init(_ setting: ReceiverSetting, named name: String, _ options: ScreenOptions) {
        self.setting = setting
        self.name = name
        self.options = options
    }

    func run() throws {
        guard Standard.output.isTerminal else {
            throw Failure.usage("standard output is no terminal; use 'feedtop summary \(name)' there")
        }
        let source = WatchedSource(setting, named: name, thresholds: options.thresholds)
        if let failure = earlyFailure() {
            source.stop()
            throw Failure(failure)
        }
        let exit: ScreenExit
        do throws(ScreenError) {
            exit = try Screen.run(source, options)
        } catch {
            source.stop()
            throw Failure.failed(error.description)
        }
        source.stop()
        let report = source.report
        for note in report.notes { Standard.error.line("feedtop: \(note)") }
        if case .signal(let number) = exit {
            signal(number, SIG_DFL)
            raise(number)
        }
        if let failure = report.failure { throw Failure(failure) }
    }

    /// A source that cannot be read at all is better told as a line than on a screen: most of them fail at once.
    private func earlyFailure() -> IntakeError? {
        for _ in 0..<50 {
            if let failure = setting.report.failure {
                return setting.directory.knownCount == 0 ? failure : nil
            }
            if setting.directory.knownCount > 0 { return nil }
            usleep(10_000)
        }
        return nil
    }
}
