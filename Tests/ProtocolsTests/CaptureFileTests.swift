import Glibc
import OrderFlow
import Protocols
import Testing
import Wire

/// Small real packets in files next to the project, where they are.
private enum Captures {
    static let root: String? = {
        var path = #filePath.split(separator: "/")
        while !path.isEmpty {
            path.removeLast()
            // SAFETY: here and below, strings are lent to calls that only read them while they run.
            guard unsafe access("/" + path.joined(separator: "/") + "/Package.swift", F_OK) == 0 else {
                continue
            }
            let folder = "/" + path.dropLast().joined(separator: "/") + "/shared/captures"
            return unsafe access(folder, R_OK) == 0 ? folder : nil
        }
        return nil
    }()

    static func files(in folder: String) -> [String] {
        // SAFETY: the directory stays open until this returns, and its entries are read before the next is
        // asked for.
        guard let root, let directory = unsafe opendir(root + "/" + folder) else { return [] }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            // SAFETY: the kernel ends the name with a zero within the entry.
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name.hasSuffix(".pcap") { names.append(root + "/" + folder + "/" + name) }
        }
        return names.sorted()
    }

    /// UDP payloads of a little-endian pcap file of Ethernet and IPv4 packets.
    static func datagrams(_ path: String) -> [[UInt8]] {
        // SAFETY: the string is lent to a call that only reads it while it runs.
        let file = unsafe open(path, O_RDONLY)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        // SAFETY: reads at most as much as the array holds.
        let count = unsafe read(file, &bytes, bytes.count)
        bytes.removeLast(bytes.count - max(0, count))
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

@Suite("Captured packets", .enabled(if: Captures.root != nil, "the captures are not next to the project"))
struct CaptureFileTests {
    @Test(
        "of our protocols are recognised and have nothing malformed",
        arguments: [
            ("Nasdaq/Nasdaq.Equities.TotalView.Itch.v5.0", mold50), ("Iex/Deep.IexTp.v1.0", deep),
            ("Iex/Tops.IexTp.v1.5", tops),
        ])
    func ours(folder: String, format: FeedFormat) {
        let files = Captures.files(in: folder)
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
        let files = Captures.files(in: folder)
        #expect(!files.isEmpty)
        for file in files {
            for datagram in Captures.datagrams(file) {
                #expect(ProtocolRegistry.identify(datagram: datagram.rawBytes).isEmpty, "\(file)")
                #expect(
                    ProtocolRegistry.identify(streamHead: datagram.rawBytes, isWhole: true).isEmpty, "\(file)"
                )
            }
        }
    }
}
