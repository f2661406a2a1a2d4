/// Every order and book of a day in dictionaries, and whatever does not fit in a list of complaints.
struct NaiveExchangeBook {
    struct Order {
        var locate: Int
        var isSell: Bool
        var shares: UInt64
        var price: UInt64
    }

    var orders: [UInt64: Order] = [:]
    /// By locate and side: live shares by price.
    var levels: [[Bool: [UInt64: UInt64]]] = []
    var complaints: [String] = []
    var counts: [Character: Int] = [:]
    var byLocate: [Int: Int] = [:]
    var names: [Int: String] = [:]
    var lastTime: UInt64 = 0
    var lastReference: UInt64 = 0
    var lastMatch: UInt64 = 0
    var crossed = 0
    var peakLive = 0
    var quietExecutions = 0

    init(symbols: Int) { levels = Array(repeating: [:], count: symbols + 1) }

    func best(_ locate: Int, isSell: Bool) -> UInt64? {
        isSell ? levels[locate][true]?.keys.min() : levels[locate][false]?.keys.max()
    }

    mutating func apply(_ message: Message) {
        counts[message.type, default: 0] += 1
        if Message.lengths[message.type] != message.bytes.count {
            complaints.append("\(message.type) has \(message.bytes.count) bytes")
        }
        if message.time < lastTime || message.time >= 86_400_000_000_000 {
            complaints.append("time \(message.time)")
        }
        lastTime = message.time
        byLocate[message.locate, default: 0] += 1
        switch message.type {
        case "R": names[message.locate] = message.text(11, 8)
        case "A", "F":
            add(
                message.integer(11, 8),
                Order(
                    locate: message.locate, isSell: message.bytes[19] == UInt8(ascii: "S"),
                    shares: message.integer(20, 4), price: message.integer(32, 4)))
            if names[message.locate] != message.text(24, 8) { complaints.append("name of \(message.locate)") }
        case "E", "C":
            match(message.integer(23, 8))
            let order = orders[message.integer(11, 8)]
            if let order, best(order.locate, isSell: order.isSell) != order.price {
                complaints.append("executed away from the touch")
            }
            reduce(message, message.integer(19, 4))
            if message.type == "C", message.bytes[31] == UInt8(ascii: "N") { quietExecutions += 1 }
        case "X": reduce(message, message.integer(19, 4), mayEnd: false)
        case "D": remove(message.integer(11, 8), locate: message.locate)
        case "U":
            guard let old = remove(message.integer(11, 8), locate: message.locate) else { return }
            add(
                message.integer(19, 8),
                Order(
                    locate: old.locate, isSell: old.isSell, shares: message.integer(27, 4),
                    price: message.integer(31, 4)))
        case "P": match(message.integer(36, 8))
        case "Q": match(message.integer(31, 8))
        default: break
        }
        peakLive = max(peakLive, orders.count)
        if message.locate > 0, let bid = best(message.locate, isSell: false),
            let ask = best(message.locate, isSell: true), bid >= ask
        {
            crossed += 1
        }
    }

    private mutating func match(_ number: UInt64) {
        if number <= lastMatch { complaints.append("match \(number) after \(lastMatch)") }
        lastMatch = number
    }

    private mutating func add(_ reference: UInt64, _ order: Order) {
        if reference <= lastReference { complaints.append("reference \(reference) after \(lastReference)") }
        if order.shares == 0 || order.price == 0 {
            complaints.append("order of \(order.shares) at \(order.price)")
        }
        lastReference = reference
        orders[reference] = order
        levels[order.locate][order.isSell, default: [:]][order.price, default: 0] += order.shares
    }

    @discardableResult
    private mutating func remove(_ reference: UInt64, locate: Int) -> Order? {
        guard let order = orders.removeValue(forKey: reference) else {
            complaints.append("reference \(reference) is not live")
            return nil
        }
        if order.locate != locate { complaints.append("order of \(order.locate) named by \(locate)") }
        take(order.shares, from: order)
        return order
    }

    private mutating func reduce(_ message: Message, _ shares: UInt64, mayEnd: Bool = true) {
        let reference = message.integer(11, 8)
        guard let order = orders[reference] else {
            complaints.append("reference \(reference) is not live")
            return
        }
        if shares == 0 || shares > order.shares || (shares == order.shares && !mayEnd) {
            complaints.append("\(message.type) takes \(shares) of \(order.shares)")
            return
        }
        if order.locate != message.locate {
            complaints.append("order of \(order.locate) named by \(message.locate)")
        }
        take(shares, from: order)
        orders[reference]?.shares -= shares
        if shares == order.shares { orders[reference] = nil }
    }

    private mutating func take(_ shares: UInt64, from order: Order) {
        guard let left = levels[order.locate][order.isSell]?[order.price] else { return }
        levels[order.locate][order.isSell]?[order.price] = left == shares ? nil : left - shares
    }
}
