import Capture
import Glibc
import Testing

/// Captures of exchanges, which lie beside the project where they are at hand.
enum RealCaptures {
    /// The folder `shared/captures` beside the project, looked for upwards from this file.
    static let folder: String? = {
        var path = #filePath.split(separator: "/").dropLast()
        while !path.isEmpty {
            let candidate = "/" + path.dropLast().joined(separator: "/") + "/shared/captures"
            // SAFETY: the call reads a string that Swift ends with a zero.
            if unsafe access(candidate, R_OK) == 0 { return candidate }
            path.removeLast()
        }
        return nil
    }()

    /// Every file of the name's ending below the folder.
    static func files(_ ending: String) -> [String] {
        guard let folder else { return [] }
        return output(of: "find -L '\(folder)' -name '*\(ending)' | sort").split(
            separator: UInt8(ascii: "\n")
        ).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    static func contents(_ path: String) -> [UInt8] {
        output(of: path.hasSuffix(".gz") ? "gzip -dc '\(path)'" : "cat '\(path)'")
    }

    private static func output(of command: String) -> [UInt8] {
        // SAFETY: the pipe is open to the end of this function; `fread` fills no more than the buffer.
        guard let pipe = unsafe popen(command, "r") else { return [] }
        defer { unsafe pclose(pipe) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while case let count = unsafe fread(&buffer, 1, buffer.count, pipe), count > 0 {
            bytes += buffer[..<count]
        }
        return bytes
    }
}

@Suite("Real captures", .enabled(if: RealCaptures.folder != nil, "no captures beside the project"))
struct RealCaptureTests {
    @Test("each small capture holds a datagram and reads to its end")
    func small() throws {
        let paths = RealCaptures.files(".pcap")
        #expect(paths.count > 40)
        for path in paths {
            let reading = try read(RealCaptures.contents(path))
            #expect(reading.ending == .whole, "\(path)")
            let datagrams = reading.packets.filter {
                let isCut = $0.frame.count < $0.originalCount
                if case .datagram(let datagram) = dissect(
                    $0.frame, LinkType(rawValue: $0.linkType), isCut: isCut)
                {
                    return datagram.count > 0
                }
                return false
            }
            #expect(!datagrams.isEmpty, "\(path)")
        }
    }

    @Test("the IEX session: 121,314 whole packets, all UDP, and a cut last record")
    func iex() throws {
        let path = try #require(RealCaptures.files("DEEP10.pcap.gz").first)
        let file = RealCaptures.contents(path)
        // SAFETY: every byte of the array is initialised, and the array outlives the span.
        let (packets, skipped, left) = try unsafe Self.count(file.span.bytes)
        #expect(packets == 121_314)
        #expect(skipped == [:])
        #expect(left > 0)
    }

    /// Packets, skipped ones by reason, and the bytes left of the last record.
    static func count(_ file: RawSpan) throws(CaptureError) -> (Int, [SkipReason: Int], Int) {
        var parser = try CaptureParser(head: file)
        var skipped: [SkipReason: Int] = [:]
        while true {
            let rest = file.extracting(parser.position...)
            switch try parser.next(rest) {
            case .packet(let packet, _):
                let frame = rest.extracting(packet.offset..<packet.offset + packet.count)
                let dissection = FrameDissector.dissect(frame, packet.linkType, isCut: packet.isCut)
                if case .skipped(let reason) = dissection { skipped[reason, default: 0] += 1 }
            case .skip: break
            case .needsMore: return (parser.packets, skipped, rest.byteCount)
            }
        }
    }
}
