/// Events written word by word: for a decoder's loop, to which the last four fields would be four stores.
extension UnsafeMutablePointer<OrderEvent> {
    /// - Parameter rest: From its lowest bits up: quantity (32), instrument (16), message type (8), tag (8).
    @unsafe @inlinable @inline(__always)
    package func initialize(reference: UInt64, price: UInt64, timestamp: UInt64, rest: UInt64) {
        // SAFETY: 32 bytes of integers without padding, in this order (a test has the layout); any bits are an event.
        let words = UnsafeMutableRawPointer(self)
        unsafe words.storeBytes(of: reference, toByteOffset: 0, as: UInt64.self)
        unsafe words.storeBytes(of: price, toByteOffset: 8, as: UInt64.self)
        unsafe words.storeBytes(of: timestamp, toByteOffset: 16, as: UInt64.self)
        unsafe words.storeBytes(of: rest.littleEndian, toByteOffset: 24, as: UInt64.self)
    }
}
