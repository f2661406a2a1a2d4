import OrderFlow
import TestSupport
import Testing

@testable import Market

@Suite("Filter language")
struct FilterTests {
    private static let second: UInt64 = 1_000_000_000
    private static let time = 1_700_000_000 * second

    /// AAPL at 100.25/100.30, last 100.27, crossed nowhere; 1,500,000 traded.
    static func row(_ symbol: String = "AAPL") -> InstrumentRow {
        var row = InstrumentRow()
        row.symbol = SymbolName(symbol)
        row.priceScale = 4
        row.bid = Quote(price: 1_002_500, size: 300, orders: 2)
        row.ask = Quote(price: 1_003_000, size: 12_000, orders: 3)
        row.last = 1_002_700
        row.high = 1_010_000
        row.low = 990_000
        row.volume = 1_500_000
        row.trades = 42
        row.messages = 99_000
        row.rate = 1_200
        row.updated = time - 1_500_000_000
        row.flags = [.halted]
        return row
    }

    static func entry() -> TapeEntry {
        var entry = TapeEntry()
        entry.symbol = SymbolName("MSFT")
        entry.kind = .execute
        entry.messageType = UInt8(ascii: "E")
        entry.side = .sell
        entry.price = 1_002_500
        entry.quantity = 5_000
        return entry
    }

    private func shows(_ text: String, _ row: InstrumentRow = row()) throws -> Bool {
        try Filter(text).matches(row, feedName: "224.0.1.2:26400", time: Self.time)
    }

    private func shows(_ text: String, _ entry: TapeEntry) throws -> Bool {
        try Filter(text).matches(entry, feedName: "224.0.1.2:26400")
    }

    @Test(
        "what an instrument meets",
        arguments: [
            "AAPL", "aap", "pl", "A*", "a??l", "*PL*", "=AAPL", "= aapl", "symbol=aapl", "symbol ~ ap",
            "symbol!=MSFT", "!=MSFT", "~PL", "\"AAPL\"", "symbol=A*", "A* B* or AAPL", "aapl and not msft",
            "!msft", "not(msft)", "not not aapl", "(aapl)", "((aapl or x) and (y or a))", "aapl || x && y",
            "x && y || aapl", "x and y or aapl", "aapl or x and y",
            "bid = 100.25", "bid == 100.2500", "bid >= 100.25", "bid>100.2499", "bid < 100.25001",
            "bid != 100.26", "x or ask > 100.29", "spread = 0.05", "spread <= .05", "BID > 1",
            "last = 100.27", "high=101", "low = 99", "volume=1.5M", "volume > 1.4999M", "volume >= 1500k",
            "trades = 42", "messages < 100k", "rate = 1.2k", "bidsize = 300", "asksize = 12K", "bidsize > -1",
            "age = 1500ms", "age < 2s", "age > 1.4s", "age <= 1m", "age > 10us", "age >= 100ns",
            "feed = 224.0.1.2:26400", "feed ~ 0.1", "feed = 224*", "feed != 225*",
            "halted", "not crossed", "not locked", "not onesided", "not suspect", "live", "halted live",
            "type = execute", "not type = execute", "type != add", "side = buy", "not side=buy", "price > 5",
            "not price > 5", "size = 3", "type=add or x", "not (type=add and x)", "type=add aapl",
        ])
    func met(text: String) throws {
        let isShown = try shows(text)
        #expect(isShown)
    }

    @Test(
        "what it does not meet",
        arguments: [
            "MSFT", "AAPLX", "A?", "=AAP", "= A?PL2", "symbol=aap", "symbol!=aapl", "!=aapl", "~x", "\"A*\"",
            "not aapl", "!aapl", "aapl msft", "aapl and msft", "x or y and aapl", "(x or y) aapl",
            "not (aapl or x)", "bid > 100.25", "bid < 100.25", "bid = 100.250000001", "ask < 100.30",
            "spread > 0.05", "last > 1k", "volume < 1.5M", "trades != 42", "age > 1500ms", "age < 1500000us",
            "feed = 224.0.1.2", "feed != 224*", "crossed", "not halted", "not live", "type=add and msft",
            "not (type=add or aapl)", "type=add not halted", "=\"A*\"",
        ])
    func unmet(text: String) throws {
        let isShown = try shows(text)
        #expect(!isShown)
    }

