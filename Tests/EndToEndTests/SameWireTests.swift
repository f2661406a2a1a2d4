import Foundation
import TestSupport
import Testing

/// One session, however it came over the wire.
@Suite("The same session in whatever form it is captured")
struct SameWireTests {
    let scratch = Scratch()

    /// A generated session as its datagrams, and what a summary says of it.
    private func session(_ name: String = "plain.pcap", messages: Int = 6000) throws -> (
        datagrams: [SentDatagram], instruments: [Substring]
    ) {
        let path = scratch.file(name)
        let made = try Program.run([
            "generate", path, "--format", "pcap", "--messages", "\(messages)", "--symbols", "12", "--rate",
            "20000",
        ])
        try #require(made.code == 0, "\(made.errors)")
        let output = try Program.run(["summary", path, "--json"]).output
        let instruments = instrumentsText(output)
        try #require(instruments.count == 1 && instruments[0].count > 500)
        return (try SentDatagram.read(path), instruments)
    }

    private func summary(_ path: String) throws -> (
        feed: [String: Any], all: [String: Any], instruments: [Substring]
    ) {
        let output = try Program.run(["summary", path, "--json"]).output
        let all = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
        let feeds = try #require(all["feeds"] as? [[String: Any]])
        try #require(feeds.count == 1, "\(feeds.map { $0["name"] ?? "" })")
        return (feeds[0], all, instrumentsText(output))
    }

    @Test("IP fragments, out of order and doubled, are the datagrams they were", arguments: [false, true])
    func fragments(isIPv6: Bool) throws {
        let (datagrams, instruments) = try session()
        var random = SeededGenerator(seed: 11)
        var capture = FrameCapture()
        for (index, datagram) in datagrams.enumerated() {
            for part in IPPacket.fragments(
                datagram.payload, isIPv6: isIPv6, identification: UInt32(index),
                most: [64, 256, 1480][index % 3],
                &random)
            {
                capture.add(part, isIPv6: isIPv6, at: datagram.time)
            }
        }
        let (feed, all, found) = try summary(try capture.write("fragments.pcap", scratch))
        #expect(found == instruments)
        #expect(feed["name"] as? String == (isIPv6 ? "[ff15::7]:26477" : "239.1.2.3:26477"))
        #expect(feed["suspect"] as? Bool == false)
        #expect(integer(feed, "sequence", "missing") == 0 && integer(feed, "packets") == datagrams.count)
        #expect(integer(all, "skipped", "packets") == 0)
    }

    @Test(
        "TCP, cut at odd places, out of order and sent again, is the messages it was",
        arguments: ByteFraming.allCases,
        [40, 1460])
    func streams(framing: ByteFraming, most: Int) throws {
        let (datagrams, instruments) = try session()
        var random = SeededGenerator(seed: 12)
        var connection = TappedConnection(first: .max - 5000)
        connection.send(framing.opening, at: datagrams[0].time, most: most, &random)
        for datagram in datagrams {
            connection.send(datagram.messages.flatMap(framing.frame), at: datagram.time, most: most, &random)
        }
        connection.disturb(&random)
        let (feed, all, found) = try summary(try connection.capture().write("tcp.pcap", scratch))
        #expect(found == instruments)
        #expect(feed["name"] as? String == TappedConnection.server)
        #expect(feed["transport"] as? String == (framing == .binaryFile ? "binaryfile" : "soupbintcp"))
        #expect(feed["suspect"] as? Bool == false)
        #expect(integer(feed, "messages") == datagrams.map(\.messages.count).reduce(0, +))
        #expect(integer(all, "skipped", "packets") == 0 && integer(feed, "sequence", "gaps") == 0)
    }

