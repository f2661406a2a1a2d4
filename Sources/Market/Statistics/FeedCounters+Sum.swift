extension FeedCounters {
    /// Adds field by field; a sum that does not fit stays at the greatest number there is.
    static func += (left: inout FeedCounters, right: FeedCounters) {
        for field in Self.fields { left[keyPath: field].addClamped(right[keyPath: field]) }
    }

    private static var fields: [WritableKeyPath<FeedCounters, UInt64>] {
        [
            \.packets, \.bytes, \.messages, \.heartbeats, \.gaps, \.missing, \.duplicates, \.resets, \.strays,
            \.malformedPackets, \.malformedMessages, \.skippedMessages, \.unknownReferences,
            \.reusedReferences, \.overExecutions, \.mismatchedInstruments, \.refused, \.kernelDrops, \.shed,
            \.lostWire, \.lostKernel, \.lostCapture, \.filledLate, \.filledByRequest,
        ]
    }
}
