import OrderFlow
import TestSupport
import Testing

@testable import Books

@Suite("Level store")
struct LevelStoreTests {
    /// One side of one book.
    struct Probe: ~Copyable {
        var store = LevelStore(seed: 99)
        var side = BookSide()
        let number: UInt64
        let instrument: UInt16 = 3
        init(_ side: Side) {
            number = UInt64(side.rawValue)
            _ = store.grow(toInstruments: 8)
        }
        var owner: LevelOwner { LevelOwner(instrument, side: number, side.counting) }
        mutating func change(_ change: LevelStore.Change, at price: Int64) -> Int64? {
            store.change(change, at: price, number, of: instrument, scale: 4, &side)
        }
        func levels(_ count: Int = .max) -> [Level] {
            var levels: [Level] = []
            store.forEach(of: side, owner, atMost: count) { levels.append($0) }
            return levels
        }
    }

    enum Prices: CaseIterable, Sendable {
        case near, dollars, anywhere, up, down, mixed, extremes, stubFirst

        func price(_ step: Int, _ random: inout SeededGenerator) -> Int64 {
            switch self {
            case .near: 1_000_000 + Int64(random.below(30)) * 100
            case .dollars: Int64(random.below(3000)) * 10_000
            case .anywhere: Int64(random.below(3000)) - 1500
            case .up: Int64(step + random.below(40)) * 100
            case .down: 10_000_000 - Int64(step + random.below(40)) * 100
            case .mixed: 1_000_000 + Int64(random.below(60)) * (random.once(in: 5) ? 7 : 100)
            case .extremes: random.once(in: 2) ? Int64(bitPattern: random.next()) : [.min, .max, 0, -1][random.below(4)]
            case .stubFirst: step == 0 ? 1 : 1_000_000 + Int64(random.below(50)) * 100
            }
        }
    }

    @Test("holds what a dictionary holds, best first", arguments: Prices.allCases, [Side.buy, .sell])
    func likeDictionary(prices: Prices, side: Side) {
        var random = SeededGenerator(seed: 5)
        var probe = Probe(side)
        var model: [Int64: Level] = [:]
        var isEqual = true
        for step in 0..<6_000 {
            let known = random.below(3) == 0 ? model.keys.randomElement(using: &random) : nil
            let price = known ?? prices.price(step, &random)
            let quantity = UInt64(1 + random.below(50))
            var level = model[price] ?? Level(price: price, quantity: 0, orders: 0)
            if random.below(5) < 3 {
                let delta = probe.change(.by(quantity: Int64(quantity), orders: 1), at: price)
                isEqual = isEqual && delta == Int64(quantity)
                level.quantity += quantity
                level.orders += 1
            } else if random.once(in: 4) {
                _ = probe.change(.to(quantity), at: price)
                level.quantity = quantity
            } else {
                let part = min(level.quantity, quantity)
                let isLast = part == level.quantity
                _ = probe.change(.by(quantity: -Int64(quantity), orders: isLast ? -1 : 0), at: price)
                level.quantity -= part
            }
            model[price] = level.quantity > 0 ? level : nil
            if step % 100 == 0 || step > 5_990 {
                let sorted = model.values.sorted { side.prefers($0.price, to: $1.price) }
                isEqual = isEqual && probe.levels() == sorted
                isEqual = isEqual && probe.store.count(probe.side, probe.owner) == sorted.count
                let best = probe.store.bestLevel(of: probe.side, probe.owner)
                isEqual = isEqual && best == sorted.first && probe.levels(3) == Array(sorted.prefix(3))
            }
        }
        #expect(isEqual)
    }

    @Test("a level beyond 32 bits, or of very many orders, is as right as any, and comes back")
    func wide() {
        var probe = Probe(.sell)
        for _ in 0..<70_000 { _ = probe.change(.by(quantity: Int64(UInt32.max), orders: 1), at: 500) }
        _ = probe.change(.by(quantity: 7, orders: 1), at: 600)
        let expected = Level(price: 500, quantity: UInt64(UInt32.max) * 70_000, orders: 70_000)
        #expect(probe.levels() == [expected, Level(price: 600, quantity: 7, orders: 1)])
        for _ in 0..<69_999 { _ = probe.change(.by(quantity: -Int64(UInt32.max), orders: -1), at: 500) }
        #expect(probe.levels(1) == [Level(price: 500, quantity: UInt64(UInt32.max), orders: 1)])
        _ = probe.change(.to(0), at: 500)
        #expect(probe.levels() == [Level(price: 600, quantity: 7, orders: 1)])
    }

    @Test("prices that walk away for ever take no more memory than those that are there")
    func walkingAway() {
        var probe = Probe(.buy)
        for step in 0..<200_000 as Range<Int64> {
            _ = probe.change(.by(quantity: 1, orders: 1), at: step * 800)
            if step >= 10 { _ = probe.change(.by(quantity: -1, orders: -1), at: (step - 10) * 800) }
        }
        let capacity = probe.store.blocks.count
        #expect(probe.levels().count == 10 && capacity <= 4096)
    }

    @Test("a side that is full refuses another level and keeps the others")
    func bounded() {
        var probe = Probe(.buy)
        var taken: Int64 = 0
        while probe.change(.by(quantity: 1, orders: 1), at: taken * 100) != nil { taken += 1 }
        #expect(taken == Int64(LevelStore.sideLimit))
        #expect(probe.change(.by(quantity: 5, orders: 1), at: 700) == 5)
        #expect(probe.levels(1) == [Level(price: (taken - 1) * 100, quantity: 1, orders: 1)])
    }

    @Test("everything is forgotten, and that costs nothing when repeated")
    func removeAll() {
        var probe = Probe(.buy)
        for step in 0..<40_000 as Range<Int64> { _ = probe.change(.by(quantity: 1, orders: 1), at: step * 800) }
        for _ in 0..<100_000 { probe.store.removeAll() }
        probe.side = BookSide()
        #expect(probe.levels().isEmpty)
        _ = probe.store.grow(toInstruments: 8)
        #expect(probe.change(.by(quantity: 1, orders: 1), at: 100) == 1)
        #expect(probe.levels() == [Level(price: 100, quantity: 1, orders: 1)])
    }
}
