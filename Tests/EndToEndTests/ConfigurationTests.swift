import Foundation
import Testing

@Suite("Configuration: found, obeyed, and when wrong told in one line")
struct ConfigurationTests {
    private func file(_ text: String, at path: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    @Test("a wrong file ends the program with file, line, key and remedy")
    func wrong() throws {
        let scratch = Scratch()
        let path = scratch.path + "/config/feedtop/config.toml"
        try file("# mine\n[alerts]\nsilence = 3\n", at: path)
        let message =
            "feedtop: configuration \(path):3: 'alerts.silence' is 3 but must be a duration such as \"3s\" or "
            + "\"10ms\", or false to switch it off\n"
        let named = try Program.run(["no-such.pcap", "-c", path], seconds: 20)
        #expect(named.code == 2 && named.errors == message)
        let found = try Program.run(
            ["no-such.pcap"], environment: ["XDG_CONFIG_HOME": scratch.path + "/config"], seconds: 20)
        #expect(found.code == 2 && found.errors == message)
        let missing = try Program.run(["no-such.pcap", "--config", scratch.path + "/none.toml"], seconds: 20)
        #expect(
            missing.code == 2
                && missing.errors.contains("none.toml cannot be read: No such file or directory"))
    }

    @Test("what it says is done, and thresholds raise alerts where they say")
    func obeyed() throws {
        let scratch = Scratch()
        let day = scratch.path + "/day.pcap"
        let made = try Program.run(["generate", "--messages", "20000", "--symbols", "20", day])
        try #require(made.code == 0, "\(made.errors)")
        let config = scratch.path + "/config.toml"
        try file("ascii = true\n[alerts]\nburst = 1\n", at: config)
        let shown = try Program.run(["snapshot", day, "-c", config, "--view", "events"])
        try #require(shown.code == 0, "\(shown.errors)")
        let isASCII = shown.output.utf8.allSatisfy { $0 < 128 }
        #expect(isASCII)
        #expect(shown.output.contains("ALERT 1"))
        let plain = try Program.run(
            ["snapshot", day, "--view", "events"], environment: ["XDG_CONFIG_HOME": scratch.path])
        let isPlain = plain.output.utf8.allSatisfy { $0 < 128 }
        #expect(!isPlain)
        #expect(plain.output.contains("no alert so far"))
    }
}
