import CLinux
import Wire

@testable import Capture
@testable import Intake

/// Frames of an interface: the kernel's filter for them, and blocks of its ring.
enum InterfaceTrial {
    static func run(_ input: inout FuzzInput) {
        if input.byte() & 1 == 0 { filter(&input) } else { block(&input) }
    }

    /// What is wanted passes the filter, and of what passes nothing is another's.
    private static func filter(_ input: inout FuzzInput) {
        let choice = input.byte()
        let frame = input.chunk()
        var port = UInt16(truncatingIfNeeded: input.number())
        let (high, low) = (input.number(), input.number())
        var group =
            choice & 1 == 0
            ? Endpoint(ipv4: UInt32(truncatingIfNeeded: low), port: 0)
            : Endpoint(high: high, low: low, port: 0)
        let found = FrameDissector.dissect(frame.rawBytes, .ethernet, isCut: false)
        if case .datagram(let datagram) = found, choice & 2 == 0 {
            port = datagram.destination.port
            group = datagram.destination
            group.port = 0
        }
        let wanted = (port: choice & 4 == 0 ? port : nil, group: choice & 8 == 0 ? group : nil)
        let passes = Self.passes(frame, PacketFilter(port: wanted.port, group: wanted.group).program)
        guard case .datagram(let datagram) = found else { return }
        var destination = datagram.destination
        destination.port = 0
        let isWanted =
            (wanted.port ?? datagram.destination.port) == datagram.destination.port
            && (wanted.group ?? destination) == destination
        precondition(!passes || isWanted, "another's datagram passes")
        precondition(passes || !isWanted || isBeyond(frame), "a datagram does not pass")
    }

    /// What the filter leaves out by its own account: a third tag, a tag of 0x9200, IPv6 with extension headers.
    private static func isBeyond(_ frame: [UInt8]) -> Bool {
        func half(_ offset: Int) -> Int { Int(frame[offset]) << 8 | Int(frame[offset + 1]) }
        var (offset, tags) = (12, 0)
        while [0x8100, 0x88A8, 0x9100, 0x9200].contains(half(offset)) {
            if half(offset) == 0x9200 { return true }
            offset += 4
            tags += 1
        }
        return tags > 2 || half(offset) == 0x86DD && frame[offset + 8] != 17
    }

    /// The kernel's part: classic BPF, a load beyond the frame's end being a refusal.
    private static func passes(_ frame: [UInt8], _ program: [sock_filter]) -> Bool {
        var (a, x, at): (UInt32, UInt32, Int) = (0, 0, 0)
        func load(_ offset: UInt32, _ count: Int) -> UInt32? {
            guard Int(offset) + count <= frame.count else { return nil }
            return frame[Int(offset)..<(Int(offset) + count)].reduce(0) { $0 << 8 | UInt32($1) }
        }
        while true {
            let step = program[at]
            at += 1
            switch step.code {
            case 0x28:
                guard let value = load(step.k, 2) else { return false }
                a = value
            case 0x40, 0x48, 0x50:
                guard let value = load(x + step.k, step.code == 0x40 ? 4 : step.code == 0x48 ? 2 : 1) else {
                    return false
                }
                a = value
            case 0x01: x = step.k
            case 0x54: a &= step.k
            case 0x64: a <<= step.k
            case 0x0C: a &+= x
            case 0x07: x = a
            case 0x15: at += Int(a == step.k ? step.jt : step.jf)
            case 0x45: at += Int(a & step.k != 0 ? step.jt : step.jf)
            case 0x05: at += Int(step.k)
            case 0x06: return step.k > 0
            default: preconditionFailure("an operation that the filter does not use: \(step.code)")
            }
        }
    }

    /// A block with frames in it, and anything changed in it.
    private static func block(_ input: inout FuzzInput) {
        let setting = ReceiverSetting(.interface(InterfaceAddress(interface: "fuzz")))
        var sink = MarketSink(directory: setting.directory)
        var reader = FrameReader<MarketSink>(setting, InterfaceAddress(interface: "fuzz", port: 1))
        while !input.isEmpty { read(bytes(&input), &reader, into: &sink) }
        reader.notice(drops: 3, into: &sink)
        reader.finish(into: &sink)
        sink.look()
    }

    private static func read(
        _ bytes: [UInt8], _ reader: inout FrameReader<MarketSink>, into sink: inout MarketSink
    ) {
        // Aligned as the kernel's are, and not a byte longer, so that the sanitizer sees the end.
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count)
        // SAFETY: the memory has room for the bytes, and lives until the block is gone.
        defer { unsafe memory.deallocate() }
        unsafe memory.initialize(from: bytes, count: bytes.count)
        let block = unsafe PacketBlock(memory, byteCount: bytes.count, socket: -1)
        reader.read(block, into: &sink)
    }

    private static func bytes(_ input: inout FuzzInput) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 48)
        let frames = Int(input.byte() & 7)
        put(UInt32(frames), at: 12, &bytes)
        put(48, at: 16, &bytes)
        for _ in 0..<frames { append(&input, to: &bytes) }
        for _ in 0..<Int(input.byte() & 15) {
            let offset = Int(input.byte()) | Int(input.byte()) << 8
            // Their number is the kernel's, and any other would only take time.
            if offset < bytes.count, !(12..<16).contains(offset) { bytes[offset] = input.byte() }
        }
        return bytes
    }

    /// A frame as TPACKET_V3 lays it out: 48 bytes of head, ten for offloads at the end of a gap, the frame.
    private static func append(_ input: inout FuzzInput, to bytes: inout [UInt8]) {
        let choice = input.byte()
        let payload = input.chunk()
        var frame: [UInt8] = []
        if choice & 1 == 0, payload.count < 9_000 {
            UDPFrame(
                source: Endpoint(ipv4: 0x0A00_0001, port: 9),
                destination: Endpoint(ipv4: 0xEF01_0200 | UInt32(choice >> 6), port: 26_477),
                vlan: choice & 2 == 0 ? nil : 7, payloadBytes: payload.count
            ).append(payload.rawBytes, into: &frame)
        } else {
            frame = payload
        }
        let start = bytes.count
        bytes += [UInt8](repeating: 0, count: 82)
        if choice & 4 != 0 {
            bytes[start + 82 - 10 + 1] = 5
            bytes[start + 82 - 10 + 4] = input.byte()
            bytes[start + 82 - 10 + 5] = input.byte() & 7
        }
        bytes += frame
        bytes += [UInt8](repeating: 0, count: (8 - bytes.count & 7) & 7)
        put(UInt32(bytes.count - start), at: start, &bytes)
        put(1_577_700_000, at: start + 4, &bytes)
        put(UInt32(frame.count), at: start + 12, &bytes)
        put(UInt32(frame.count) + UInt32(choice & 8), at: start + 16, &bytes)
        bytes[start + 24] = 82
    }

    private static func put(_ value: UInt32, at offset: Int, _ bytes: inout [UInt8]) {
        for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt32(index * 8)) }
    }
}
