import Foundation
import TestSupport

/// A datagram of a capture, with its time.
struct SentDatagram {
    /// ns since the epoch.
    var time: UInt64
    var payload: [UInt8]

    /// The datagrams of a capture as `feedtop generate` writes it: pcap in nanoseconds, Ethernet, IPv4.
    static func read(_ path: String) throws -> [SentDatagram] {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        func word(_ offset: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << ($1 * 8) } }
        var datagrams: [SentDatagram] = []
        var offset = 24
        while offset < bytes.count {
            let (time, count) = (
                UInt64(word(offset)) * 1_000_000_000 + UInt64(word(offset + 4)), word(offset + 8)
            )
            datagrams.append(
                SentDatagram(time: time, payload: Array(bytes[(offset + 16 + 42)..<(offset + 16 + count)])))
            offset += 16 + count
        }
        return datagrams
    }

    /// The messages of a MoldUDP64 packet.
    var messages: [[UInt8]] {
        var messages: [[UInt8]] = []
        var offset = 20
        while offset + 2 <= payload.count {
            let count = Int(payload[offset]) << 8 | Int(payload[offset + 1])
            messages.append(Array(payload[(offset + 2)..<(offset + 2 + count)]))
            offset += 2 + count
        }
        return messages
    }
}

/// A capture of frames made by hand: pcap with nanoseconds, Ethernet.
struct FrameCapture {
    private(set) var bytes =
        little(UInt32(0xA1B2_3C4D)) + little(UInt16(2)) + little(UInt16(4)) + little(UInt64(0))
        + little(UInt32(262_144)) + little(UInt32(1))

    /// - Parameter cut: Bytes that the snap length leaves out.
    mutating func add(_ packet: [UInt8], isIPv6: Bool = false, at time: UInt64, cut: Int = 0) {
        let frame = [UInt8](repeating: 2, count: 12) + (isIPv6 ? [0x86, 0xDD] : [0x08, 0x00]) + packet
        bytes += little(UInt32(time / 1_000_000_000)) + little(UInt32(time % 1_000_000_000))
        bytes += little(UInt32(frame.count - cut)) + little(UInt32(frame.count)) + frame.dropLast(cut)
    }

    func write(_ name: String, _ scratch: Scratch) throws -> String { try scratch.write(name, bytes) }
}

/// IP packets, made field by field.
enum IPPacket {
    static let port: UInt16 = 26_477

    static func udp(_ payload: [UInt8]) -> [UInt8] {
        big(UInt16(40_000)) + big(port) + big(UInt16(payload.count + 8)) + [0, 0] + payload
    }

    static func v4(
        _ payload: ArraySlice<UInt8>, kind: UInt8, identification: UInt16 = 0, fragmentation: UInt16 = 0,
        source: [UInt8] = [10, 0, 0, 9], destination: [UInt8] = [239, 1, 2, 3]
    ) -> [UInt8] {
        [0x45, 0] + big(UInt16(payload.count + 20)) + big(identification) + big(fragmentation) + [
            16, kind, 0, 0,
        ]
            + source + destination + payload
    }

    /// - Parameter fragment: Identification, and the offset with the flag for more; `nil`: it is whole.
    static func v6(_ payload: ArraySlice<UInt8>, kind: UInt8, fragment: (UInt32, UInt16)? = nil) -> [UInt8] {
        let group: [UInt8] = [0xFF, 0x15] + [UInt8](repeating: 0, count: 13) + [7]
        let host: [UInt8] = [0xFD] + [UInt8](repeating: 0, count: 14) + [9]
        let extra = fragment.map { [kind, 0] + big($0.1) + big($0.0) } ?? []
        return [0x60, 0, 0, 0] + big(UInt16(payload.count + extra.count)) + [fragment == nil ? kind : 44, 16]
            + host
            + group + extra + payload
    }

    /// A datagram's payload in parts of at most `most` bytes, in random order, some of them twice.
    static func fragments(
        _ datagram: [UInt8], isIPv6: Bool, identification: UInt32, most: Int, _ random: inout SeededGenerator
    ) -> [[UInt8]] {
        let whole = udp(datagram)
        var parts: [[UInt8]] = []
        var start = 0
        while start < whole.count {
            let end = min(whole.count, start + 8 * (1 + random.below(most / 8)))
            let hasMore: UInt16 = end < whole.count ? 1 : 0
            let part = whole[start..<end]
            parts.append(
                isIPv6
                    ? v6(part, kind: 17, fragment: (identification, UInt16(start) | hasMore))
                    : v4(
                        part, kind: 17, identification: UInt16(truncatingIfNeeded: identification),
                        fragmentation: hasMore << 13 | UInt16(start / 8)))
            start = end
        }
        if parts.count > 1, random.once(in: 3) {
            parts.swapAt(random.below(parts.count), random.below(parts.count))
        }
        if parts.count > 1, random.once(in: 3) { parts.insert(parts[random.below(parts.count - 1)], at: 0) }
        return parts
    }
}

