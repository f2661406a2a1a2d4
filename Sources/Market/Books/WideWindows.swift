/// Windows for the sides whose levels many orders spread over: some thousand prices instead of sixty-four, so that those
/// far from the touch are found by place too. There are few, for few instruments are so busy, and they are given out to
/// whoever needs one first.
struct WideWindows: ~Copyable {
    /// Prices of a window, and bits that tell which have a level, in words of sixty-four.
    static let width = 2048
    static let words = width / 64
    static let most = 4096

    /// The words of all levels; see ``NearLevel``. Real memory only where there are some.
    private(set) var levels = PageArray<UInt64>()
    private(set) var bits = PageArray<UInt64>()
    private var given: UInt16 = 0

    /// Makes room for all windows, once; `false` when the kernel refuses.
    mutating func makeRoom() -> Bool {
        bits.grow(to: Self.most * Self.words) && levels.grow(to: Self.most * Self.width)
    }

    /// - Returns: The number of a window without levels, counted from 1; `nil`: there is none left.
    mutating func give() -> UInt16? {
        guard given < Self.most else { return nil }
        given += 1
        return given
    }

    /// Takes all back; they must be empty.
    mutating func takeBack() { given = 0 }

    @inline(__always)
    static func levelIndex(_ window: UInt16, _ place: Int) -> Int { Int(window &- 1) * width &+ place }
    @inline(__always)
    static func bitsIndex(_ window: UInt16, _ place: Int) -> Int { Int(window &- 1) * words &+ place / 64 }

    mutating func put(_ word: UInt64, _ window: UInt16, at place: Int) {
        levels[Self.levelIndex(window, place)] = word
        let bit: UInt64 = 1 &<< UInt64(place & 63)
        let before = bits[Self.bitsIndex(window, place)]
        bits[Self.bitsIndex(window, place)] = word == 0 ? before & ~bit : before | bit
    }
}
