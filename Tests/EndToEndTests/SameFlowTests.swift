import Foundation
import Testing

@Suite("The same ITCH flow in every wrapping")
struct SameFlowTests {
    #if DEBUG
        static let messages = "40000"
    #else
        static let messages = "400000"
    #endif

    @Test(
        "gives byte-identical instruments: day file, MoldUDP64 pcap and pcapng, compressed, standard input, live UDP"
    )
    func identicalInstruments() throws {
        let scratch = Scratch()
        let flow = ["--messages", Self.messages, "--symbols", "200", "--seed", "7"]
        for (name, format) in [("day.itch", "binaryfile"), ("day.pcap", "pcap"), ("day.pcapng", "pcapng")] {
            let made = try Program.run(["generate", scratch.file(name), "--format", format] + flow)
            try #require(made.code == 0, "\(made.errors)")
        }
        let reference = try summary(scratch.file("day.itch"))
        #expect(reference.count > 10_000)
        #expect(try summary(scratch.file("day.pcap")) == reference)
        #expect(try summary(scratch.file("day.pcapng")) == reference)
        for (tool, suffix) in [
            ("gzip", "gz"), ("zstd", "zst"), ("xz", "xz"), ("bzip2", "bz2"), ("lz4", "lz4"),
        ] {
            for name in ["day.itch", "day.pcap"] {
                let packed = "\(scratch.file(name)).\(suffix)"
                try shell("\(tool) -1 -c '\(scratch.file(name))' > '\(packed)'")
                #expect(try summary(packed) == reference, "\(packed)")
            }
        }
        for name in ["day.itch", "day.pcapng", "day.pcap.gz", "day.itch.zst", "day.pcap.bz2", "day.itch.lz4"]
        {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: scratch.file(name)))
            let result = try Program.run(["summary", "-", "--json"], input: bytes)
            #expect(
                String(instrumentsText(result.output).first ?? "") == reference, "\(name) on standard input")
        }
        #expect(try live(scratch.file("day.pcap")) == reference)
    }

    /// Sends the datagrams of a capture over loopback to a `feedtop summary udp://`, at a pace no kernel drops at.
    private func live(_ capture: String) throws -> String {
        let sender = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(sender) }
        let port = UInt16.random(in: 20_000..<60_000)
        let output = try Pipe2()
        let watcher = try Child.spawn(
            Program.path, ["summary", "udp://127.0.0.1:\(port)", "--json"], input: 0, output: output.write,
            errors: 2)
        close(output.write)
        usleep(700_000)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: capture)))
        var offset = 24
        var sent = 0
        while offset + 16 <= bytes.count {
            let count = Int(bytes[offset + 8]) | Int(bytes[offset + 9]) << 8
            let payload = Array(bytes[(offset + 16 + 42)..<(offset + 16 + count)])
            _ = withUnsafeBytes(of: &address) { name in
                sendto(
                    sender, payload, payload.count, 0,
                    name.baseAddress!.assumingMemoryBound(to: sockaddr.self), 16)
            }
            offset += 16 + count
            sent += 1
            if sent % 8 == 0 { usleep(1000) }
        }
        // The end of session was the last datagram; ^C is how a live summary ends.
        usleep(500_000)
        kill(watcher, SIGINT)
        let text = FileHandle(fileDescriptor: output.read).readDataToEndOfFile()
        close(output.read)
        #expect(Child.wait(watcher).code == 0)
        return String(instrumentsText(String(decoding: text, as: UTF8.self)).first ?? "")
    }

    private func summary(_ path: String) throws -> String {
        let result = try Program.run(["summary", path, "--json"])
        try #require(result.code == 0, "\(result.errors)")
        return String(try #require(instrumentsText(result.output).first))
    }

    private func shell(_ command: String) throws {
        let result = try Child.run("/bin/sh", ["-c", command])
        try #require(result.code == 0, "\(command): \(result.errors)")
    }
}

