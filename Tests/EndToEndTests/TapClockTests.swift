import Foundation
import TestSupport
import Testing

@Suite("The clock of a capture")
struct TapClockTests {
    /// The taps saw each frame so much earlier than the capture did, in nanoseconds.
    static let lead: UInt64 = 1_234_567

    let scratch = Scratch()
    let plain: [UInt8]
    /// The same with the taps' times as its own.
    let reference: String

    init() throws {
        let path = scratch.file("plain.pcap")
        let made = try Program.run(
            ["generate", path, "--format", "pcap", "--messages", "3000", "--symbols", "10", "--seed", "13"])
        try #require(made.code == 0, "\(made.errors)")
        plain = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let early = RewrittenCapture.make(of: plain, lead: Self.lead) { frame, _ in frame }
        reference = try Self.feeds(Self.summary([scratch.write("early.pcap", early)]))
    }

    /// How taps write a time into a frame.
    enum Tap: CaseIterable {
        case metamako, exablaze, arista64, arista48, erf

        func stamp(_ frame: [UInt8], _ time: UInt64) -> [UInt8] {
            let (seconds, nanoseconds) = time.quotientAndRemainder(dividingBy: 1_000_000_000)
            func big(_ value: UInt64, _ bytes: Int) -> [UInt8] {
                (0..<bytes).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
            }
            func little(_ value: UInt64) -> [UInt8] { big(value.byteSwapped, 8).prefix(4) + [] }
            let (head, rest) = (Array(frame[..<12]), Array(frame[12...]))
            let padded = frame + [UInt8](repeating: 0, count: max(0, 60 - frame.count))
            switch self {
            case .metamako:
                return padded + [1, 2, 3, 4] + big(seconds, 4) + big(nanoseconds, 4) + [0, 0, 1, 2]
            case .exablaze:
                // The least fraction that is not before the nanosecond.
                let fraction = UInt64(((UInt128(nanoseconds) << 40) + 999_999_999) / 1_000_000_000)
                return padded + [1, 2, 3, 4, 5, 6] + big(seconds, 4) + big(fraction, 5) + [0]
            case .arista64:
                return head + hex("d28b 0001 0010") + big(seconds + 37, 4) + big(nanoseconds, 4)
                    + rest
            case .arista48:
                return head + hex("d28b 0001 0120") + big(seconds, 2) + big(nanoseconds, 4) + rest
            case .erf:
                let fraction = ((nanoseconds << 32) + 999_999_999) / 1_000_000_000
                return little(fraction) + little(seconds) + hex("0204")
                    + big(UInt64(frame.count + 18), 2) + [0, 0] + big(UInt64(frame.count + 4), 2) + [0, 0]
                    + frame
            }
        }
    }

    @Test(
        "is the tap's where that is asked for: times, rates and latencies are as if the capture had them",
        arguments: Tap.allCases)
    func tapTimes(tap: Tap) throws {
        let stamped = RewrittenCapture.make(of: plain, linkType: tap == .erf ? 197 : 1) { frame, time in
            tap.stamp(frame, time - Self.lead)
        }
        let path = try scratch.write("stamped.pcap", stamped)
        let byTap = try Self.summary([path, "--clock", "tap"])
        #expect(try Self.feeds(byTap) == reference)
        let object = try JSONSerialization.jsonObject(with: Data(byTap.utf8)) as? [String: Any]
        #expect(object?["clock"] as? String == "tap")
        #expect(integer(object, "tapTimes") == integer(object, "packets"))
        let byCapture = try Self.summary([path])
        #expect(
            try Self.feeds(byCapture) == Self.feeds(try Self.summary([scratch.write("plain2.pcap", plain)])))
        #expect(byCapture.contains("\"clock\":\"capture\",\"tapTimes\":null"))
    }

    @Test("is the capture's for packets without a tap's time, and that is counted and said")
    func partly() throws {
        var (number, stampedCount) = (0, 0)
        let mixed = RewrittenCapture.make(of: plain) { frame, time in
            number += 1
            guard number % 2 == 0 else { return frame }
            stampedCount += 1
            return Tap.metamako.stamp(frame, time - Self.lead)
        }
        let path = try scratch.write("mixed.pcap", mixed)
        let json = try Self.summary([path, "--clock", "tap"])
        #expect(json.contains("\"clock\":\"tap\",\"tapTimes\":\(stampedCount),\"packets\":\(number)"))
        let text = try Program.run(["summary", path, "--clock", "tap"]).output
        #expect(
            text.contains(
                "clock: tap, in \(stampedCount) of \(number) packets; the capture's in the others\n"))
        #expect(try Program.run(["summary", path]).output.contains("clock: capture\n"))
        let picture = try Program.run(["snapshot", path, "--clock", "tap", "--size", "200x30"]).output
        #expect(picture.contains("tap clock in \(stampedCount) of \(number) packets"))
        #expect(try !Program.run(["snapshot", path, "--size", "200x30"]).output.contains("tap clock"))
    }

    @Test("is refused where there are no frames, and by a name that is none")
    func refused() throws {
        for (arguments, words) in [
            (["udp://239.1.2.3:5000", "--clock", "tap"], "--clock is for frames"),
            (["soup://user@127.0.0.1:5000", "--clock", "tap"], "--clock is for frames"),
            ([scratch.file("plain.pcap"), "--clock", "atomic"], "--clock atomic: no such clock"),
        ] {
            let result = try Program.run(["summary"] + arguments)
            #expect(result.code == 2)
            #expect(result.errors.contains(words), "\(result.errors)")
        }
        // A day file has no packets, and so no times of receipt.
        let day = scratch.file("day.itch")
        _ = try Program.run(["generate", day, "--messages", "1000", "--symbols", "5"])
        #expect(try Self.summary([day, "--clock", "tap"]).contains("\"clock\":null,\"tapTimes\":null"))
    }

    private static func summary(_ arguments: [String]) throws -> String {
        let result = try Program.run(["summary"] + arguments + ["--json"])
        try #require(result.code == 0, "\(result.errors)")
        return result.output
    }

    /// All that is told of the feeds, but for what depends on this host.
    private static func feeds(_ json: String) throws -> String {
        var object = try #require(
            JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        object = ["feeds": object["feeds"] ?? 0]
        let feeds = try #require(object["feeds"] as? [[String: Any]]).map { feed in
            var feed = feed
            feed["bytes"] = nil
            if let latency = feed["latency"] as? [String: Any] { feed["latency"] = latency["feed"] }
            return feed
        }
        #expect(!feeds.isEmpty)
        let text = try JSONSerialization.data(withJSONObject: feeds, options: [.sortedKeys])
        return String(decoding: text, as: UTF8.self)
    }
}
