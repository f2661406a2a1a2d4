internal import Capture

/// Frames without a datagram of ours, by reason.
struct SkippedFrames {
    private var counts: [SkipReason: UInt64] = [:]

    mutating func count(_ reason: SkipReason, times: UInt64 = 1) {
        if times > 0 { counts[reason, default: 0] &+= times }
    }

    /// Datagrams were cut by the snap length.
    var isCut: Bool { counts[.cut] != nil }

    /// As the report names them.
    ///
    /// - Parameter unrecognised: Datagrams whose format was not found out.
    func reasons(unrecognised: UInt64) -> [String: UInt64] {
        var reasons = Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) })
        if unrecognised > 0 { reasons["unknown-protocol"] = unrecognised }
        return reasons
    }
}
