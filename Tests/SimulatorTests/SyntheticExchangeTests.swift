import Simulator
import Testing

@Suite("A synthetic day of ITCH")
struct SyntheticExchangeTests {
    /// A day of 60,000 messages, played once through the naive book.
    static let day: NaiveExchangeBook = {
        var settings = ExchangeSettings(messages: 60_000, seed: 7)
        settings.symbols = 200
        var book = NaiveExchangeBook(symbols: settings.symbols)
        do { try forEachMessage(settings) { book.apply($0) } } catch { book.complaints.append("\(error)") }
        return book
    }()

    @Test("equal seeds give equal bytes, other seeds others")
    func determinism() throws {
        let first = try messages(smallDay(seed: 5))
        #expect(try messages(smallDay(seed: 5)) == first)
        #expect(try messages(smallDay(seed: 6)) != first)
    }

    @Test("has exactly the messages asked for", arguments: [200, 1_000, 4_321])
    func count(messages count: Int) throws {
        #expect(try messages(smallDay(count)).count == count)
    }

    @Test("keeps every promise about orders, books, times and lengths")
    func promises() {
        #expect(Self.day.complaints.prefix(5) == [])
        #expect(Self.day.crossed == 0)
        #expect(Self.day.counts.values.reduce(0, +) == 60_000)
    }

    @Test(
        "keeps them with uniform lifetimes, one symbol, many live orders, and at any burstiness",
        arguments: 0..<5)
    func promisesElsewhere(variant: Int) throws {
        var settings = ExchangeSettings(messages: 12_000, seed: UInt64(variant))
        settings.symbols = 30
        switch variant {
        case 0: settings.lifetimes = .uniform
        case 1: settings.symbols = 1
        case 2: settings.liveOrders = 6_000
        case 3: (settings.burstiness, settings.meanRate) = (1, 5_000_000)
        default: (settings.burstiness, settings.mix) = (0, .restless)
        }
        var book = NaiveExchangeBook(symbols: settings.symbols)
        try forEachMessage(settings) { book.apply($0) }
        #expect(book.complaints.prefix(5) == [])
        #expect(book.crossed == 0)
    }

    @Test("has the message mix of a real day")
    func mix() {
        var counts = Self.day.counts
        // The start and end of a short day weigh more than they would in a long one.
        for type in "SRHYLV" { counts[type] = nil }
        let total = Double(counts.values.reduce(0, +))
        func share(_ types: String) -> Double {
            100 * types.reduce(0) { $0 + Double(counts[$1] ?? 0) } / total
        }
        #expect((42.5...45.5).contains(share("AF")), "\(share("AF"))")
        #expect((41...44.5).contains(share("D")), "\(share("D"))")
        #expect((7.5...8.5).contains(share("U")), "\(share("U"))")
        #expect((2.5...3.9).contains(share("ECX")), "\(share("ECX"))")
        #expect((1.8...2.6).contains(share("E")), "\(share("E"))")
        #expect((0.3...1.2).contains(share("F")), "\(share("F"))")
        #expect((0.5...1.5).contains(share("X")), "\(share("X"))")
    }

    @Test("has every type of message, and executions that are not printed")
    func everyType() {
        #expect(Set(Self.day.counts.keys) == Set(Message.lengths.keys))
        #expect(Self.day.quietExecutions > 0)
    }

    @Test("gives near-dense references")
    func references() {
        let brought = ["A", "F", "U"].reduce(0) { $0 + (Self.day.counts[$1] ?? 0) }
        let last = Double(Self.day.lastReference)
        #expect(last >= Double(brought) && last < Double(brought) * 1.3)
    }

    @Test("builds the standing population, and thins it out before the close")
    func population() {
        // A tenth of the messages, by default.
        #expect((5_000...6_600).contains(Self.day.peakLive), "\(Self.day.peakLive)")
        #expect(Self.day.orders.count < Self.day.peakLive / 4)
    }

    @Test("few symbols carry much of the flow, and each symbol has its own short name")
    func activity() throws {
        var settings = ExchangeSettings(messages: 60_000, seed: 3)
        settings.symbols = 2_000
        var byLocate: [Int: Int] = [:]
        var names: Set<String> = []
        try forEachMessage(settings) { message in
            if "AFDU".contains(message.type) { byLocate[message.locate, default: 0] += 1 }
            if message.type == "R" { names.insert(message.text(11, 8)) }
        }
        let counts = byLocate.values.sorted(by: >)
        let share = Double(counts.prefix(20).reduce(0, +)) / Double(counts.reduce(0, +))
        #expect((0.15...0.5).contains(share), "\(share)")
        #expect(counts.count > 1_500)
        #expect(names.count == 2_000)
        #expect(names.contains("AAPL    "))
    }

