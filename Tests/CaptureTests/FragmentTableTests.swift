import Capture
import TestSupport
import Testing
import Wire

@Suite("Datagrams in fragments")
struct FragmentTableTests {
    static let from = Endpoint(ipv4: 0x0A00_0001, port: 0)
    static let group = Endpoint(ipv4: 0xEF01_0203, port: 0)

    /// A part of a datagram's payload.
    struct Part {
        var fragment: Fragment
        var bytes: [UInt8]

        init(
            _ payload: [UInt8], _ range: Range<Int>, identification: UInt32 = 1, isLast: Bool? = nil,
            isCut: Bool = false, destination: Endpoint = FragmentTableTests.group, kind: UInt8 = 17
        ) {
            bytes = Array(payload[range])
            fragment = Fragment(
                source: from, destination: destination, identification: identification, kind: kind,
                position: range.lowerBound, isLast: isLast ?? (range.upperBound == payload.count), offset: 0,
                count: bytes.count, isCut: isCut)
        }
    }

    /// A table, and what it has joined.
    struct Run: ~Copyable {
        var table = FragmentTable()
        var joined: [[UInt8]] = []

        mutating func take(_ part: Part, at time: UInt64 = 1) {
            guard let whole = table.take(part.fragment, part.bytes.rawBytes, at: time) else { return }
            joined.append(whole.bytes)
            table.recycle(whole)
        }
    }

    /// Cuts a payload at random multiples of eight, of at most `most` bytes each.
    static func parts(
        _ payload: [UInt8], most: Int, identification: UInt32 = 1, _ random: inout SeededGenerator
    ) -> [Part] {
        var parts: [Part] = []
        var start = 0
        while start < payload.count {
            let end = min(payload.count, start + 8 * Int.random(in: 1...max(1, most / 8), using: &random))
            parts.append(Part(payload, start..<end, identification: identification))
            start = end
        }
        return parts
    }

