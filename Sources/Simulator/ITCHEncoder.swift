/// Puts exchange actions into bytes: NASDAQ TotalView-ITCH 5.0, order and trade messages.
/// Layouts and lengths are those of the specification's message tables.
struct ITCHEncoder {
    /// Symbol names by index, eight bytes as on the wire.
    let names: [UInt64]
    /// Market participants that attribute their orders, four bytes as on the wire.
    let participants: [UInt32] = ["NITE", "UBSS", "GSCO", "MSCO", "ETMM", "WBPX", "JPMS", "CDRG"].map(
        Self.participant)

    private static func participant(_ name: String) -> UInt32 {
        name.utf8.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Type, stock locate, tracking number 0 and the 48-bit time stamp: the first 11 bytes.
    @inline(__always)
    static func begin(
        _ type: Unicode.Scalar, _ byteCount: Int, locate: UInt16, _ time: UInt64,
        _ buffer: inout MessageBuffer
    ) -> Int {
        let at = buffer.reserve(byteCount)
        let head = UInt64(UInt8(ascii: type)) << 56 | UInt64(locate) << 40 | (time >> 24) & 0xFF_FFFF
        buffer.store(big: head, at: at)
        buffer.store(big: UInt32(truncatingIfNeeded: time), at: at &+ 7)
        return at
    }

    /// - Parameter time: Nanoseconds after midnight.
    @inline(__always)
    func encode(_ action: FlowAction, _ time: UInt64, into buffer: inout MessageBuffer) {
        let locate = UInt16(truncatingIfNeeded: action.symbol &+ 1)
        switch action.kind {
        case .add:
            let at = Self.begin("A", 36, locate: locate, time, &buffer)
            storeOrder(action, at, &buffer)
        case .addAttributed:
            let at = Self.begin("F", 40, locate: locate, time, &buffer)
            storeOrder(action, at, &buffer)
            buffer.store(
                big: participants[Int(truncatingIfNeeded: action.reference % UInt64(participants.count))],
                at: at &+ 36)
        case .execute:
            let at = Self.begin("E", 31, locate: locate, time, &buffer)
            buffer.store(big: action.reference, at: at &+ 11)
            buffer.store(big: action.shares, at: at &+ 19)
            buffer.store(big: action.match, at: at &+ 23)
        case .executeAtPrice:
            let at = Self.begin("C", 36, locate: locate, time, &buffer)
            buffer.store(big: action.reference, at: at &+ 11)
            buffer.store(big: action.shares, at: at &+ 19)
            buffer.store(big: action.match, at: at &+ 23)
            buffer.store(big: UInt8(ascii: action.isQuiet ? "N" : "Y"), at: at &+ 31)
            buffer.store(big: action.tradePrice, at: at &+ 32)
        case .cancel:
            let at = Self.begin("X", 23, locate: locate, time, &buffer)
            buffer.store(big: action.reference, at: at &+ 11)
            buffer.store(big: action.shares, at: at &+ 19)
        case .delete:
            let at = Self.begin("D", 19, locate: locate, time, &buffer)
            buffer.store(big: action.reference, at: at &+ 11)
        case .replace:
            let at = Self.begin("U", 35, locate: locate, time, &buffer)
            buffer.store(big: action.reference, at: at &+ 11)
            buffer.store(big: action.newReference, at: at &+ 19)
            buffer.store(big: action.shares, at: at &+ 27)
            buffer.store(big: action.price, at: at &+ 31)
        case .trade, .notice:
            let at = Self.begin("P", 44, locate: locate, time, &buffer)
            buffer.store(big: UInt64(0), at: at &+ 11)
            buffer.store(big: UInt8(ascii: "B"), at: at &+ 19)
            buffer.store(big: action.shares, at: at &+ 20)
            buffer.store(big: names[action.symbol], at: at &+ 24)
            buffer.store(big: action.tradePrice, at: at &+ 32)
            buffer.store(big: action.match, at: at &+ 36)
        }
    }

    @inline(__always)
    private func storeOrder(_ action: FlowAction, _ at: Int, _ buffer: inout MessageBuffer) {
        buffer.store(big: action.reference, at: at &+ 11)
        buffer.store(big: UInt8(ascii: action.isSell ? "S" : "B"), at: at &+ 19)
        buffer.store(big: action.shares, at: at &+ 20)
        buffer.store(big: names[action.symbol], at: at &+ 24)
        buffer.store(big: action.price, at: at &+ 32)
    }
}
