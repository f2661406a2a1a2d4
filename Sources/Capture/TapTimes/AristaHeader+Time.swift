import Wire

extension AristaHeader.Stamp {
    /// In UTC, in nanoseconds since the epoch; `nil`: it cannot be the time of a frame captured then.
    func time(in frame: RawSpan, captured: UInt64) -> UInt64? {
        let nanoseconds: UInt32 = frame.bigEndian(at: offset + (isShort ? 2 : 4))
        guard nanoseconds < 1_000_000_000 else { return nil }
        var seconds: Int64
        if isShort {
            guard captured > 0 else { return nil }
            // The moment nearest to the capture's whose low bits these are: it repeats every 18 hours.
            let now = Int64(captured / 1_000_000_000) + (isAtomicTime ? 37 : 0)
            let low: UInt16 = frame.bigEndian(at: offset)
            seconds = now &+ Int64(Int16(bitPattern: low &- UInt16(truncatingIfNeeded: now)))
        } else {
            seconds = Int64(frame.bigEndian(at: offset) as UInt32)
        }
        if isAtomicTime { seconds -= Self.leapSeconds(at: seconds) }
        guard seconds > 0 else { return nil }
        let time = UInt64(seconds) * 1_000_000_000 + UInt64(nanoseconds)
        return captured == 0 || TapTime.isNear(time, captured) ? time : nil
    }

    /// International atomic time less UTC. The EtherType is of 2016, and the last leap second came at the end of it.
    private static func leapSeconds(at atomic: Int64) -> Int64 { atomic < 1_483_228_837 ? 36 : 37 }
}
