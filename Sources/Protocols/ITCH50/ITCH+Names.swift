extension ITCH {
    /// What the specification calls a message type; `nil` for one that it does not know.
    static func name(ofType type: UInt8) -> String? {
        switch type {
        case UInt8(ascii: "A"): "Add Order"
        case UInt8(ascii: "F"): "Add Order with MPID"
        case UInt8(ascii: "E"): "Order Executed"
        case UInt8(ascii: "C"): "Order Executed with Price"
        case UInt8(ascii: "X"): "Order Cancel"
        case UInt8(ascii: "D"): "Order Delete"
        case UInt8(ascii: "U"): "Order Replace"
        case UInt8(ascii: "P"): "Trade"
        case UInt8(ascii: "Q"): "Cross Trade"
        case UInt8(ascii: "B"): "Broken Trade"
        case UInt8(ascii: "R"): "Stock Directory"
        case UInt8(ascii: "H"): "Stock Trading Action"
        case UInt8(ascii: "h"): "Operational Halt"
        case UInt8(ascii: "S"): "System Event"
        case UInt8(ascii: "W"): "MWCB Status"
        case UInt8(ascii: "Y"): "Reg SHO Restriction"
        case UInt8(ascii: "N"): "Retail Interest"
        case UInt8(ascii: "L"): "Market Participant Position"
        case UInt8(ascii: "K"): "IPO Quoting Period Update"
        case UInt8(ascii: "V"): "MWCB Decline Level"
        case UInt8(ascii: "J"): "LULD Auction Collar"
        case UInt8(ascii: "O"): "Direct Listing with Capital Raise"
        case UInt8(ascii: "I"): "Net Order Imbalance"
        default: nil
        }
    }
}
