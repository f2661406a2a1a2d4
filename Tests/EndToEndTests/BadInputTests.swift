import Foundation
import Testing

@Suite("Bad input: one clear line, the right exit code, never a crash or a hang")
struct BadInputTests {
    static let pcapHeader: [UInt8] = [
        0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 1, 0, 0, 0,
    ]

    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var bytes: [UInt8]
        var codes: Set<Int32>
        var says: [String]
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "empty", bytes: [], codes: [4], says: ["is empty"]),
        Case(
            name: "text", bytes: Array("Dear operator,\nthis is not a feed.\n".utf8), codes: [1],
            says: ["tried", "first bytes: 44 65 61 72"]),
        Case(name: "cut-header", bytes: Array(pcapHeader.prefix(11)), codes: [1, 4], says: []),
        Case(name: "header-only", bytes: pcapHeader, codes: [4], says: ["no UDP datagram"]),
        Case(
            name: "modified-pcap", bytes: [0x34, 0xCD, 0xB2, 0xA1] + pcapHeader.dropFirst(4), codes: [1],
            says: ["pcap"]),
        Case(name: "zeros", bytes: [UInt8](repeating: 0, count: 4096), codes: [1], says: ["tried"]),
        Case(name: "ones", bytes: [UInt8](repeating: 0xFF, count: 4096), codes: [1], says: ["tried"]),
        Case(
            name: "huge-length",
            bytes: pcapHeader + [0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0x7F],
            codes: [1], says: ["byte 24"]),
        Case(
            name: "zero-length-order-updates", bytes: [1, 0, 0] + [UInt8](repeating: 0, count: 200),
            codes: [1],
            says: ["tried"]),
        Case(
            name: "pcapng-cut", bytes: [0x0A, 0x0D, 0x0D, 0x0A, 28, 0, 0, 0, 0x4D, 0x3C, 0x2B, 0x1A, 1, 0],
            codes: [1, 4],
            says: []),
        Case(
            name: "pcapng-bad-length",
            bytes: [0x0A, 0x0D, 0x0D, 0x0A, 3, 0, 0, 0, 0x4D, 0x3C, 0x2B, 0x1A, 1, 0, 0, 0]
                + [UInt8](repeating: 0, count: 64),
            codes: [1], says: []),
        Case(name: "gzip-of-nothing-whole", bytes: [0x1F, 0x8B, 8, 0, 0, 0], codes: [1, 4], says: []),
    ]

    @Test("as a file", arguments: cases)
    func asFile(bad: Case) throws {
        let scratch = Scratch()
        let path = try scratch.write(bad.name, bad.bytes)
        try check(Program.run(["summary", path], seconds: 20), bad, naming: path)
    }

    @Test("from standard input", arguments: cases.filter { !$0.bytes.isEmpty })
    func fromStandardInput(bad: Case) throws {
        try check(
            Program.run(["summary", "-"], input: Data(bad.bytes), seconds: 20), bad, naming: "standard input")
    }

    private func check(_ result: Program.Result, _ bad: Case, naming name: String) throws {
        #expect(result.signal == 0, "died of signal \(result.signal)")
        #expect(bad.codes.contains(result.code), "exit code \(result.code): \(result.errors)")
        #expect(result.output.isEmpty)
        #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
        #expect(result.errors.contains(name))
        for words in bad.says { #expect(result.errors.contains(words), "\(result.errors)") }
    }

    @Test("a directory, a missing file, an unknown scheme and bad flags name the thing and the remedy")
    func badNames() throws {
        let scratch = Scratch()
        let directory = try Program.run(["summary", scratch.path], seconds: 20)
        #expect(directory.code == 1)
        #expect(directory.errors.contains("is a directory"))
        let missing = try Program.run(["summary", scratch.file("none.pcap")], seconds: 20)
        #expect(missing.code == 1)
        #expect(missing.errors.contains("none.pcap"))
        for arguments in [
            ["summary", "gopher://host"], ["summary", "udp://239.1.2.3"],
            ["summary", "udp://239.1.2.3:99999"],
            ["summary", "udp://nowhere:1"], ["summary", "-", "--protocol", "fix"],
            ["summary", "-", "--date", "today"],
            ["summary"], ["summary", "-", "--nonsense"],
        ] {
            let result = try Program.run(arguments, seconds: 20)
            #expect(result.code == 2, "\(arguments): \(result.errors)")
            #expect(result.errors.split(separator: "\n").count == 1, "\(arguments): \(result.errors)")
            #expect(result.output.isEmpty)
        }
    }

    @Test("a missing decompressor is named, and so is a compressed file that is cut")
    func decompressors() throws {
        let scratch = Scratch()
        let whole = scratch.file("whole.pcap")
        _ = try Program.run(["generate", whole, "--format", "pcap", "--messages", "20000", "--symbols", "20"])
        _ = try Child.run(
            "/bin/sh",
            ["-c", "gzip -k '\(whole)'; head -c 60000 '\(whole).gz' > '\(scratch.file("cut.gz"))'"])
        let missing = try Program.run(
            ["summary", whole + ".gz"], environment: ["PATH": scratch.path], seconds: 20)
        #expect(missing.code == 1)
        #expect(missing.errors.contains("gzip") && missing.errors.contains("install"))
        let cut = try Program.run(["summary", scratch.file("cut.gz"), "--json"], seconds: 20)
        #expect(cut.code == 1, "\(cut.errors)")
        #expect(cut.errors.contains("cut or damaged"))
        #expect(cut.output.contains("\"protocol\":\"itch-5.0\""))
    }

    @Test("a capture cut at any place gives what stands before the cut")
    func cutCaptures() throws {
        let scratch = Scratch()
        let whole = scratch.file("whole.pcap")
        _ = try Program.run(["generate", whole, "--format", "pcap", "--messages", "2000", "--symbols", "20"])
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: whole)))
        for count in [bytes.count - 1, bytes.count / 2, bytes.count / 3 + 7, 24 + 16 + 5] {
            let path = try scratch.write("cut.pcap", Array(bytes.prefix(count)))
            let result = try Program.run(["summary", path, "--json"], seconds: 20)
            #expect(result.signal == 0)
            #expect(result.code == 0 || result.code == 4, "\(count): \(result.errors)")
            if result.code == 0 {
                let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
                #expect(integer(object, "truncatedBytes") ?? 0 > 0)
            }
        }
    }

    @Test("random bytes behind a true header never crash it", arguments: 0..<20)
    func randomBytes(seed: UInt64) throws {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func random() -> UInt8 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return UInt8(truncatingIfNeeded: state >> 24)
        }
        let heads: [[UInt8]] = [
            Self.pcapHeader, [0x0A, 0x0D, 0x0D, 0x0A, 28, 0, 0, 0, 0x4D, 0x3C, 0x2B, 0x1A],
            [0, 12, 0x53] + [UInt8](repeating: 0, count: 10) + [0x4F],
        ]
        let bytes = heads[Int(seed) % heads.count] + (0..<3000).map { _ in random() }
        let result = try Program.run(["summary", "-"], input: Data(bytes), seconds: 20)
        #expect(result.signal == 0, "died of signal \(result.signal)")
        #expect([0, 1, 4].contains(result.code))
    }
}
