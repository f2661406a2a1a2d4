import Foundation
import Testing

@Suite("Compressed files that are damaged")
struct DamagedCompressionTests {
    private let scratch = Scratch()

    @Test(
        "the report comes, then the reason and exit code 1",
        arguments: ["gzip", "zstd", "xz", "bzip2", "lz4"])
    func damaged(tool: String) throws {
        let day = scratch.file("12302019.itch")
        _ = try Program.run(["generate", day, "--messages", "3000", "--symbols", "20"])
        let packed = scratch.file("packed")
        try #require(try Child.run("/bin/sh", ["-c", "\(tool) -c < '\(day)' > '\(packed)'"]).code == 0)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: packed))
        // Within the checksum, or the sizes, at the end.
        bytes[bytes.count - 3] ^= 0x55
        try bytes.write(to: URL(fileURLWithPath: packed))
        let whole = try Program.summary([day])
        for (arguments, input) in [(["summary", packed], nil), (["summary", "-"], bytes)]
            as [([String], Data?)]
        {
            let result = try Program.run(arguments + ["--json", "--date", "2019-12-30"], input: input)
            #expect(result.code == 1, "\(result.errors)")
            #expect(result.errors.split(separator: "\n").count == 1)
            #expect(result.errors.contains("the compressed data is cut or damaged"), "\(result.errors)")
            // Some tools keep back a last block that they cannot vouch for.
            let object =
                result.output.isEmpty ? nil : try JSONSerialization.jsonObject(with: Data(result.output.utf8))
            if let object { #expect((integer(object, "packets") ?? 0) <= (integer(whole, "packets") ?? 0)) }
            if ["gzip", "lz4"].contains(tool) { #expect(object != nil) }
        }
    }

    @Test("a wrong checksum of gzip is found by snapshot and send too, which show and send what there is")
    func otherCommands() throws {
        let day = scratch.file("day.pcap")
        _ = try Program.run(["generate", day, "--messages", "3000", "--symbols", "20"])
        try #require(try Child.run("/bin/sh", ["-c", "gzip -k '\(day)'"]).code == 0)
        let packed = day + ".gz"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: packed))
        bytes[bytes.count - 7] ^= 1
        try bytes.write(to: URL(fileURLWithPath: packed))
        let picture = try Program.run(["snapshot", packed])
        #expect(picture.code == 1 && picture.output.contains("SPY"))
        #expect(picture.errors.contains("cut or damaged") && picture.errors.split(separator: "\n").count == 1)
        let sent = try Program.run(["send", packed, "--to", "udp://127.0.0.1:9", "--speed", "max"])
        #expect(sent.code == 1)
        #expect(
            sent.errors.contains("3,000 messages") && sent.errors.contains("cut or damaged"), "\(sent.errors)"
        )
    }
}