    @Test("a segment that the capture lacks is the capture's loss, and the stream is found again")
    func hole() throws {
        let (datagrams, _) = try session()
        var random = SeededGenerator(seed: 13)
        for (name, isAcknowledged) in [("capture", true), ("wire", false)] {
            var connection = TappedConnection(first: 77)
            connection.isAcknowledged = isAcknowledged
            let framing = ByteFraming.soupBinTCP
            connection.send(framing.opening, at: datagrams[0].time, most: 700, &random)
            for (index, datagram) in datagrams.enumerated() {
                // Time goes on long enough to know that nobody sends it again.
                let time = datagram.time + (index > datagrams.count / 2 ? 20_000_000_000 : 0)
                connection.send(datagram.messages.flatMap(framing.frame), at: time, most: 700, &random)
            }
            connection.unseen = [connection.count / 2]
            let path = try connection.capture().write("\(name).pcap", scratch)
            let (feed, _, _) = try summary(path)
            let sent = datagrams.map(\.messages.count).reduce(0, +)
            let came = try #require(integer(feed, "messages"))
            #expect(came < sent && came > sent - 100, "\(name): \(came) of \(sent)")
            #expect(integer(feed, "losses", name) == 1, "\(name)")
            #expect(integer(feed, "losses", name == "wire" ? "capture" : "wire") == 0, "\(name)")
            #expect(feed["suspect"] as? Bool == true)
            #expect(integer(feed, "malformed", "messages") == 0)
            let text = try Program.run(["summary", path])
            #expect(
                (text.output + text.errors).contains("1 hole in its TCP stream"),
                "\(text.output) \(text.errors)")
        }
    }

    @Test("joined in the middle of a message, a stream is found all the same")
    func joined() throws {
        let (datagrams, _) = try session()
        var random = SeededGenerator(seed: 14)
        var connection = TappedConnection(first: 1)
        connection.hasOpening = false
        let framing = ByteFraming.soupBinTCP
        let bytes = datagrams.prefix(20).flatMap { $0.messages.flatMap(framing.frame) }
        connection.send(Array(bytes.dropFirst(7)), at: datagrams[0].time, most: 300, &random)
        let (feed, _, _) = try summary(try connection.capture().write("joined.pcap", scratch))
        let sent = datagrams.prefix(20).map(\.messages.count).reduce(0, +)
        #expect(integer(feed, "messages") == sent - 1)
        #expect(feed["suspect"] as? Bool == true && integer(feed, "losses", "wire") == 0)
    }

    @Test(
        "what the snap length cut, and a fragment without the others, is the capture's loss, not the wire's")
    func cut() throws {
        let (datagrams, _) = try session()
        let largest = try #require(
            datagrams.indices.dropFirst(5).dropLast(5).max {
                datagrams[$0].payload.count < datagrams[$1].payload.count
            })
        let count = datagrams[largest].messages.count
        try #require(count > 2)
        func capture(_ change: (inout FrameCapture, SentDatagram) -> Void) throws -> [String: Any] {
            var capture = FrameCapture()
            for (index, datagram) in datagrams.enumerated() {
                if index == largest {
                    change(&capture, datagram)
                } else {
                    capture.add(IPPacket.v4(IPPacket.udp(datagram.payload)[...], kind: 17), at: datagram.time)
                }
            }
            return try summary(try capture.write("cut.pcap", scratch)).feed
        }
        let last = try #require(datagrams[largest].messages.last).count
        let cases: [(lost: Int, feed: [String: Any])] = [
            // The last message and a half.
            (
                2,
                try capture {
                    $0.add(IPPacket.v4(IPPacket.udp($1.payload)[...], kind: 17), at: $1.time, cut: last + 3)
                }
            ),
            // All but the UDP header; all of it.
            (
                count,
                try capture {
                    $0.add(
                        IPPacket.v4(IPPacket.udp($1.payload)[...], kind: 17), at: $1.time,
                        cut: $1.payload.count)
                }
            ),
            (
                count,
                try capture {
                    $0.add(
                        IPPacket.v4(IPPacket.udp($1.payload)[...], kind: 17), at: $1.time,
                        cut: $1.payload.count + 6)
                }
            ),
            // A first fragment, and a last one.
            (
                count,
                try capture {
                    $0.add(
                        IPPacket.v4(IPPacket.udp($1.payload)[..<48], kind: 17, fragmentation: 0x2000),
                        at: $1.time)
                }
            ),
            (
                count,
                try capture {
                    $0.add(
                        IPPacket.v4(IPPacket.udp($1.payload)[48...], kind: 17, fragmentation: 6), at: $1.time)
                }
            ),
        ]
        for (index, (lost, feed)) in cases.enumerated() {
            #expect(integer(feed, "losses", "capture") == lost, "case \(index)")
            #expect(integer(feed, "losses", "wire") == 0, "case \(index)")
            #expect(feed["suspect"] as? Bool == true, "case \(index)")
            let ledger = try #require(feed["ledger"] as? [[String: Any]])
            #expect(ledger.map { $0["cause"] as? String } == ["capture"], "case \(index)")
        }
        let text = try Program.run(["summary", scratch.file("cut.pcap")]).output
        #expect(text.contains("\(count) in the capture (it lacks them; they may have been on the wire)"))
    }

    @Test("connections that carry no feed are counted, and are no error beside one that does")
    func strangers() throws {
        let (datagrams, _) = try session(messages: 500)
        var random = SeededGenerator(seed: 15)
        var stranger = TappedConnection(first: 9)
        stranger.send(
            Array("HTTP/1.1 200 OK\r\n\r\n".utf8) + random.bytes(100_000), at: datagrams[0].time, most: 1460,
            &random)
        let alone = try Program.run(["summary", try stranger.capture().write("stranger.pcap", scratch)])
        #expect(
            alone.code == 4 && alone.errors.contains("tcp \(stranger.count + 3 + (stranger.count + 2) / 3)"),
            "\(alone.errors)")
    }
}
