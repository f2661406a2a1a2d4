import Capture
import TestSupport
import Testing

@Suite("What a capture error says")
struct CaptureErrorTests {
    @Test(
        "what was found, where, and the remedy, in one line",
        arguments: [
            (.notACapture(firstBytes: []), "the file is empty; give a pcap or pcapng capture"),
            (
                .notACapture(firstBytes: hex("48656c6c6f0a")),
                "byte 0: 48 65 6c 6c 6f 0a begins neither a pcap nor a pcapng file; is this a capture?"
            ),
            (
                .notACapture(firstBytes: hex("1f8b0800")),
                "byte 0: 1f 8b 08 00 is gzip data; decompress it first"
            ),
            (
                .modifiedPcap,
                "byte 0: this is a modified pcap, with longer record headers; convert it with editcap -F pcap"
            ),
            (
                .corrupt(at: 10, packet: 0, what: "the header is cut"),
                "byte 10: the header is cut; the file is damaged: copy or capture it again"
            ),
        ] as [(CaptureError, String)])
    func wording(error: CaptureError, text: String) {
        #expect(error.description == text)
    }

    @Test("a record at fault is told with its bytes, its place and its number")
    func record() throws {
        var file = PcapFile()
        file.record([1])
        file.builder.bytes += hex("00112233 44556677 ffffff7f 00000000")
        var parser = try parser(file.bytes)
        _ = try step(&parser, file.bytes)
        _ = try step(&parser, Array(file.bytes[24...]))
        let error = #expect(throws: CaptureError.self) { try step(&parser, Array(file.bytes[41...])) }
        #expect(
            error?.description == """
                byte 41, packet 2: the record header claims 2147483647 captured bytes, \
                but the limit is 262144 (found 00 11 22 33 44 55 66 77 ff ff ff 7f 00 00 00 00); \
                the file is damaged from there on: copy or repair it
                """)
    }
}
