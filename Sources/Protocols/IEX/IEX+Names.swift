extension IEX {
    /// What the specification calls a message type; `nil` for one that DEEP (or TOPS) does not have.
    static func name(ofType type: UInt8, isDEEP: Bool) -> String? {
        guard byteCount(ofType: type, isDEEP: isDEEP) > 0 else { return nil }
        return switch type {
        case UInt8(ascii: "8"): "Price Level Update Buy"
        case UInt8(ascii: "5"): "Price Level Update Sell"
        case UInt8(ascii: "Q"): "Quote Update"
        case UInt8(ascii: "T"): "Trade Report"
        case UInt8(ascii: "B"): "Trade Break"
        case UInt8(ascii: "S"): "System Event"
        case UInt8(ascii: "D"): "Security Directory"
        case UInt8(ascii: "H"): "Trading Status"
        case UInt8(ascii: "O"): "Operational Halt Status"
        case UInt8(ascii: "P"): "Short Sale Price Test Status"
        case UInt8(ascii: "I"): "Retail Liquidity Indicator"
        case UInt8(ascii: "E"): "Security Event"
        case UInt8(ascii: "X"): "Official Price"
        case UInt8(ascii: "A"): "Auction Information"
        default: nil
        }
    }
}
