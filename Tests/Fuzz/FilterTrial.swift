import OrderFlow

@testable import Market

/// Any text as a filter, tried on instruments and messages.
enum FilterTrial {
    static func run(_ input: inout FuzzInput) {
        let text = String(decoding: input.rest(), as: UTF8.self)
        do throws(FilterError) {
            let filter = try Filter(text)
            precondition(text.utf8.count <= Filter.longest, "\(text.utf8.count) bytes were read")
            check(filter)
        } catch {
            precondition(
                error.column >= 1 && error.column <= text.count + 1, "column \(error.column) of \(text.count)"
            )
            precondition(!error.reason.isEmpty)
        }
    }

    private static func check(_ filter: Filter) {
        precondition(
            Filter.self == type(of: filter) && (try? Filter(filter.text)) == filter, "read differently")
        var row = InstrumentRow()
        var entry = TapeEntry()
        for scale in [UInt8(0), 4, 200] {
            for price in [Int64.min, -1, 0, 10_000, .max] {
                row.priceScale = scale
                row.bid = Quote(price: price, size: UInt64(bitPattern: price), orders: nil)
                row.ask = Quote(price: ~price, size: 1, orders: nil)
                row.last = price
                row.rate = .infinity
                entry.priceScale = scale
                entry.price = price
                _ = filter.matches(row, feedName: "feed", time: .max)
                _ = filter.matches(entry, feedName: "")
            }
        }
        _ = filter.matches(InstrumentRow(), feedName: "", time: 0)
    }
}
