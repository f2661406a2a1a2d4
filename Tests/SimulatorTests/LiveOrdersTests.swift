import Simulator
import Testing

@Suite("A day with as many live orders as were asked for")
struct LiveOrdersTests {
    /// How many orders live after each message, once nine tenths of what was asked for did.
    private struct Count {
        let wanted: Int
        private(set) var range: ClosedRange<Int>?
        private var orders: [UInt64: UInt64] = [:]

        init(wanted: Int) { self.wanted = wanted }

        mutating func set(_ reference: UInt64, _ shares: UInt64) {
            orders[reference] = shares == 0 ? nil : shares
            let live = orders.count
            if let range {
                self.range = min(range.lowerBound, live)...max(range.upperBound, live)
            } else if live * 10 >= wanted * 9 {
                range = live...live
            }
        }

        mutating func take(_ reference: UInt64, _ shares: UInt64) {
            set(reference, (orders[reference] ?? 0) - shares)
        }
    }

    private func settings(_ wanted: Int, _ lifetimes: OrderLifetimes, symbols: Int) -> ExchangeSettings {
        var settings = ExchangeSettings(messages: 1_000 + wanted * 4, seed: UInt64(wanted))
        settings.symbols = symbols
        settings.liveOrders = wanted
        settings.lifetimes = lifetimes
        return settings
    }

    @Test(
        "ITCH: within a tenth from when they are there until the end", arguments: [500, 5_000, 20_000],
        OrderLifetimes.allCases)
    func itch(wanted: Int, lifetimes: OrderLifetimes) throws {
        var count = Count(wanted: wanted)
        try forEachMessage(settings(wanted, lifetimes, symbols: 40)) { message in
            switch message.type {
            case "A", "F": count.set(message.integer(11, 8), message.integer(20, 4))
            case "E", "C", "X": count.take(message.integer(11, 8), message.integer(19, 4))
            case "D": count.set(message.integer(11, 8), 0)
            case "U":
                count.set(message.integer(19, 8), message.integer(27, 4))
                count.set(message.integer(11, 8), 0)
            default: break
            }
        }
        let range = try #require(count.range)
        #expect(range.lowerBound * 10 >= wanted * 9 - 10, "\(range)")
        #expect(range.upperBound * 10 <= wanted * 11 + 10, "\(range)")
    }

    @Test("order updates: the same", arguments: [500, 5_000], OrderLifetimes.allCases)
    func orderUpdates(wanted: Int, lifetimes: OrderLifetimes) throws {
        var exchange = try OrderUpdateExchange(settings(wanted, lifetimes, symbols: 1))
        var buffer = MessageBuffer(capacity: 64)
        var count = Count(wanted: wanted)
        while exchange.next(into: &buffer) > 0 {
            let bytes = array(buffer.bytes)
            func little(_ offset: Int, _ size: Int) -> UInt64 {
                bytes[offset..<offset + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
            }
            count.set(little(19, 8), little(35, 4))
            buffer.clear()
        }
        let range = try #require(count.range)
        #expect(range.lowerBound * 10 >= wanted * 9 - 10, "\(range)")
        #expect(range.upperBound * 10 <= wanted * 11 + 10, "\(range)")
    }

    @Test("a capture has the messages of the day file", arguments: OrderLifetimes.allCases)
    func formats(lifetimes: OrderLifetimes) throws {
        let settings = settings(700, lifetimes, symbols: 20)
        var packer = DatagramPacker(try SyntheticExchange(settings), framing: .moldUDP64)
        var packed: [[UInt8]] = []
        while packer.next() != nil {
            let bytes = array(packer.bytes)
            var at = 20
            while at + 2 <= bytes.count {
                let length = Int(bytes[at]) << 8 | Int(bytes[at + 1])
                packed.append(Array(bytes[at + 2..<at + 2 + length]))
                at += 2 + length
            }
        }
        #expect(try packed == messages(settings))
    }

    @Test("one, and none of them for long", arguments: OrderLifetimes.allCases)
    func one(lifetimes: OrderLifetimes) throws {
        var book = NaiveExchangeBook(symbols: 3)
        try forEachMessage(settings(1, lifetimes, symbols: 3)) { book.apply($0) }
        #expect(book.complaints.prefix(3) == [])
        #expect(book.peakLive < 12)
    }

    @Test("keeps the promises about orders and books while they are built")
    func promises() throws {
        var book = NaiveExchangeBook(symbols: 30)
        try forEachMessage(settings(3_000, .youngFirst, symbols: 30)) { book.apply($0) }
        #expect(book.complaints.prefix(5) == [])
        #expect(book.crossed == 0)
    }

    @Test("is refused when it would be over before, with how many messages it takes")
    func refusal() {
        var settings = ExchangeSettings(messages: 10_000)
        settings.symbols = 10
        settings.liveOrders = 9_000
        do throws(SettingsError) {
            _ = try SyntheticExchange(settings)
            Issue.record("9,000 live orders in 10,000 messages")
        } catch {
            #expect(error.description.hasPrefix("10000 messages; until 9000 orders live at the same time"))
        }
        #expect(throws: SettingsError.self) { _ = try OrderUpdateExchange(settings) }
    }

    @Test("without a wish the day is what it was: the same bytes")
    func unchanged() throws {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in try generated(FeedGenerator(.binaryFile, smallDay(20_000, seed: 3))).bytes {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        #expect(hash == 10_324_204_532_713_859_907)
    }
}
