import OrderFlow

/// A time of day as people type it: `9:31`, `09:31:07`, `09:31:07.412`. It stands for the whole minute, second or
/// part of one that it names.
struct DayTime: Sendable, Equatable {
    /// ns since midnight, and how long it is.
    var begin: UInt64
    var length: UInt64

    /// - Returns: `nil`: it is no time of day.
    init?(_ text: Substring) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let hour = Self.number(parts[0], digits: 1...2), hour < 24,
            let minute = Self.number(parts[1], digits: 2...2), minute < 60
        else { return nil }
        begin = (hour * 3600 + minute * 60) * FeedClock.second
        length = 60 * FeedClock.second
        guard parts.count == 3 else { return }
        let split = parts[2].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let second = Self.number(split[0], digits: 2...2), second < 60 else { return nil }
        begin += second * FeedClock.second
        length = FeedClock.second
        guard split.count == 2 else { return }
        guard let fraction = Self.number(split[1], digits: 1...9) else { return nil }
        for _ in 0..<split[1].utf8.count { length /= 10 }
        begin += fraction * length
    }

    private static func number(_ text: Substring, digits: ClosedRange<Int>) -> UInt64? {
        guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return UInt64(text)
    }

    /// Whether a moment (ns since the epoch) compares so, by its time of day.
    func holds(_ comparison: FilterComparison, at time: UInt64, isEastern: Bool) -> Bool {
        let behind = isEastern ? ExchangeTime.easternBehindUTC(at: time) * FeedClock.second : 0
        let ofDay = (time - min(time, behind)) % ExchangeTime.nanosecondsPerDay
        return switch comparison {
        case .equal, .contains: ofDay >= begin && ofDay - begin < length
        case .notEqual: ofDay < begin || ofDay - begin >= length
        case .less: ofDay < begin
        case .lessOrEqual: ofDay <= begin
        case .greater: ofDay > begin
        case .greaterOrEqual: ofDay >= begin
        }
    }
}
