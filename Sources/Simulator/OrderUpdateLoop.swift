/// An order-update flow that goes on for ever at no cost: one stretch of an exchange's messages made beforehand,
/// ended by the deletion of every order that still lives, and sent round and round. Each round has new sequence
/// numbers and time stamps; the book is empty where it begins again.
public struct OrderUpdateLoop: ~Copyable {
    public static let messageBytes = OrderUpdateExchange.MessageLength.packed.rawValue
    /// Messages of a round.
    public let count: Int
    /// Messages sent since ``restart()``.
    public private(set) var sent: UInt64 = 0
    private var block: MessageBuffer
    /// The next message, as its place in the round.
    private var cursor = 0

    /// - Parameters:
    ///   - messages: Of a round, at least; some more end it.
    ///   - liveOrders: In the book at a time, about.
    ///   - multiple: A round has a multiple of this many messages, so that datagrams of as many fill it.
    public init(messages: Int, liveOrders: Int, multiple: Int, seed: UInt64 = 1) throws(SettingsError) {
        var settings = ExchangeSettings(messages: messages, seed: seed)
        settings.messages = nil
        settings.liveOrders = liveOrders
        var exchange = try OrderUpdateExchange(settings)
        // Deletions at most as many as messages, and a few until the round is a multiple.
        let room = 2 * messages + 1024 * multiple
        var block = MessageBuffer(capacity: room * Self.messageBytes + 64)
        var live: [UInt64: Order] = [:]
        var made = 0
        while made < messages || (made + live.count) % multiple != 0, made < room - live.count - 1 {
            guard exchange.next(into: &block) > 0 else { break }
            let order = Order(block.bytes, at: made * Self.messageBytes)
            live[order.reference] = order.quantity == 0 ? nil : order
            made += 1
        }
        for order in live.values.sorted(by: { $0.reference < $1.reference }) {
            order.delete(into: &block)
            made += 1
        }
        count = made
        self.block = block
    }

    /// What a message says of its order.
    private struct Order {
        let reference: UInt64
        let price: Int64
        let quantity: UInt32
        let side: UInt8

        init(_ bytes: RawSpan, at offset: Int) {
            // SAFETY: integers have no invalid bit pattern, and the loads check their own range.
            reference = unsafe UInt64(
                littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset + 19, as: UInt64.self))
            price = unsafe Int64(
                littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset + 27, as: Int64.self))
            quantity = unsafe UInt32(
                littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset + 35, as: UInt32.self))
            side = unsafe bytes.unsafeLoad(fromByteOffset: offset + 39, as: UInt8.self)
        }

        func delete(into buffer: inout MessageBuffer) {
            let at = buffer.reserve(OrderUpdateLoop.messageBytes)
            buffer.store(little: UInt8(1), at: at)
            buffer.store(little: UInt16(OrderUpdateLoop.messageBytes), at: at + 1)
            buffer.store(little: reference, at: at + 19)
            buffer.store(little: price, at: at + 27)
            buffer.store(little: UInt32(0), at: at + 35)
            buffer.store(little: UInt32(side), at: at + 39)
        }
    }

    /// The next message is the first of a round and has sequence 1.
    public mutating func restart() {
        sent = 0
        cursor = 0
    }

    /// Numbers and stamps the next messages, as many as `wanted` or as the round has left.
    ///
    /// - Parameter schedule: When each is to be sent; that is its time stamp.
    /// - Returns: How many; ``bytes(_:)`` shows them.
    mutating func take(_ wanted: Int, _ schedule: SendSchedule) -> Int {
        let taken = min(wanted, count - cursor)
        var at = cursor * Self.messageBytes
        for _ in 0..<taken {
            block.store(little: sent &+ 1, at: at &+ 3)
            block.store(little: schedule.time(of: sent), at: at &+ 11)
            sent &+= 1
            at &+= Self.messageBytes
        }
        cursor += taken
        if cursor == count { cursor = 0 }
        return taken
    }

    /// The last `taken` messages.
    @_lifetime(borrow self)
    borrowing func bytes(_ taken: Int) -> RawSpan {
        let end = (cursor == 0 ? count : cursor) * Self.messageBytes
        return block.bytes.extracting(end - taken * Self.messageBytes..<end)
    }
}