    @Test("crosses when asked to, and uncrosses again")
    func crossing() throws {
        var settings = smallDay(40_000)
        settings.crossesOnPurpose = true
        var book = NaiveExchangeBook(symbols: settings.symbols)
        try forEachMessage(settings) { book.apply($0) }
        #expect(book.crossed > 0 && book.crossed < 4_000, "\(book.crossed)")
        #expect(book.complaints.allSatisfy { $0 == "executed away from the touch" })
    }

    @Test("keeps its mean rate, in bursts or not", arguments: [0, 0.5, 1])
    func rate(burstiness: Double) throws {
        var settings = smallDay(40_000)
        settings.burstiness = burstiness
        settings.meanRate = 20_000
        var times: [UInt64] = []
        try forEachMessage(settings) { times.append($0.time) }
        let seconds = Double(times[times.count - 1] - times[100]) / 1e9
        #expect((1.6...2.5).contains(seconds), "\(seconds)")
        // How many messages follow the one before within 10 µs; on the mean they come every 50 µs.
        let close = zip(times.dropFirst(200), times.dropFirst(201)).count { $1 - $0 < 10_000 }
        #expect(burstiness == 0 ? close < 12_000 : close > 30_000, "\(close)")
    }

    @Test("prices move and stay plausible")
    func prices() throws {
        var settings = smallDay(60_000)
        settings.symbols = 3
        var touches: [Int: Set<UInt64>] = [:]
        try forEachMessage(settings) { message in
            if message.type == "P" { touches[message.locate, default: []].insert(message.integer(32, 4)) }
        }
        #expect(touches.values.contains { $0.count >= 4 })
    }

    @Test("ends before midnight, whatever the rate")
    func midnight() throws {
        var settings = smallDay(5_000)
        settings.startTime = 86_390_000_000_000
        settings.meanRate = 100
        var last = Message(bytes: [])
        var count = 0
        try forEachMessage(settings) {
            last = $0
            count += 1
        }
        #expect(count > 100 && count < 5_000)
        #expect(last.type == "S" && last.bytes[11] == UInt8(ascii: "C"))
        #expect(last.time < 86_400_000_000_000)
    }

    @Test("refuses settings that no day can have")
    func refusals() {
        func failure(_ change: (inout ExchangeSettings) -> Void) -> SettingsError? {
            var settings = smallDay()
            change(&settings)
            do throws(SettingsError) {
                _ = try SyntheticExchange(settings)
                return nil
            } catch { return error }
        }
        #expect(failure { $0.symbols = 0 } == .symbols(0))
        #expect(failure { $0.symbols = 65_536 } == .symbols(65_536))
        #expect(failure { $0.meanRate = 0 } == .meanRate(0))
        #expect(failure { $0.burstiness = 1.5 } == .burstiness(1.5))
        #expect(failure { $0.messages = 30 } == .tooFewMessages(30, symbols: 20, least: 62))
        #expect(failure { $0.liveOrders = -1 } == .liveOrders(-1))
        #expect(failure { $0.startTime = .max } == .startTime(.max))
        #expect(failure { $0.tradingDay = .max } == .tradingDay(.max))
        #expect(failure { $0.mix.replaces = 90 } != nil)
        #expect(failure { $0.meanRate = .nan } != nil)
    }

    @Test("a restart begins a new day with other orders, later")
    func restart() throws {
        var exchange = try SyntheticExchange(smallDay())
        var buffer = MessageBuffer(capacity: 64)
        for _ in 0..<500 {
            buffer.clear()
            _ = exchange.next(into: &buffer)
        }
        let before = exchange.timestamp
        exchange.restart()
        buffer.clear()
        _ = exchange.next(into: &buffer)
        let first = array(buffer.bytes)
        #expect(first[0] == UInt8(ascii: "S") && first[11] == UInt8(ascii: "O"))
        #expect(exchange.timestamp >= before)
        #expect(exchange.messages == 1)
    }
}
