import OrderFlow
import Protocols
import TestSupport
import Testing
import Wire

extension Captures {
    /// UDP payloads of a little-endian pcap file of Ethernet and IPv4 packets.
    fileprivate static func datagrams(_ path: String) -> [[UInt8]] {
        let bytes = contents(path)
        let span = bytes.rawBytes
        var found: [[UInt8]] = []
        var offset = 24
        while offset + 16 <= span.byteCount {
            let length: UInt32 = span.littleEndian(at: offset + 8)
            let frame = bytes[(offset + 16)..<(offset + 16 + Int(length))]
            offset += 16 + Int(length)
            var packet = frame.dropFirst(12)
            while packet.starts(with: [0x81, 0x00]) { packet = packet.dropFirst(4) }
            guard packet.starts(with: [0x08, 0x00, 0x45]) else { continue }
            let udp = packet.dropFirst(22)
            let size = Int(udp[udp.startIndex + 4]) << 8 | Int(udp[udp.startIndex + 5])
            found.append(Array(udp.prefix(size).dropFirst(8)))
        }
        return found
    }
}

@Suite("Captured packets", .enabled(if: Captures.areThere, "no captures beside the project"))
struct CaptureFileTests {
    @Test(
        "of our protocols are recognised and have nothing malformed",
        arguments: [
            ("Nasdaq/Nasdaq.Equities.TotalView.Itch.v5.0", mold50), ("Iex/Deep.IexTp.v1.0", deep),
            ("Iex/Tops.IexTp.v1.5", tops),
        ])
    func ours(folder: String, format: FeedFormat) {
        let files = Captures.files(folder)
        #expect(!files.isEmpty)
        for file in files {
            let datagrams = Captures.datagrams(file)
            #expect(!datagrams.isEmpty, "\(file)")
            for datagram in datagrams {
                #expect(ProtocolRegistry.identify(datagram: datagram.rawBytes) == [format], "\(file)")
            }
            let events = decode(format, datagrams)
            #expect(
                events.count(.malformedMessage) + events.count(.malformedPacket) + events.count(.skipped)
                    == 0, "\(file)")
            let claimed = events.all(.packet).reduce(0) { $0 + $1.packetMessages }
            #expect(events.messages.count + events.duplicates == claimed, "\(file)")
        }
    }

    @Test(
        "of other venues are not taken for ours",
        arguments: [
            "Cboe/Futures.DepthOfBook.Pitch.v1.1.6", "Cme/Mdp3.Sbe.v1.9", "Memx/Equities.MemiorDepth.v1.3",
            "Nyse/IntegratedFeed.Pillar.v2.5",
        ])
    func others(folder: String) {
        let files = Captures.files(folder)
        #expect(!files.isEmpty)
        // The packet in the file left out is Nasdaq's own, under another venue's name.
        for file in files where !file.hasSuffix("v1.3/StockTradingActionMessage.pcap") {
            let datagrams = Captures.datagrams(file)
            for before in [[], [heartbeat(1)], [heartbeat(1), heartbeat(1), ending(1)]] {
                var search = FormatSearch()
                for datagram in before + datagrams {
                    if case .settled(let format) = search.look(at: datagram.rawBytes) {
                        Issue.record("\(file) is taken for \(format)")
                    }
                }
            }
            for datagram in datagrams {
                #expect(ProtocolRegistry.identify(datagram: datagram.rawBytes).isEmpty, "\(file)")
                #expect(
                    ProtocolRegistry.identify(streamHead: datagram.rawBytes, isWhole: true).isEmpty, "\(file)"
                )
            }
        }
    }
}