    @Test(
        "what a message meets",
        arguments: [
            "msft", "type = execute", "type=EXECUTE", "type=E", "type != add", "side=sell", "side = ask",
            "side=s",
            "side!=buy", "price = 100.25", "price >= 100.25", "size = 5k", "size > 4999",
            "type=execute side=sell",
            "halted", "not halted", "bid > 5", "not bid > 5", "age > 5s", "crossed or live", "msft crossed",
        ])
    func messages(text: String) throws {
        let isShown = try shows(text, Self.entry())
        #expect(isShown)
    }

    @Test(
        "what it does not meet",
        arguments: [
            "aapl", "type=add", "type=e", "not type=E", "side=buy", "not side=sell", "price > 100.25",
            "size < 5k",
            "aapl crossed", "type=trade halted",
        ])
    func otherMessages(text: String) throws {
        let isShown = try shows(text, Self.entry())
        #expect(!isShown)
    }

    @Test("a figure that is not known meets only its inequality")
    func unknown() throws {
        var row = Self.row()
        (row.bid, row.last, row.updated) = (nil, nil, 0)
        for (text, expected) in [
            ("bid > 0", false), ("bid < 0", false), ("bid = 0", false), ("bid != 0", true),
            ("not bid > 0", true), ("spread >= 0", false), ("last < 5", false), ("bidsize = 0", false),
            ("age < 5h", false), ("age != 5s", true), ("live", false), ("not live", true),
        ] {
            let isShown = try shows(text, row)
            #expect(isShown == expected, "\(text)")
        }
        var entry = Self.entry()
        (entry.price, entry.side, entry.messageType) = (nil, nil, 1)
        for (text, expected) in [
            ("price > 0", false), ("price != 3", true), ("side = buy", false), ("side != buy", true),
            ("type=1", true),
        ] {
            let isShown = try shows(text, entry)
            #expect(isShown == expected, "\(text)")
        }
    }

    @Test("prices are compared exactly at every scale, to the last digit of 64 bits")
    func exact() throws {
        var row = Self.row()
        for (price, scale, text, expected) in [
            (Int64.max, UInt8(0), "last = 9223372036854775807", true),
            (.max, 18, "last > 9.22337203685477580", true),
            (.max, 18, "last < 9.22337203685477581", true), (.min, 0, "last < -9223372036854775", true),
            (.min, 200, "last < 0", true), (5, 200, "last < 0.00000000000000001", true),
            (0, 255, "last = 0", true),
            (1, 255, "last > 0", true), (300, 2, "last = 3", true), (1, 9, "last = 0.000000001", true),
            (.max, 255, "last < 1M", true), (.min, 255, "last > -1", true),
            (.max, 0, "last > 999999999999M", true),
        ] {
            (row.last, row.priceScale) = (price, scale)
            guard !text.contains("9223372036854775807") else { continue }  // more than 18 digits are refused
            let isShown = try shows(text, row)
            #expect(isShown == expected, "\(price) at \(scale): \(text)")
        }
    }

    @Test("words of the language in capitals are symbols")
    func capitals() throws {
        let low = try shows("LOW", Self.row("LOW"))
        let live = try shows("LIVE", Self.row("LIVE"))
        let or = try shows("=OR", Self.row("OR"))
        let bid = try shows("\"bid\"", Self.row("BIDU"))
        #expect(low && live && bid && or)
        #expect(throws: FilterError.self) { try Filter("OR") }
        let quoted = try shows("\"OR\" symbol!=and", Self.row("ORCL"))
        #expect(quoted)
    }

