import Foundation
import Testing

@Suite("Every way to receive shows the same books")
struct TechniqueTests {
    @Test(
        "byte-identical instruments, whatever the transport and the technique",
        arguments: ["udp", "tcp", "unix", "soup"], ["copying", "vectored", "in-place", "io-uring", "auto"])
    func sameBooks(transport: String, technique: String) throws {
        let scratch = Scratch()
        let made = try Program.run(
            ["generate", scratch.file("day.itch"), "--messages", "8000", "--symbols", "40"])
        try #require(made.code == 0, "\(made.errors)")
        let file = scratch.file("day.itch")
        let reference = instrumentsText(try Program.run(["summary", file, "--json"]).output)
        let receive = ["--receive", technique]
        let text: String
        if transport == "udp" {
            let ports = Watcher.freePorts(1)
            let watcher = try Watcher(["udp://127.0.0.1:\(ports[0])"] + receive)
            watcher.waitUntilBound(ports)
            let sent = try Program.run(
                ["send", file, "--to", "udp://127.0.0.1:\(ports[0])", "--rate", "40000"])
            #expect(sent.code == 0, "\(sent.errors)")
            text = try watcher.finishText(ports)
        } else {
            let address =
                switch transport {
                case "tcp": "tcp://127.0.0.1:0"
                case "unix": "unix://" + scratch.file("socket")
                default: "soup://joe:secret@127.0.0.1:0"
                }
            let errors = try Pipe2()
            let sender = try Child.spawn(
                Program.path, ["send", file, "--to", address, "--speed", "max"], input: 0,
                output: errors.write, errors: errors.write)
            close(errors.write)
            let port = try Self.port(errors.read)
            let source = address.replacingOccurrences(of: ":0", with: ":\(port)")
            let watcher = try Watcher([source] + receive)
            #expect(Child.wait(sender).code == 0)
            close(errors.read)
            text = try watcher.finishText([])
        }
        #expect(reference.count == 1 && instrumentsText(text) == reference)
    }

    /// What the sender's first line says after its last colon; "" for a path.
    private static func port(_ descriptor: Int32) throws -> String {
        var heard = ""
        var bytes = [UInt8](repeating: 0, count: 4096)
        while !heard.contains("\n") {
            let count = read(descriptor, &bytes, bytes.count)
            try #require(count > 0, "\(heard)")
            heard += String(decoding: bytes[..<count], as: UTF8.self)
        }
        let line = heard.split(separator: "\n").first ?? ""
        return String(line.split(separator: ":").last ?? "")
    }
}
