import Simulator
import Testing

@Suite("A synthetic order-update stream")
struct OrderUpdateExchangeTests {
    private func little(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> UInt64 {
        bytes[offset..<(offset + count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    @Test("has whole messages in sequence, a sane book and only live orders", arguments: [43, 48])
    func stream(length: Int) throws {
        let settings = ExchangeSettings(messages: 20_000, seed: 9)
        let width = try #require(OrderUpdateExchange.MessageLength(rawValue: length))
        var exchange = try OrderUpdateExchange(settings, length: width)
        var buffer = MessageBuffer(capacity: 64)
        var orders: [UInt64: (price: UInt64, isSell: Bool)] = [:]
        var last: UInt64 = 0
        var wrong = 0
        var crossed = 0
        var sequence: UInt64 = 0
        var changes = 0
        while exchange.next(into: &buffer) > 0 {
            let bytes = array(buffer.bytes)
            buffer.clear()
            sequence += 1
            let (id, price, quantity) = (little(bytes, 19, 8), little(bytes, 27, 8), little(bytes, 35, 4))
            let header = bytes[0] == 1 && little(bytes, 1, 2) == length && little(bytes, 3, 8) == sequence
            if !header || bytes.count != length || little(bytes, 11, 8) < last || bytes[39] > 1 { wrong += 1 }
            if bytes[40...].contains(where: { $0 != 0 }) { wrong += 1 }
            last = little(bytes, 11, 8)
            if quantity == 0 {
                if orders.removeValue(forKey: id) == nil { wrong += 1 }
            } else {
                if orders.updateValue((price, bytes[39] == 1), forKey: id) != nil { changes += 1 }
            }
            if sequence % 50 == 0 {
                let bid = orders.values.lazy.filter { !$0.isSell }.map(\.price).max() ?? 0
                let ask = orders.values.lazy.filter { $0.isSell }.map(\.price).min() ?? .max
                if bid >= ask { crossed += 1 }
            }
        }
        #expect(sequence == 20_000)
        #expect(wrong == 0)
        #expect(crossed == 0)
        #expect((1_500...3_500).contains(changes), "\(changes)")
        #expect(last / 1_000_000_000 == exchange.timestamp / 1_000_000_000)
    }

    @Test("the stream of the generator is the messages of the exchange, nothing between")
    func framing() throws {
        var settings = ExchangeSettings(messages: 1_000)
        settings.symbols = 1
        let (stream, report) = try generated(FeedGenerator(.orderUpdate, settings))
        #expect(stream.count == 43_000)
        #expect(report.messages == 1_000)
        #expect(report.bytes == 43_000)
    }
}