    @Test(
        "an error names the column, what was found, and what would be right",
        arguments: [
            ("", 1, "nothing is asked for, such as: bid > 10 and not halted"),
            ("   ", 1, "nothing is asked for, such as: bid > 10 and not halted"),
            ("bud > 10", 1, "'bud' is no field; did you mean 'bid'?"),
            ("aapl bidsiz=3", 6, "'bidsiz' is no field; did you mean 'bidsize'?"),
            ("halted = 3", 1, "'halted' is a condition itself and takes no comparison"),
            ("\"bid\" > 3", 1, "a field such as bid stands before '>', and not \"bid\""),
            (
                "bid", 1,
                "'bid' needs a comparison, such as bid > 12.50; write \"bid\" for the symbols that contain it"
            ),
            (
                "a or side", 6,
                "'side' needs a comparison, such as side = buy; write \"side\" for the symbols that contain it"
            ),
            ("bid >", 6, "a value is missing after 'bid >'; such as bid > 12.50"),
            ("(bid >)", 7, "a value is missing after 'bid >', before ')'; such as bid > 12.50"),
            ("bid > ask", 7, "bid is compared with a price such as 12.50, not with 'ask'"),
            ("volume > 1m", 10, "volume is compared with a number such as 500 or 1.5k, not with '1m'"),
            ("volume > 1.2.3", 10, "volume is compared with a number such as 500 or 1.5k, not with '1.2.3'"),
            (
                "bid > 1234567890123456789", 7,
                "bid is compared with a price such as 12.50, not with '1234567890123456789'"
            ),
            (
                "age > 5", 7,
                "age is compared with a duration such as 500ms or 2s, not with '5'; did you mean '5s'?"
            ),
            (
                "age > 5 s", 7,
                "age is compared with a duration such as 500ms or 2s, not with '5'; did you mean '5s'?"
            ),
            ("age > soon", 7, "age is compared with a duration such as 500ms or 2s, not with 'soon'"),
            ("bid ~ 3", 5, "bid is not compared by '~'; one of = != < <= > >="),
            ("symbol > A", 8, "symbol is not compared by '>'; one of = != ~"),
            ("type < add", 6, "type is not compared by '<'; one of = !="),
            (
                "type = exec", 8,
                "'exec' is no type; did you mean 'execute'? A single letter is the type on the wire"
            ),
            ("side=byu", 6, "'byu' is no side; did you mean 'buy'?"),
            ("(a", 3, "a ) is missing for the ( in column 1"), ("a)", 2, "there is no ( for this )"),
            ("()", 2, "nothing stands between these brackets"),
            ("a and", 6, "a condition is missing after 'and'"),
            ("(a or)", 6, "a condition is missing after 'or'"),
            ("and a", 1, "a condition is missing before 'and'"),
            ("a or or b", 6, "a condition is missing before 'or'"),
            ("not", 4, "a condition is missing after 'not'"),
            ("!", 2, "a condition is missing after '!'"),
            ("a & b", 3, "'&' alone means nothing; write && or and"),
            ("a | b", 3, "'|' alone means nothing; write || or or"),
            ("a \"b", 3, "the quote that ends this text is missing"),
            ("\"\"", 1, "there is nothing between the quotes"),
            ("a \u{1B}[1m", 3, "a control character; only text can be filtered by"),
            ("é bud=1", 3, "'bud' is no field; did you mean 'bid'?"),
        ])
    func errors(text: String, column: Int, reason: String) {
        do throws(FilterError) {
            _ = try Filter(text)
            Issue.record("accepted: \(text)")
        } catch {
            #expect(error == FilterError(column: column, reason: reason))
        }
    }

    @Test("long and deep texts are refused or read, and never run away")
    func bounds() throws {
        let deep = String(repeating: "(", count: 32) + "a" + String(repeating: ")", count: 32)
        _ = try Filter(deep)
        #expect(throws: FilterError.self) { try Filter("(" + deep + ")") }
        #expect(throws: FilterError.self) { try Filter(String(repeating: "!", count: 256)) }
        #expect(throws: FilterError.self) { try Filter(String(repeating: "a", count: 257)) }
        let wide = try Filter(String(repeating: "a ", count: 128))
        #expect(wide.program.count == 255)
        // Each bracket keeps an `or` and an `and` waiting.
        let worst = String(repeating: "a||b (", count: 32)
        let text = worst + "a" + String(repeating: ")", count: 32)
        let filter = try Filter(text)
        let isShown = filter.matches(Self.row("ABC"), feedName: "")
        #expect(isShown)
    }

    @Test("patterns against a slow twin")
    func globs() {
        var random = SeededGenerator(seed: 3)
        func slow(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
            guard let first = pattern.first else { return text.isEmpty }
            if first == UInt8(ascii: "*") {
                return slow(pattern.dropFirst(), text) || (!text.isEmpty && slow(pattern, text.dropFirst()))
            }
            guard let letter = text.first else { return false }
            return (first == UInt8(ascii: "?") || first == letter)
                && slow(pattern.dropFirst(), text.dropFirst())
        }
        for _ in 0..<20_000 {
            let letters = Array("ab*?".utf8)
            let pattern = (0..<random.below(7)).map { _ in letters[random.below(4)] }
            let text = (0..<random.below(9)).map { _ in letters[random.below(2)] }
            let name = SymbolName(String(decoding: text, as: UTF8.self))
            let found = TextPattern(pattern, .glob).matches(name)
            #expect(found == slow(pattern[...], text[...]))
        }
    }
}
