/// The front end: opens the terminal, draws pictures of the market, hands keys on.
public enum Screen {
    /// Runs on the calling thread (the main one) until the person quits, a signal asks for the end, or the
    /// terminal goes away. The terminal is restored in every case.
    public static func run(
        _ source: some ScreenSource, _ options: ScreenOptions
    ) throws(ScreenError) -> ScreenExit {
        var terminal = try Terminal(options)
        var loop = ScreenLoop(source, options, size: terminal.size)
        let exit: ScreenExit
        do throws(ScreenError) {
            try terminal.enter()
            exit = try loop.run(&terminal)
        } catch {
            terminal.leave()
            terminal.close()
            throw error
        }
        terminal.leave()
        terminal.close()
        if let file = options.layout { file.keep(loop.layout(after: file.layout)) }
        return exit
    }
}