/// One TCP connection from a server to a client, as a tap sees it.
struct TappedConnection {
    private struct Segment {
        var sequence: UInt32
        var bytes: [UInt8]
        var time: UInt64
        var flags: UInt8
    }

    static let server = "10.0.0.9:5000"
    private static let client: [UInt8] = [10, 0, 0, 8]
    private let first: UInt32
    private var segments: [Segment] = []
    private var position = 0
    /// Segments that the tap did not see; whether the client acknowledged them all the same.
    var unseen: Set<Int> = []
    var isAcknowledged = true
    var hasOpening = true
    var cut: [Int: Int] = [:]

    init(first: UInt32) { self.first = first }

    /// Bytes of the server, all sent at that time.
    mutating func send(_ bytes: [UInt8], at time: UInt64, most: Int, _ random: inout SeededGenerator) {
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + 1 + random.below(most))
            segments.append(
                Segment(
                    sequence: first &+ 1 &+ UInt32(truncatingIfNeeded: position),
                    bytes: Array(bytes[start..<end]),
                    time: time, flags: 0x18))
            position += end - start
            start = end
        }
    }

    var count: Int { segments.count }

    /// Some segments change places with the next or come again, whole or with what stands before them.
    mutating func disturb(_ random: inout SeededGenerator) {
        for index in segments.indices.dropLast() where random.once(in: 5) {
            let times = (segments[index].time, segments[index + 1].time)
            segments.swapAt(index, index + 1)
            (segments[index].time, segments[index + 1].time) = times
        }
        for index in segments.indices.reversed() where random.once(in: 7) {
            var again = segments[index]
            again.time = segments[min(segments.count - 1, index + 3)].time
            if random.once(in: 2), index > 0,
                segments[index - 1].sequence &+ UInt32(segments[index - 1].bytes.count) == again.sequence
            {
                again.sequence = segments[index - 1].sequence
                again.bytes = segments[index - 1].bytes + again.bytes
            }
            segments.insert(again, at: min(segments.count, index + 1 + random.below(3)))
        }
    }

    func capture() -> FrameCapture {
        var capture = FrameCapture()
        let begin = segments.first?.time ?? 0
        if hasOpening {
            capture.add(packet(first, [], 0x12, acknowledging: 1), at: begin)
            capture.add(packet(first, [], 0x10, acknowledging: first &+ 1, isClient: true), at: begin)
        }
        var highest = first &+ 1
        for (index, segment) in segments.enumerated() {
            if !unseen.contains(index) {
                capture.add(
                    packet(segment.sequence, segment.bytes, segment.flags, acknowledging: 1),
                    at: segment.time,
                    cut: cut[index] ?? 0)
            }
            let end = segment.sequence &+ UInt32(segment.bytes.count)
            if Int32(bitPattern: end &- highest) > 0,
                isAcknowledged || !unseen.contains(where: { $0 <= index })
            {
                highest = end
            }
            if index % 3 == 0 {
                capture.add(packet(2, [], 0x10, acknowledging: highest, isClient: true), at: segment.time)
            }
        }
        let last = segments.last?.time ?? 0
        capture.add(
            packet(first &+ 1 &+ UInt32(truncatingIfNeeded: position), [], 0x11, acknowledging: 1), at: last)
        return capture
    }

    private func packet(
        _ sequence: UInt32, _ bytes: [UInt8], _ flags: UInt8, acknowledging: UInt32, isClient: Bool = false
    ) -> [UInt8] {
        let (client, server) = (big(UInt16(51_000)), big(UInt16(5000)))
        let ports = isClient ? client + server : server + client
        let tcp =
            ports + big(sequence) + big(acknowledging) + [0x50, flags] + big(UInt16(8192)) + [0, 0, 0, 0]
            + bytes
        return IPPacket.v4(
            tcp[...], kind: 6, source: isClient ? Self.client : [10, 0, 0, 9],
            destination: isClient ? [10, 0, 0, 9] : Self.client)
    }
}

/// Messages as a byte stream frames them.
enum ByteFraming: CaseIterable {
    case soupBinTCP, binaryFile

    var opening: [UInt8] {
        self == .binaryFile
            ? []
            : big(UInt16(31)) + Array("A0000000001".utf8) + Array(String(repeating: " ", count: 19).utf8) + [
                UInt8(ascii: "1")
            ]
    }

    func frame(_ message: [UInt8]) -> [UInt8] {
        self == .binaryFile
            ? big(UInt16(message.count)) + message
            : big(UInt16(message.count + 1)) + [UInt8(ascii: "S")] + message
    }
}

private func big<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
}
private func little<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
