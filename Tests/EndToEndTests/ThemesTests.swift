import Foundation
import Testing

@Suite("Themes on the command line")
struct ThemesTests {
    private let home = Scratch()

    private func run(_ arguments: String...) throws -> Program.Result {
        try Program.run(["themes"] + arguments, environment: ["XDG_CONFIG_HOME": home.path], seconds: 30)
    }

    private func write(_ name: String, _ text: String) throws {
        let folder = home.file("feedtop/themes")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
    }

    @Test("all are listed with where they are from, plain where standard output is no terminal")
    func list() throws {
        try write("mine.toml", "# Mine. More of it.\nbid = \"#00ff00\"\n")
        try write("broken.toml", "bid = \"#00ff0\"\n")
        let result = try run()
        #expect(result.code == 0 && result.errors.isEmpty)
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 16)
        #expect(lines.first?.hasPrefix("dark ") == true)
        #expect(!result.output.contains("\u{1B}"))
        #expect(lines.contains { $0.hasPrefix("mine ") && $0.hasSuffix("mine.toml: Mine.") })
        #expect(lines.contains { $0.hasPrefix("broken ") && $0.contains("broken.toml:1: 'bid' is \"#00ff0\"") })
    }

    @Test("one is shown as a picture, with colours where they are asked for")
    func preview() throws {
        let plain = try run("nord")
        #expect(plain.code == 0 && !plain.output.contains("\u{1B}"))
        #expect(plain.output.contains("sample") && plain.output.contains("SPY"))
        #expect(plain.output.split(separator: "\n", omittingEmptySubsequences: false).count == 25)
        let coloured = try run("nord", "--color", "truecolor", "--size", "60x20")
        // Its ground, #2e3440.
        #expect(coloured.output.contains("48;2;46;52;64"))
    }

    @Test("a theme's file is printed as it is, and can be used again")
    func export() throws {
        let result = try run("gruvbox", "--export")
        #expect(result.code == 0 && result.output.hasPrefix("# Gruvbox"))
        try write("copy.toml", result.output)
        #expect(try run("copy").code == 0)
    }

    @Test("a misspelt name is an error that names the nearest")
    func misspelt() throws {
        let result = try run("solarised")
        #expect(result.code == 2 && result.errors.contains("did you mean 'solarized-dark'?"))
    }

    @Test("T goes through them; an own one is seen as its file changes, and a slip in it is told", .enabled(if: Tmux.isThere))
    func live() throws {
        try write("zebra.toml", "# Mine.\nbackground = \"#000000\"\nbid = \"#00ff0\"\n")
        let tmux = try Tmux(
            100, 30,
            "XDG_STATE_HOME=\(home.path) XDG_CONFIG_HOME=\(home.path) \(Program.path) demo --theme zebra")
        try tmux.wait("the slip at the foot") { $0.joined().contains("zebra.toml:3: bid is \"#00ff0\"") }
        try write("zebra.toml", "# Mine.\nbackground = \"#000000\"\nbid = \"#00ff00\"\n")
        try tmux.wait("the mended theme") { $0.joined().contains("theme zebra") }
        try tmux.send("T")
        try tmux.wait("the first theme, behind the last") { $0.joined().contains("theme dark") }
        try tmux.send("T")
        try tmux.wait("the next one") { $0.joined().contains("theme light") }
    }
}
