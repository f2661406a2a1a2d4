import OrderFlow
import TestSupport
import Testing

@testable import Market

/// A condition as a tree, evaluated the obvious way: what an item does not have is true, in either polarity.
private indirect enum Tree {
    case leaf(String, (InstrumentRow) -> Bool?)
    case not(Tree)
    case and(Tree, Tree)
    case or(Tree, Tree)

    func holds(_ row: InstrumentRow, negated: Bool = false) -> Bool {
        switch self {
        case .leaf(_, let test): test(row).map { $0 != negated } ?? true
        case .not(let inner): inner.holds(row, negated: !negated)
        case .and(let left, let right):
            negated
                ? left.holds(row, negated: true) || right.holds(row, negated: true)
                : left.holds(row) && right.holds(row)
        case .or(let left, let right):
            negated
                ? left.holds(row, negated: true) && right.holds(row, negated: true)
                : left.holds(row) || right.holds(row)
        }
    }
}

/// Makes conditions, and the texts that ask for them.
private struct TreeGenerator {
    var random: SeededGenerator

    mutating func tree(_ depth: Int) -> Tree {
        guard depth > 0, !random.once(in: 4) else { return leaf() }
        switch random.below(3) {
        case 0: return .not(tree(depth - 1))
        case 1: return .and(tree(depth - 1), tree(depth - 1))
        default: return .or(tree(depth - 1), tree(depth - 1))
        }
    }

    private mutating func leaf() -> Tree {
        switch random.below(7) {
        case 0:
            let letter = ["a", "B", "c"][random.below(3)]
            return .leaf(letter) { $0.symbol.description.lowercased().contains(letter.lowercased()) }
        case 1: return number("bid") { $0.bid.map { Int($0.price) } }
        case 2: return number("last") { $0.last.map { Int($0) } }
        case 3:
            return number("spread") { row in
                guard let bid = row.bid, let ask = row.ask else { return nil }
                return Int(ask.price - bid.price)
            }
        case 4: return .leaf("locked") { $0.flags.contains(.locked) }
        case 5: return .leaf("type = add") { _ in nil }
        default: return .leaf("side=buy") { _ in nil }
        }
    }

    /// Prices with two decimals, held against texts with up to four.
    private mutating func number(_ field: String, _ value: @escaping (InstrumentRow) -> Int?) -> Tree {
        let wanted = random.below(80_000) - 10_000
        let sign = wanted < 0 ? "-" : ""
        let digits = String(abs(wanted))
        let padded = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
        let text = "\(sign)\(padded.dropLast(4)).\(padded.suffix(4))"
        let sorts: [(String, (Int, Int) -> Bool)] = [
            ("=", { $0 == $1 }), ("!=", { $0 != $1 }), ("<", { $0 < $1 }), ("<=", { $0 <= $1 }),
            (">", { $0 > $1 }),
            (">=", { $0 >= $1 }),
        ]
        let (name, compare) = sorts[random.below(6)]
        return .leaf("\(field) \(name) \(text)") { row in
            guard let value = value(row) else { return name == "!=" }
            return compare(value * 100, wanted)
        }
    }

    /// With more brackets than needed, and each operator in one of its spellings.
    mutating func text(_ tree: Tree) -> String {
        switch tree {
        case .leaf(let text, _): random.once(in: 5) ? "(\(text))" : text
        case .not(let inner): [random.once(in: 2) ? "!" : "not "][0] + "(\(text(inner)))"
        case .and(let left, let right):
            "(\(text(left)))" + [" and ", " && ", " ", "&&"][random.below(4)] + "(\(text(right)))"
        case .or(let left, let right):
            "(\(text(left)))" + [" or ", " || ", "||"][random.below(3)] + "(\(text(right)))"
        }
    }

    mutating func row() -> InstrumentRow {
        var row = InstrumentRow()
        row.symbol = SymbolName((0..<3).map { _ in ["A", "b", "C", "d"][random.below(4)] }.joined())
        row.priceScale = 2
        if !random.once(in: 4) { row.bid = Quote(price: Int64(random.below(700)), size: 1, orders: nil) }
        if !random.once(in: 4) { row.ask = Quote(price: Int64(random.below(700)), size: 1, orders: nil) }
        if !random.once(in: 4) { row.last = Int64(random.below(700)) }
        if random.once(in: 2) { row.flags = .locked }
        return row
    }
}

@Suite("Filters against an obvious evaluator")
struct FilterPropertyTests {
    @Test("the same instruments are shown", arguments: [1, 2, 3] as [UInt64])
    func same(seed: UInt64) throws {
        var generator = TreeGenerator(random: SeededGenerator(seed: seed))
        var (shown, tried) = (0, 0)
        for _ in 0..<2_000 {
            let tree = generator.tree(4)
            let text = generator.text(tree)
            guard text.utf8.count <= Filter.longest else { continue }
            let filter = try Filter(text)
            for _ in 0..<10 {
                let row = generator.row()
                let (found, expected) = (filter.matches(row, feedName: "f"), tree.holds(row))
                #expect(found == expected, "\(text)")
                tried += 1
                if found { shown += 1 }
            }
        }
        #expect(tried > 10_000 && shown > tried / 5 && shown < tried * 19 / 20)
    }

    @Test("any bytes are read or refused, and what is read can be tried")
    func anything() {
        var random = SeededGenerator(seed: 9)
        let pieces = [
            "a", "bid", ">", "=", "1", "(", ")", "!", "and", "or", "not", "\"", "&&", "||", "age", "2s",
            "type", "E",
            "halted", " ", "\t", "é", "\u{0}", "*", "~", "1.5k", ".", "-",
        ]
        var accepted = 0
        for _ in 0..<20_000 {
            let text = (0..<random.below(12)).map { _ in
                pieces[random.below(pieces.count)] + (random.once(in: 2) ? " " : "")
            }
            .joined()
            guard let filter = try? Filter(text) else { continue }
            accepted += 1
            _ = filter.matches(InstrumentRow(), feedName: "x", time: 1)
            _ = filter.matches(TapeEntry(), feedName: "x")
        }
        #expect(accepted > 500)
    }
}