@Suite("Several feeds, losses and restarts in one capture")
struct SequenceTests {
    @Test("dropped messages are one exact range; a restart is one reset; nothing else is counted")
    func lossesAndRestarts() throws {
        let scratch = Scratch()
        let path = scratch.file("faulty.pcap")
        let base = ["generate", path, "--format", "pcap", "--messages", "30000", "--symbols", "50"]
        _ = try Program.run(base + ["--restart", "12000"])
        let restarted = try feed(path)
        #expect(integer(restarted, "sequence", "resets") == 1)
        #expect(integer(restarted, "sequence", "gaps") == 0)
        #expect(integer(restarted, "sequence", "duplicates") == 0)
        _ = try Program.run(base + ["--loss", "2"])
        let lossy = try feed(path)
        let missing = integer(lossy, "sequence", "missing") ?? 0
        #expect(missing > 0)
        // What is not missing has arrived: together they are the whole flow.
        #expect(missing + (integer(lossy, "messages") ?? 0) == 30_000)
        let ranges = try #require((lossy["sequence"] as? [String: Any])?["ranges"] as? [[Int]])
        #expect(ranges.reduce(0) { $0 + $1[1] - $1[0] + 1 } == missing)
        _ = try Program.run(base + ["--cut", "0.1+0.05"])
        let cut = try feed(path)
        #expect(integer(cut, "sequence", "gaps") == 1)
        #expect((integer(cut, "sequence", "missing") ?? 0) + (integer(cut, "messages") ?? 0) == 30_000)
        _ = try Program.run(base + ["--duplicate", "3"])
        let doubled = try feed(path)
        #expect(integer(doubled, "sequence", "gaps") == 0)
        #expect(integer(doubled, "sequence", "duplicates") ?? 0 > 0)
        #expect(integer(doubled, "messages") == 30_000)
    }

    @Test("an order-update stream and its datagrams agree, and the stream's name names the instrument")
    func orderUpdates() throws {
        let scratch = Scratch()
        let stream = scratch.file("ACME")
        let capture = scratch.file("acme.pcap")
        let flow = ["--messages", "20000", "--seed", "3"]
        _ = try Program.run(["generate", stream, "--format", "order-update"] + flow)
        _ = try Program.run(["generate", capture, "--format", "pcap", "--protocol", "order-update"] + flow)
        let one = try feed(stream)
        let other = try feed(capture)
        #expect(one["protocol"] as? String == "order-update")
        let name = (one["instruments"] as? [[String: Any]])?.first?["symbol"] as? String
        #expect(name == "ACME")
        #expect(integer(one, "messages") == integer(other, "messages"))
        for key in ["bid", "ask", "bidSize", "askSize", "bidOrders", "askOrders"] {
            let values = [one, other].map {
                ($0["instruments"] as? [[String: Any]])?.first?[key] as? NSNumber
            }
            #expect(values[0] == values[1], "\(key)")
        }
    }

    @Test("a capture with feeds to two destinations, and with frames that are none, lists each")
    func severalFeeds() throws {
        let scratch = Scratch()
        let (first, second) = (scratch.file("itch.pcap"), scratch.file("updates.pcap"))
        _ = try Program.run(["generate", first, "--format", "pcap", "--messages", "3000", "--symbols", "10"])
        _ = try Program.run(
            ["generate", second, "--format", "pcap", "--protocol", "order-update", "--messages", "3000"])
        var bytes = try Data(contentsOf: URL(fileURLWithPath: first))
        var other = [UInt8](try Data(contentsOf: URL(fileURLWithPath: second)).dropFirst(24))
        var offset = 0
        while offset + 16 <= other.count {
            let count = Int(other[offset + 8]) | Int(other[offset + 9]) << 8
            other[offset + 16 + 36] = 0x12  // another destination port
            other[offset + 16 + 37] = 0x34
            offset += 16 + count
        }
        bytes += other
        let tcp: [UInt8] = [
            2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45, 0, 0, 40, 0, 0, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1,
            10, 0, 0, 2,
            0, 80, 0, 80, 0, 0, 0, 0, 0, 0, 0, 0, 0x50, 0, 0, 0, 0, 0, 0, 0,
        ]
        bytes += [0, 0, 0, 0, 0, 0, 0, 0, UInt8(tcp.count), 0, 0, 0, UInt8(tcp.count), 0, 0, 0] + tcp
        let both = scratch.file("both.pcap")
        try bytes.write(to: URL(fileURLWithPath: both))
        let report = try Program.summary([both])
        let feeds = try #require(report["feeds"] as? [[String: Any]])
        #expect(feeds.map { $0["protocol"] as? String } == ["itch-5.0", "order-update"])
        #expect(Set(feeds.compactMap { $0["name"] as? String }).count == 2)
        #expect(feeds.map { integer($0, "messages") } == [3000, 3000])
        #expect(integer(report, "skipped", "reasons", "tcp") == 1)
    }

    private func feed(_ path: String) throws -> [String: Any] {
        let feeds = try #require(try Program.summary([path])["feeds"] as? [[String: Any]])
        try #require(feeds.count == 1)
        return feeds[0]
    }
}