    @Test("whatever the order, and with any of them twice, they are the datagram again")
    func shuffled() {
        var random = SeededGenerator(seed: 5722)
        for round in 0..<120 as Range<UInt32> {
            let payload = random.bytes(Int.random(in: 9...4000, using: &random))
            var parts = Self.parts(
                payload, most: [16, 200, 1480].randomElement(using: &random)!, identification: round, &random)
            guard parts.count > 1 else { continue }
            parts.shuffle(using: &random)
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                // Before the last, which makes it whole: one that comes after begins another.
                parts.insert(parts[Int.random(in: 0..<parts.count - 1, using: &random)], at: 0)
            }
            var run = Run()
            for part in parts { run.take(part) }
            let joined = run.joined
            #expect(joined == [payload])
            run.table.finish()
            let refused = run.table.takeRefused()
            #expect(refused == 0)
        }
    }

    @Test("several at a time are kept apart by identification, address and protocol")
    func interleaved() {
        var random = SeededGenerator(seed: 3)
        let payloads = (0..<40).map { _ in random.bytes(Int.random(in: 100...900, using: &random)) }
        var parts: [(Int, Part)] = []
        for (index, payload) in payloads.enumerated() {
            // Pairs with the same identification, to another group or of another protocol.
            for start in stride(from: 0, to: payload.count, by: 64) {
                var destination = Self.group
                if index % 4 == 1 { destination.low += 1 }
                parts.append(
                    (
                        index,
                        Part(
                            payload, start..<min(payload.count, start + 64),
                            identification: UInt32(index / 4), destination: destination,
                            kind: index % 4 >= 2 ? UInt8(40 + index % 4) : 17)
                    ))
            }
        }
        parts.shuffle(using: &random)
        var run = Run()
        for (_, part) in parts { run.take(part) }
        let joined = run.joined
        #expect(Set(joined) == Set(payloads) && joined.count == payloads.count)
    }

    @Test("fragments that overlap and differ spoil the datagram; those that say the same do not")
    func overlaps() {
        var random = SeededGenerator(seed: 9)
        let payload = random.bytes(64)
        var other = payload
        other[20] ^= 1
        var run = Run()
        for range in [0..<32, 16..<48, 40..<64] { run.take(Part(payload, range)) }
        let same = run.joined
        #expect(same == [payload])
        for (index, parts) in [[0..<32, 16..<48, 48..<64], [16..<48, 0..<32, 48..<64]].enumerated() {
            var run = Run()
            run.take(Part(payload, parts[0]))
            run.take(Part(other, parts[1]))
            run.take(Part(payload, parts[2]))
            // Nothing of it comes later either.
            for range in parts { run.take(Part(payload, range)) }
            run.table.finish()
            let (joined, refused) = (run.joined, run.table.takeRefused())
            #expect(joined.isEmpty && refused == 6, "order \(index)")
        }
    }

    @Test("lengths that cannot be make no datagram", arguments: 0..<6)
    func hostile(kind: Int) {
        let payload = [UInt8](repeating: 7, count: 64)
        let long = [UInt8](repeating: 7, count: 65_600)
        let parts: [Part] =
            switch kind {
            case 0: [Part(payload, 0..<30), Part(payload, 30..<64)]  // not a multiple of eight
            case 1: [Part(payload, 32..<64), Part(payload, 0..<24, isLast: true), Part(payload, 0..<32)]
            case 2: [Part(long, 65_528..<65_544, isLast: true), Part(long, 0..<65_528)]
            case 3: [Part(payload, 0..<32), Part(payload, 32..<32, isLast: true)]
            case 4: [Part(payload, 0..<32, isCut: true), Part(payload, 32..<64), Part(payload, 0..<32)]
            default: [Part(payload, 0..<64, isLast: false), Part(payload, 56..<64)]
            }
        var run = Run()
        for part in parts { run.take(part) }
        run.table.finish()
        let (joined, refused) = (run.joined, run.table.takeRefused())
        #expect(joined.isEmpty && refused == UInt64(parts.count))
    }

    @Test("the oldest are given up when there are too many, and after a time")
    func bounds() {
        let payload = [UInt8](repeating: 1, count: 16)
        var run = Run()
        for identification in 0..<1000 as Range<UInt32> {
            run.take(Part(payload, 0..<8, identification: identification))
        }
        let crowded = run.table.takeRefused()
        #expect(crowded == 1000 - UInt64(FragmentTable.mostDatagrams))
        run.take(Part(payload, 8..<16, identification: 0))  // begins anew, and drives out another
        run.take(Part(payload, 8..<16, identification: 999))
        let latest = run.joined
        #expect(latest == [payload])
        run.take(Part(payload, 0..<8, identification: 5), at: 2 + FragmentTable.patience)
        run.table.finish()
        let all = run.table.takeRefused()
        #expect(all == 1000 - crowded - 1 + 2)
    }

    @Test("memory stays bounded in a flood of large and of tiny fragments", arguments: [8, 1480, 65_000])
    func flood(count: Int) {
        let payload = [UInt8](repeating: 1, count: 65_008)
        var run = Run()
        for round in 0..<(count > 10_000 ? 300 : 3000) as Range<UInt32> {
            let start = Int(round) % 7 * 8
            let end = min(start + count / 8 * 8, 65_000)
            run.take(Part(payload, start..<end, identification: round / 3))
            let cost = run.table.byteCount
            #expect(cost <= FragmentTable.mostBytes)
        }
        let joined = run.joined
        #expect(joined.isEmpty)
    }

    @Test("a gap is explained once, by what began before, to that port where it is known")
    func gaps() {
        var payload = [UInt8](repeating: 0, count: 64)
        payload[2...3] = [0x67, 0x6D]
        var ours = Self.group
        ours.port = 0x676D
        var others = ours
        others.port = 1
        var run = Run()
        run.take(Part(payload, 0..<32))
        let asked = [
            run.table.explainsGap(to: others, at: 1), run.table.explainsGap(to: ours, at: 1),
            run.table.explainsGap(to: ours, at: 1),
        ]
        #expect(asked == [false, true, false])
        run.take(Part(payload, 32..<48, identification: 2))
        let anyPort = run.table.explainsGap(to: others, at: 1)
        #expect(anyPort)
        run.take(Part(payload, 0..<32, identification: 3))
        run.table.finish()
        let afterTheEnd = [run.table.isUntold, run.table.explainsGap(to: ours, at: 1), run.table.isUntold]
        #expect(afterTheEnd == [true, true, false])
        run.take(Part(payload, 0..<32, identification: 4))
        guard
            case let order? = run.table.take(
                Part(payload, 0..<64, identification: 5).fragment, payload.rawBytes, at: 1)?.order
        else {
            Issue.record("not joined")
            return
        }
        let before = run.table.explainsGap(to: ours, before: order, at: 1)
        #expect(before)
        // In the end a destination is forgotten to which nothing comes.
        run.take(Part(payload, 0..<32, identification: 7))
        let much = [
            run.table.explainsGap(to: others, at: 2 + 11 * FragmentTable.patience), run.table.isUntold,
        ]
        #expect(much == [false, false])
        // Nothing but UDP can be a feed's.
        run.take(Part(payload, 0..<32, identification: 6, kind: 1))
        let untold = run.table.isUntold
        #expect(!untold)
    }
}
