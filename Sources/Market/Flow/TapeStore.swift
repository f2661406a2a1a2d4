import Books

/// The latest messages of all feeds, in memory that is taken once. They are counted from 1 on.
struct TapeStore: ~Copyable {
    /// Messages kept, a power of two.
    static let capacity = 1 << 16

    private var messages = PageArray<TapedMessage>()
    /// Messages taped since the start.
    private(set) var total: UInt64 = 0

    /// Messages still there.
    var kept: Int { Int(min(total, UInt64(messages.count))) }
    /// The number of the oldest message still there; one more than ``total`` when there is none.
    var first: UInt64 { total - UInt64(kept) + 1 }
    var evicted: UInt64 { total - UInt64(kept) }

    /// Takes the memory. Where the kernel refuses, the tape counts and keeps nothing.
    mutating func open() { _ = messages.grow(to: Self.capacity) }

    @inline(__always)
    mutating func append(_ message: TapedMessage) {
        total &+= 1
        guard messages.count > 0 else { return }
        messages[Self.slot(total)] = message
    }

    /// A message still there, by its number.
    subscript(number: UInt64) -> TapedMessage { messages[Self.slot(number)] }

    @inline(__always)
    private static func slot(_ number: UInt64) -> Int { Int(truncatingIfNeeded: number) & (capacity - 1) }
}

/// Which of a number of entries, oldest first, stand on a page of the tape.
struct TapePage: Equatable {
    var range: Range<Int>
    /// Entries after the page.
    var newer: Int

    /// - Parameters:
    ///   - count: Entries in all.
    ///   - wanted: Entries of a page.
    ///   - end: Entries up to the last one wanted; a page that would reach beyond the oldest is filled up with newer ones.
    init(of count: Int, wanted: Int, upTo end: Int) {
        let stop = max(min(max(0, wanted), count), min(end, count))
        range = max(0, stop - max(0, wanted))..<stop
        newer = count - stop
    }
}
