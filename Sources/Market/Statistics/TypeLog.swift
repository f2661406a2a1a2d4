/// How many messages of each type came in the last whole second, by feed time and with the rules of ``RateMeter``.
/// It looks at the counters once in a second, and not at the messages.
struct TypeLog {
    /// Counts when the current second began, and messages of the second before; empty when nothing is kept.
    private var before: [UInt64] = []
    private var last: [UInt64] = []
    /// Counted from the epoch; `first` is `.max` before any.
    private var second: UInt64 = 0
    private var first: UInt64 = .max

    init(isKept: Bool) {
        guard isKept else { return }
        before = Array(repeating: 0, count: 256)
        last = before
    }

    /// The feed's clock goes to another second.
    mutating func enter(_ next: UInt64, _ counts: borrowing InlineArray<256, UInt64>) {
        guard !before.isEmpty else { return }
        let follows = first != .max && next > second && next - second == 1
        for type in 0..<256 {
            last[type] = follows ? counts[type] &- before[type] : 0
            before[type] = counts[type]
        }
        if first == .max || next < second { first = next }
        second = next
    }

    /// Messages of a type in the last whole second at a moment, which may be later than the last message; `nil`: not
    /// known yet.
    ///
    /// - Parameters:
    ///   - count: Of the type, so far.
    ///   - time: Feed time, in seconds since the epoch.
    func lastSecond(_ type: Int, _ count: UInt64, at time: UInt64) -> UInt64? {
        let now = max(time, second)
        guard !before.isEmpty, first != .max, now - first >= 2 else { return nil }
        return now == second ? last[type] : now - second == 1 ? count &- before[type] : 0
    }
}
