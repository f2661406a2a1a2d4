import OrderFlow
import TestSupport
import Testing

@testable import Market

@Suite("Ladders")
struct LadderTests {
    /// All levels, worst first.
    private func content(_ ladder: Ladder, _ pool: borrowing LevelPool) -> [Level] {
        (ladder.low..<ladder.high).map { pool[Int(ladder.block + $0)] }.filter { $0.content.quantity > 0 }
    }

    private func level(_ key: Int64, _ quantity: UInt64, _ orders: UInt32) -> Level {
        Level(key: key, content: LevelContent(quantity: quantity, orders: orders))
    }

    enum Walk: CaseIterable, Sendable { case near, anywhere, up, down }

    @Test("two ladders in one pool hold what sorted arrays hold", arguments: Walk.allCases)
    func likeSortedArrays(walk: Walk) {
        var random = SeededGenerator(seed: 3)
        var pool = LevelPool()
        var ladders = [Ladder(), Ladder()]
        var models: [[Int64: Level]] = [[:], [:]]
        var isEqual = true
        for step in 0..<20_000 {
            let side = random.below(2)
            let key: Int64 =
                switch walk {
                case .near: Int64(random.below(30))
                case .anywhere: Int64(random.below(3000)) - 1500
                case .up: Int64(step + random.below(40))
                case .down: -Int64(step + random.below(40))
                }
            let quantity = UInt64(1 + random.below(50))
            if random.below(5) < 3 {
                isEqual = pool.add(quantity, orders: 1, at: key, to: &ladders[side]) && isEqual
                models[side][key, default: level(key, 0, 0)].content.quantity += quantity
                models[side][key]?.content.orders += 1
            } else if let level = models[side][key] {
                let part = min(level.content.quantity, quantity)
                let isLast = part == level.content.quantity
                pool.subtract(
                    part, orders: isLast ? level.content.orders : 0, at: key, from: &ladders[side])
                models[side][key]?.content.quantity -= part
                if isLast { models[side][key] = nil }
            } else {
                pool.subtract(quantity, orders: 1, at: key, from: &ladders[side])
            }
            if step % 500 == 0 || step == 19_999 {
                for side in 0..<2 {
                    let sorted = models[side].values.sorted { $0.key < $1.key }
                    isEqual = isEqual && content(ladders[side], pool) == sorted
                    isEqual = isEqual && pool.best(ladders[side]) == sorted.last
                }
            }
        }
        #expect(isEqual)
    }

    @Test("prices that walk away for ever stay in a small block")
    func walkingStaysSmall() {
        var pool = LevelPool()
        var ladder = Ladder()
        for key in 0..<100_000 as Range<Int64> {
            _ = pool.add(1, orders: 1, at: key, to: &ladder)
            pool.subtract(1, orders: 1, at: key - 10, from: &ladder)
        }
        #expect(ladder.count == 10)
        #expect(ladder.capacity <= 32)
    }

    @Test("a ladder that is full refuses another level and keeps the others")
    func bounded() {
        var pool = LevelPool()
        var ladder = Ladder()
        var taken = 0
        while pool.add(1, orders: 1, at: Int64(taken), to: &ladder) { taken += 1 }
        #expect(taken >= Int(LevelPool.ladderLimit) * 3 / 4)
        #expect(taken <= Int(LevelPool.ladderLimit))
        #expect(ladder.count == taken)
        let isMore = pool.add(5, orders: 1, at: 7, to: &ladder)
        #expect(isMore)
        let best = pool.best(ladder)
        #expect(best == level(Int64(taken) - 1, 1, 1))
    }

    @Test("keys turn asks around and back, at the extremes too", arguments: [Int64.min, -1, 0, 1, .max])
    func keys(price: Int64) {
        for side in [Side.buy, .sell] { #expect(Level.key(Level.key(price, side), side) == price) }
        #expect(Level.key(1, .buy) > Level.key(0, .buy))
        #expect(Level.key(0, .sell) > Level.key(1, .sell))
        #expect(Level.key(.min, .sell) > Level.key(.max, .sell))
    }
}
