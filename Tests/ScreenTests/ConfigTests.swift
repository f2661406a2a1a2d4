import Market
import Testing

@testable import Screen

@Suite("Configuration")
struct ConfigTests {
    private func parse(_ text: String) throws(ConfigError) -> ConfigFile {
        try ConfigFile(parsing: text, path: "c.toml")
    }

    @Test("without anything in it, nothing is changed")
    func empty() throws {
        #expect(try parse("") == ConfigFile())
        #expect(try parse("# nothing\n[alerts]\n").thresholds == AlertThresholds())
    }

    @Test("every key")
    func everything() throws {
        let config = try parse(
            """
            theme = "nord"
            fps = 30
            ascii = true
            mouse = false
            bell = true
            color = 256

            [alerts]
            silence = "5s"
            gap = 10
            burst = false
            latency = "1.5ms"
            crossed = "250ms"
            behind = "1m"
            """)
        #expect(config.theme == "nord" && config.framesPerSecond == 30 && config.isASCII == true)
        #expect(config.hasMouse == false && config.hasBell == true && config.colour == .twoHundredFiftySix)
        var thresholds = AlertThresholds()
        thresholds.silence = 5
        thresholds.gap = 10
        thresholds.burst = nil
        thresholds.latency = 0.0015
        thresholds.crossed = 0.25
        thresholds.behind = 60
        #expect(config.thresholds == thresholds)
        let off = try parse(
            "alerts = { silence = false, gap = false, latency = false, crossed = false, behind = false }")
        #expect(off.thresholds.silence == nil && off.thresholds.gap == nil && off.thresholds.latency == nil)
        #expect(off.thresholds.crossed == nil && off.thresholds.behind == nil && off.thresholds.burst == 1000)
        #expect(try parse("alerts.silence = \"1h\"").thresholds.silence == 3600)
    }

    @Test(
        "what is wrong names file, line, key and remedy, word by word",
        arguments: [
            ("\n\nfsp = 3", "c.toml:3: 'fsp' is unknown; did you mean 'fps'?"),
            (
                "[alerts]\ngap = 1\nsilense = \"3s\"",
                "c.toml:3: 'alerts.silense' is unknown; did you mean 'silence'?"
            ),
            ("[alarms]\n", "c.toml:1: 'alarms' is unknown; did you mean 'alerts'?"),
            ("fps = 0", "c.toml:1: 'fps' is 0 but must be a number of pictures per second, 1 to 60"),
            ("fps = 61", "c.toml:1: 'fps' is 61 but must be a number of pictures per second, 1 to 60"),
            (
                "fps = \"10\"",
                "c.toml:1: 'fps' is \"10\" but must be a number of pictures per second, 1 to 60"
            ),
            (
                "theme = 3",
                "c.toml:1: 'theme' is 3 but must be the name of a theme such as \"dark\", or the path of one"
            ),
            (
                "theme = \"\"",
                "c.toml:1: 'theme' is \"\" but must be the name of a theme such as \"dark\", or the path of one"
            ),
            ("bell = \"yes\"", "c.toml:1: 'bell' is \"yes\" but must be true or false"),
            ("mouse = 1", "c.toml:1: 'mouse' is 1 but must be true or false"),
            (
                "color = \"red\"",
                "c.toml:1: 'color' is \"red\" but must be one of \"auto\", \"always\", \"never\", \"16\", \"256\", \"truecolor\""
            ),
            (
                "# thresholds\n[alerts]\nsilence = 3",
                "c.toml:3: 'alerts.silence' is 3 but must be a duration such as \"3s\" or \"10ms\", or false to switch it off"
            ),
            (
                "[alerts]\n\nlatency = \"10\"",
                "c.toml:3: 'alerts.latency' is \"10\" but must be a duration such as \"3s\" or \"10ms\", or false to switch it off"
            ),
            (
                "[alerts]\n  behind = \"0s\"",
                "c.toml:2: 'alerts.behind' is \"0s\" but must be a duration such as \"3s\" or \"10ms\", or false to switch it off"
            ),
            (
                "[alerts]\ncrossed = true",
                "c.toml:2: 'alerts.crossed' is true but must be a duration such as \"3s\" or \"10ms\", or false to switch it off"
            ),
            (
                "[alerts]\n\"gap\" = 0",
                "c.toml:2: 'alerts.gap' is 0 but must be a number of messages from 1 on, or false to switch it off"
            ),
            (
                "\nalerts = { burst = \"many\" }",
                "c.toml:2: 'alerts.burst' is \"many\" but must be a number of messages from 1 on, or false to switch it off"
            ),
            (
                "fps = 3\nalerts.gap = -1",
                "c.toml:2: 'alerts.gap' is -1 but must be a number of messages from 1 on, or false to switch it off"
            ),
            (
                "alerts = 3",
                "c.toml:1: 'alerts' is 3 but must be a table of thresholds, such as: [alerts] and below it silence = \"3s\""
            ),
            ("\n[!", "c.toml:2: a table's name is missing after '['"),
        ])
    func wrong(text: String, message: String) {
        do throws(ConfigError) {
            _ = try parse(text)
            Issue.record("accepted: \(text)")
        } catch {
            #expect(error.description == "configuration " + message)
        }
    }

    @Test("what is no TOML, or no text, says so")
    func syntax() {
        do throws(ConfigError) {
            _ = try parse("fps = 3\nbell = \"\n")
            Issue.record("accepted")
        } catch {
            #expect(error.description.hasPrefix("configuration c.toml:2: "))
        }
        #expect(throws: ConfigError.notText(path: "c.toml")) { try parse("a\0b") }
        #expect(throws: ConfigError.cannotRead(path: "/no/such.toml", reason: "No such file or directory")) {
            try ConfigFile.load("/no/such.toml")
        }
        #expect(throws: ConfigError.cannotRead(path: "/", reason: "Is a directory")) {
            try ConfigFile.load("/")
        }
    }
}
