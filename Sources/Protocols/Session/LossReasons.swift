public import OrderFlow

/// Which messages are known to be missing for another reason than the wire, as far back as a session remembers.
@usableFromInline
struct LossReasons {
    private var kernel = RangeSet()
    private var capture = RangeSet()

    @usableFromInline init() {}

    @usableFromInline
    mutating func removeAll() {
        kernel.removeAll()
        capture.removeAll()
    }

    /// Messages `first ... last` are missing for that reason.
    @usableFromInline
    mutating func insert(_ first: UInt64, _ last: UInt64, _ cause: LossCause) {
        switch cause {
        case .kernel: kernel.insert(first, last)
        case .capture: capture.insert(first, last)
        case .wire, .here, .line: break
        }
    }

    /// Why the messages from `first` on are missing, and the last, of those up to `last`, that is missing for the same
    /// reason.
    @usableFromInline
    func reason(from first: UInt64, through last: UInt64) -> (cause: LossCause, last: UInt64) {
        var end = last
        for (ranges, cause) in [(kernel, LossCause.kernel), (capture, .capture)] {
            guard let part = ranges.firstPart(of: first, end) else { continue }
            if part.first == first { return (cause, part.last) }
            end = part.first - 1
        }
        return (.wire, end)
    }
}
