import Wire

/// What taps append to a frame: its check sequence as it came in, and when that was.
///
/// | bytes | Metamako, Arista 7130 | Exablaze, Cisco Nexus 3550 |
/// |---|---|---|
/// | 0 | original check sequence | original check sequence |
/// | 4 | extensions, if the flags say so | device, port |
/// | … | seconds, nanoseconds | seconds, at 6; 40 bits of a fraction of a second |
/// | last 4, last 1 | flags, device (2 bytes), port | reserved |
///
/// A new check sequence may follow. Neither has a mark of its own, so everything must fit: it begins where the packet
/// (or its padding) ends, reserved bits are zero, and the time is near the capture's; where the capture has none, the
/// original check sequence must be that of the frame. When both would fit, neither is taken.
///
/// Source: Metamako and Exablaze, as they taught Wireshark. The four bytes that Exablaze devices can put in place of the
/// check sequence have no structure, and are not looked for.
enum TapTrailer {
    /// - Parameters:
    ///   - packetEnd: Where the packet ends, and so where the trailer begins at the earliest.
    ///   - latest: Where it begins at the latest.
    static func time(
        in frame: RawSpan, behind packetEnd: Int, noLaterThan latest: Int, captured: UInt64
    ) -> UInt64? {
        var found: UInt64?
        for end in [frame.byteCount, frame.byteCount - 4] {
            guard end >= packetEnd + 16 else { break }
            for candidate in [metamako(frame, to: end, after: packetEnd), exablaze(frame, to: end)] {
                guard let candidate, candidate.start >= packetEnd, candidate.start <= latest,
                    isCertain(candidate, frame, captured)
                else { continue }
                guard found == nil else { return nil }
                found = candidate.time
            }
        }
        return found
    }

    private struct Candidate {
        /// Where the original check sequence stands.
        let start: Int
        let time: UInt64
    }

    private static func isCertain(_ candidate: Candidate, _ frame: RawSpan, _ captured: UInt64) -> Bool {
        if captured > 0 { return TapTime.isNear(candidate.time, captured) }
        return FrameCheck.matches(frame, upTo: candidate.start)
    }

    private static func metamako(_ frame: RawSpan, to end: Int, after packetEnd: Int) -> Candidate? {
        let seconds: UInt32 = frame.bigEndian(at: end - 12)
        let nanoseconds: UInt32 = frame.bigEndian(at: end - 8)
        let flags = frame.byte(at: end - 4)
        guard nanoseconds < 1_000_000_000, flags & 0xC8 == 0 else { return nil }
        var start = end - 12
        var hasMore = flags & 0x02 != 0
        // Each ends in a word with its kind, its length in words, and whether it is the last, which comes first.
        while hasMore {
            guard start - 4 >= packetEnd else { return nil }
            let tag: UInt32 = frame.bigEndian(at: start - 4)
            let words = tag & 0x1F == 0x1F ? Int(tag >> 6 & 0x3FF) + 1 : Int(tag >> 6 & 3)
            start -= 4 + words * 4
            hasMore = tag & 0x20 == 0
        }
        let time = UInt64(seconds) * 1_000_000_000 + UInt64(nanoseconds)
        return start - 4 >= packetEnd ? Candidate(start: start - 4, time: time) : nil
    }

    private static func exablaze(_ frame: RawSpan, to end: Int) -> Candidate? {
        guard frame.byte(at: end - 1) == 0 else { return nil }
        let seconds: UInt32 = frame.bigEndian(at: end - 10)
        let high: UInt32 = frame.bigEndian(at: end - 6)
        let fraction = UInt128(high) << 8 | UInt128(frame.byte(at: end - 2))
        let nanoseconds = UInt64((fraction * 1_000_000_000) >> 40)
        return Candidate(start: end - 16, time: UInt64(seconds) * 1_000_000_000 + nanoseconds)
    }
}
