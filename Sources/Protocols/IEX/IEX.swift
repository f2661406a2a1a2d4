/// IEX TOPS 1.5/1.6 and DEEP 1.0.
///
/// Source: IEX TOPS 1.5/1.6 and DEEP 1.0 specifications. Little-endian; prices have 4 implied decimals; times
/// are nanoseconds since the Unix epoch. Messages may grow at the end without notice, which the specification says: what is
/// longer than its type is read as far as it is known.
public enum IEX {
    /// The shortest message, which has a type, one more byte and a time.
    @inlinable static var shortestMessage: Int { 10 }

    /// How long a message of a type is at least, in bytes; 0 for a type that DEEP (or TOPS) does not have.
    public static func byteCount(ofType type: UInt8, isDEEP: Bool) -> Int {
        switch type {
        case UInt8(ascii: "8"), UInt8(ascii: "5"): isDEEP ? 30 : 0  // Price Level Update
        case UInt8(ascii: "Q"): isDEEP ? 0 : 42  // Quote Update
        case UInt8(ascii: "T"), UInt8(ascii: "B"): 38  // Trade Report, Trade Break
        case UInt8(ascii: "S"): 10  // System Event
        case UInt8(ascii: "D"): 31  // Security Directory
        case UInt8(ascii: "H"): 22  // Trading Status
        case UInt8(ascii: "O"): 18  // Operational Halt Status
        case UInt8(ascii: "P"): 19  // Short Sale Price Test
        case UInt8(ascii: "I"): 18  // Retail Liquidity Indicator
        case UInt8(ascii: "E"): isDEEP ? 18 : 0  // Security Event
        case UInt8(ascii: "X"): 26  // Official Price
        case UInt8(ascii: "A"): 80  // Auction Information
        default: 0
        }
    }

    /// Whether messages of a type change a book.
    @usableFromInline
    static func changesBooks(_ type: UInt8) -> Bool { "85Q".utf8.contains(type) }
}
