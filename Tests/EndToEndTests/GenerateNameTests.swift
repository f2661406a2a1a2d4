import Foundation
import Testing

@Suite("What generate writes goes by the name of the file")
struct GenerateNameTests {
    private let scratch = Scratch()

    private func generate(_ name: String, _ options: String...) throws -> (head: [UInt8], errors: String) {
        let made = try Program.run(
            ["generate", scratch.file(name), "--messages", "2000", "--symbols", "20"] + options)
        #expect(made.code == 0, "\(made.errors)")
        return (
            [UInt8](try Data(contentsOf: URL(fileURLWithPath: scratch.file(name))).prefix(4)), made.errors
        )
    }

    private static let pcap: [UInt8] = [0x4D, 0x3C, 0xB2, 0xA1]
    private static let pcapng: [UInt8] = [0x0A, 0x0D, 0x0D, 0x0A]
    /// A message of 12 bytes: System Event.
    private static let day: [UInt8] = [0, 12, 0x53]

    @Test(
        "its ending chooses the format",
        arguments: [
            ("day.pcap", pcap), ("DAY.PCAP", pcap), ("day.cap", pcap), ("day.pcapng", pcapng),
            ("day.itch", day),
            ("12302019.NASDAQ_ITCH50", day), ("day.bin", day), ("day", day), ("my.pcap.copy", day),
        ])
    func byName(name: String, head: [UInt8]) throws {
        let made = try generate(name)
        #expect(made.head.starts(with: head), "\(made.head)")
        #expect(made.errors.split(separator: "\n").count == 1, "\(made.errors)")
    }

    @Test("faults need no --format where the name says that it is a capture")
    func faults() throws { #expect(try generate("lossy.pcap", "--loss", "1").head == Self.pcap) }

    @Test("--format overrides it, and what the name says then is told")
    func contradiction() throws {
        let made = try generate("day.pcap", "--format", "binaryfile")
        #expect(made.head.starts(with: Self.day))
        #expect(
            made.errors.contains(
                "day.pcap: is written as binaryfile, as --format says, where its name says pcap"))
        let agreed = try generate("day.pcapng", "--format", "pcapng")
        #expect(agreed.head == Self.pcapng && agreed.errors.split(separator: "\n").count == 1)
        let packed = try generate("day.pcap.gz", "--format", "pcap")
        #expect(packed.head == Self.pcap && packed.errors.contains("is written uncompressed"))
    }
}
