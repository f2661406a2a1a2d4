/// The levels of all windows: runs of sixty-four, one for each side of each instrument, and thirty-two more in a row for
/// a side whose levels many orders spread over. Of those there are few, for few instruments are so busy, and they are
/// given out to whoever needs one first.
struct LevelWindows: ~Copyable {
    /// Levels of a run.
    static let runWidth = 64
    static let wideRuns = 32
    private static let mostWide = 4096
    private static let initialCapacity = 1 << 7

    /// The words of the levels; see ``NearLevel``. All zeros where nothing was given.
    private(set) var levels = PageArray<UInt64>()
    /// For each run which of its levels there are.
    private(set) var bits = PageArray<UInt64>()
    /// Runs given.
    private var used = 0
    private var wide = 0

    /// Gives out so many runs.
    ///
    /// - Returns: The first; `nil` when the kernel gives no memory for them.
    mutating func give(_ runs: Int) -> Int? {
        let end = used + runs
        if end > bits.count {
            var capacity = max(Self.initialCapacity, bits.count)
            while capacity < end { capacity *= 2 }
            guard levels.grow(to: capacity * Self.runWidth), bits.grow(to: capacity) else { return nil }
        }
        defer { used = end }
        return used
    }

    /// Gives out the runs of a wide window; `nil`: there is none left.
    mutating func giveWide() -> Int? {
        guard wide < Self.mostWide, let first = give(Self.wideRuns) else { return nil }
        wide += 1
        return first
    }

    /// Takes all runs back; they must be empty.
    mutating func takeBack() { (used, wide) = (0, 0) }

    @inline(__always)
    func word(_ run: Int, at place: Int) -> UInt64 { levels[run &* Self.runWidth &+ place] }

    /// Writes the word of a level; 0: there is none.
    mutating func put(_ word: UInt64, _ run: Int, at place: Int) {
        levels[run &* Self.runWidth &+ place] = word
        let bit: UInt64 = 1 &<< UInt64(place & 63)
        let before = bits[run &+ place / Self.runWidth]
        bits[run &+ place / Self.runWidth] = word == 0 ? before & ~bit : before | bit
    }
}
