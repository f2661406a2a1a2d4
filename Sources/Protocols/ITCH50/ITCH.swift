internal import OrderFlow
internal import Wire

/// NASDAQ TotalView-ITCH 5.0: every type of message, and where the fields stand that mean something here.
///
/// Source: Nasdaq TotalView-ITCH 5.0 specification. Big-endian, unsigned; prices have 4 implied decimals. Every message
/// begins with its type, the stock's locate (0: about no single stock), a tracking number and the nanoseconds since
/// midnight, 48 bits from byte 5 on; a reference stands at 11. A message has the length of its type, neither more nor less:
/// of another length it is another protocol's or damaged, and is not read.
public enum ITCH {
    /// Nanoseconds that a day's time stamps stay below.
    static var day: UInt64 { 86_400_000_000_000 }
    /// The shortest message, which has all that every message begins with.
    static var shortestMessage: Int { 12 }

    static let types: [(name: String, shape: RecordShape)] = [
        ("Add Order", .init("A", 36, .add, side: 19, quantity: 20, stock: 24, price: 32)),
        ("Add Order with MPID", .init("F", 40, .add, side: 19, quantity: 20, stock: 24, price: 32)),
        ("Order Executed", .init("E", 31, .execute, quantity: 19, second: 23)),
        ("Order Executed with Price", .init("C", 36, .executeAtPrice, quantity: 19, price: 32, second: 23)),
        ("Order Cancel", .init("X", 23, .reduce, quantity: 19)),
        ("Order Delete", .init("D", 19, .delete)),
        ("Order Replace", .init("U", 35, .replacing, quantity: 27, second: 19)),
        ("Trade", .init("P", 44, .trade, side: 19, quantity: 20, stock: 24, price: 32, second: 36)),
        ("Cross Trade", .init("Q", 40, .trade, stock: 19, price: 27, second: 31)),
        ("Broken Trade", .init("B", 19, .bust)),
        ("Stock Directory", .init("R", 39, stock: 11)),
        ("Stock Trading Action", .init("H", 25, .status, stock: 11)),
        ("Operational Halt", .init("h", 21, .operationalHalt, stock: 11)),
        ("System Event", .init("S", 12)),
        ("MWCB Status", .init("W", 12)),
        ("Reg SHO Restriction", .init("Y", 20, stock: 11)),
        ("Retail Interest", .init("N", 20, stock: 11)),
        ("Market Participant Position", .init("L", 26, stock: 15)),
        ("IPO Quoting Period Update", .init("K", 28, stock: 11)),
        ("MWCB Decline Level", .init("V", 35)),
        ("LULD Auction Collar", .init("J", 35, stock: 11)),
        ("Direct Listing with Capital Raise", .init("O", 48, stock: 11)),
        ("Net Order Imbalance", .init("I", 50, stock: 28)),
    ]

    /// How long a message of a type is, in bytes; 0 for a type that the specification does not know.
    public static func byteCount(ofType type: UInt8) -> Int { Int(RecordShape.all[type].length) }

    /// Nanoseconds since midnight, US Eastern time; `nil`: too short to have them, or more than a day has.
    static func sinceMidnight(of message: RawSpan) -> UInt64? {
        guard message.byteCount >= shortestMessage else { return nil }
        let nanoseconds = message.bigEndian48(at: 5)
        return nanoseconds < day ? nanoseconds : nil
    }
}
