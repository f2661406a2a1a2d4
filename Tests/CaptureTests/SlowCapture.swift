/// A slow, obvious reader of the same formats: it slices, copies, and looks at one byte at a time.
struct SlowCapture {
    private var rest: [UInt8]
    private let count: Int
    private var isBigEndian = false
    private var reading = Reading()

    private init(_ file: [UInt8]) { (rest, count) = (file, file.count) }

    static func read(_ file: [UInt8]) -> Reading {
        var reader = SlowCapture(file)
        if file.starts(with: [0x0A, 0x0D, 0x0D, 0x0A]) { reader.readBlocks() } else { reader.readRecords() }
        return reader.reading
    }

    private func number(_ offset: Int, _ size: Int = 4) -> Int {
        let field = rest[offset..<offset + size]
        return (isBigEndian ? Array(field) : field.reversed()).reduce(0) { $0 << 8 | Int($1) }
    }

    private mutating func end(_ ending: Ending) { reading.ending = ending }

    private mutating func readRecords() {
        isBigEndian = rest[0] == 0xA1
        let unit = rest[0] == 0x4D || rest[3] == 0x4D ? 1 : 1000
        guard rest.count >= 24 else { return end(.corrupt(at: rest.count)) }
        guard number(4, 2) == 2 else { return end(.corrupt(at: 4)) }
        let snapLength = number(16)
        let limit = snapLength <= 16 * 1024 * 1024 ? max(snapLength, 262_144) : 262_144
        let linkType = number(20) % 65_536
        rest.removeFirst(24)
        while !rest.isEmpty {
            guard rest.count >= 16 else { return end(.cut) }
            guard number(8) <= limit else { return end(.corrupt(at: count - rest.count)) }
            guard rest.count >= 16 + number(8) else { return end(.cut) }
            reading.packets.append(
                ReadPacket(
                    timestamp: UInt64(number(0) * 1_000_000_000 + number(4) * unit),
                    frame: Array(rest[16..<16 + number(8)]), originalCount: number(12),
                    linkType: UInt16(linkType)))
            rest.removeFirst(16 + number(8))
        }
    }

    private struct Interface {
        var linkType, snapLength: Int
        var resolution = UInt8(6)
        var offset = 0.0
    }

    private mutating func readBlocks() {
        var interfaces: [Interface] = []
        var isForeign = false
        while !rest.isEmpty {
            let corrupt = Ending.corrupt(at: count - rest.count)
            guard rest.count >= 12 else { return end(.cut) }
            let isSection = rest.starts(with: [0x0A, 0x0D, 0x0D, 0x0A])
            if isSection {
                switch Array(rest[8..<12]) {
                case [0x1A, 0x2B, 0x3C, 0x4D]: isBigEndian = true
                case [0x4D, 0x3C, 0x2B, 0x1A]: isBigEndian = false
                default: return end(corrupt)
                }
            }
            let length = number(4)
            guard length >= 12, length % 4 == 0, length <= 16 * 1024 * 1024 else { return end(corrupt) }
            guard rest.count >= length else { return end(.cut) }
            guard number(length - 4) == length else { return end(corrupt) }
            if isSection {
                guard length >= 28 else { return end(corrupt) }
                isForeign = number(12, 2) != 1
                interfaces = []
            } else if !isForeign {
                switch number(0) {
                case 1:
                    guard let interface = interface(length) else { return end(corrupt) }
                    interfaces.append(interface)
                case 2, 6:
                    guard length >= 32 else { return end(corrupt) }
                    let index = number(0) == 6 ? number(8) : number(8, 2)
                    guard index < interfaces.count, number(20) <= length - 32 else { return end(corrupt) }
                    let ticks = UInt64(number(12)) << 32 | UInt64(number(16))
                    reading.packets.append(
                        ReadPacket(
                            timestamp: slowNanoseconds(
                                ticks, resolution: interfaces[index].resolution,
                                offset: interfaces[index].offset),
                            frame: Array(rest[28..<28 + number(20)]), originalCount: number(24),
                            linkType: UInt16(interfaces[index].linkType)))
                case 3:
                    guard length >= 16, let first = interfaces.first else { return end(corrupt) }
                    let most = first.snapLength == 0 ? length - 16 : min(first.snapLength, length - 16)
                    reading.packets.append(
                        ReadPacket(
                            timestamp: 0, frame: Array(rest[12..<12 + min(most, number(8))]),
                            originalCount: number(8), linkType: UInt16(first.linkType)))
                default: break
                }
            }
            rest.removeFirst(length)
        }
    }

    private func interface(_ length: Int) -> Interface? {
        guard length >= 20 else { return nil }
        var interface = Interface(linkType: number(8, 2), snapLength: number(12))
        var at = 16
        while at + 4 <= length - 4, number(at, 2) != 0 {
            let size = number(at + 2, 2)
            guard at + 4 + size <= length - 4 else { return nil }
            if number(at, 2) == 9, size >= 1 { interface.resolution = rest[at + 4] }
            if number(at, 2) == 14, size >= 8 {
                let field = Array(rest[at + 4..<at + 12])
                let value = (isBigEndian ? field : field.reversed()).reduce(UInt64(0)) {
                    $0 << 8 | UInt64($1)
                }
                interface.offset = Double(Int64(bitPattern: value))
            }
            at += 4 + size
            while at % 4 != 0 { at += 1 }
        }
        return interface
    }
}

/// Ticks to nanoseconds by repeated multiplication and halving, held at both ends.
func slowNanoseconds(_ ticks: UInt64, resolution: UInt8, offset: Double) -> UInt64 {
    var exact = Int128(ticks) * 1_000_000_000
    for _ in 0..<Int(resolution & 0x7F) { exact /= resolution & 0x80 == 0 ? 10 : 2 }
    return UInt64(clamping: exact + Int128(offset) * 1_000_000_000)
}
