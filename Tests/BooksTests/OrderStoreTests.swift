import OrderFlow
import TestSupport
import Testing

@testable import Books

@Suite("Order store")
struct OrderStoreTests {
    /// Reference number `n` in patterns that hash tables are known to dislike.
    enum Pattern: CaseIterable, Sendable {
        case sequential, stride4, stride64, stride2To20, stride2To40, equalLowBits, random, twoEnds

        func reference(_ n: UInt64) -> UInt64 {
            switch self {
            case .sequential: n
            case .stride4: n * 4
            case .stride64: n * 64
            case .stride2To20: n << 20
            case .stride2To40: n << 40
            case .equalLowBits: n << 16 | 0xABCD
            case .random: n &* 0x9E37_79B9_7F4A_7C15 ^ n >> 3
            case .twoEnds: n % 2 == 0 ? n : ~n
            }
        }
    }

    private func order(_ reference: UInt64) -> RestingOrder {
        RestingOrder(reference: reference, price: 1, quantity: 1, instrument: 1, sideNumber: 0)
    }

    /// `false` when there is no room, or the reference is live.
    private func insert(_ entry: RestingOrder, into table: inout OrderStore) -> Bool {
        guard let place = table.place(for: entry.reference), !place.isLive else { return false }
        table.fill(place.slot, entry)
        return true
    }

    @Test("holds what a dictionary holds", arguments: Pattern.allCases)
    func likeDictionary(pattern: Pattern) {
        var random = SeededGenerator(seed: 7)
        var table = OrderStore(seed: 12345)
        var model: [UInt64: UInt32] = [:]
        var isEqual = true
        for step in 0..<40_000 {
            let reference = pattern.reference(UInt64(random.below(step < 20_000 ? 12_000 : 2_000)))
            let slot = table.find(reference)
            isEqual = isEqual && slot.map { table[$0].quantity } == model[reference]
            if let slot {
                table.remove(at: slot)
                model[reference] = nil
            } else {
                let quantity = UInt32(1 + random.below(1000))
                let entry = RestingOrder(
                    reference: reference, price: 1, quantity: quantity, instrument: 2, sideNumber: 1)
                isEqual = insert(entry, into: &table) && isEqual
                model[reference] = quantity
            }
        }
        for (reference, quantity) in model {
            isEqual = isEqual && table.find(reference).map { table[$0].quantity } == quantity
        }
        #expect(isEqual)
        let count = table.count
        #expect(count == model.count)
    }

    @Test("orders that stay while more recent ones take their places are found, changed and removed all the same")
    func generations() {
        var random = SeededGenerator(seed: 3)
        var table = OrderStore(seed: 99)
        var model: [UInt64: UInt32] = [:]
        var isEqual = true
        // Of three thousand live orders, most of them old: an array of a few thousand is passed many times.
        for reference in 1...120_000 as ClosedRange<UInt64> {
            let quantity = UInt32(1 + random.below(1000))
            let entry = RestingOrder(
                reference: reference, price: Int64(reference), quantity: quantity, instrument: 1, sideNumber: 0)
            isEqual = insert(entry, into: &table) && isEqual
            model[reference] = quantity
            while model.count > 3000 {
                let leaving =
                    random.below(3) == 0
                    ? model.keys.first ?? 0 : max(1, reference - UInt64(random.below(50)))
                guard model[leaving] != nil, let slot = table.find(leaving) else { continue }
                isEqual =
                    isEqual && table[slot].quantity == model[leaving] && table[slot].price == Int64(leaving)
                table.setQuantity(7, at: slot)
                isEqual = isEqual && table.find(leaving).map { table[$0].quantity } == 7
                table.remove(at: slot)
                isEqual = isEqual && table.find(leaving) == nil
                model[leaving] = nil
            }
        }
        for (reference, quantity) in model {
            isEqual = isEqual && table.find(reference).map { table[$0].quantity } == quantity
        }
        #expect(isEqual)
        let count = table.count
        #expect(count == model.count)
    }

    @Test("reset forgets everything, and costs nothing when repeated")
    func removeAll() {
        var table = OrderStore(seed: 1)
        for reference in 0..<20_000 as Range<UInt64> {
            _ = insert(order(reference), into: &table)
        }
        for _ in 0..<100_000 { table.removeAll() }
        let count = table.count
        let found = table.find(77) ?? table.find(0)
        #expect(count == 0)
        #expect(found == nil)
        let isBack = insert(order(77), into: &table)
        #expect(isBack)
    }

    @Test("the five bits of an event's tag are always the kind they were made of")
    func kinds() {
        #expect(EventKind.allCases.map(\.rawValue) == Array(0..<32))
        for kind in EventKind.allCases {
            #expect(OrderEvent(kind).kind == kind)
            #expect(OrderEvent(kind, side: .sell, continuation: true, quiet: true).kind == kind)
        }
    }

    @Test("an order takes 16 bytes, one in the overflow 24, an event 32, a block of levels one cache line, an instrument two")
    func sizes() {
        #expect(MemoryLayout<OrderEvent>.size == 32)
        #expect(MemoryLayout<OrderEvent>.stride == 32)
        #expect(MemoryLayout<RecentOrder>.stride == 16)
        #expect(MemoryLayout<RestingOrder>.stride == 24)
        #expect(MemoryLayout<LevelBlock>.stride == 64)
        #expect(MemoryLayout<Instrument>.stride == 128)
        #expect(MemoryLayout<BookChange>.stride == 64)
        #expect(MemoryLayout<MatchTable.Trade>.stride == 16)
    }
}
