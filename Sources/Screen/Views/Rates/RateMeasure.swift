import Market

/// What the charts of rates count.
enum RateMeasure: CaseIterable {
    case messages, packets, bytes

    /// With its unit.
    var title: String {
        switch self {
        case .messages: "messages/s"
        case .packets: "packets/s"
        case .bytes: "bytes/s"
        }
    }

    /// The same where room is short.
    var brief: String {
        switch self {
        case .messages: "msg/s"
        case .packets: "pkt/s"
        case .bytes: "B/s"
        }
    }

    func count(_ point: RatePoint) -> UInt64 {
        switch self {
        case .messages: point.messages
        case .packets: point.packets
        case .bytes: point.bytes
        }
    }

    func lastSecond(_ rates: RateSummary) -> Double? {
        switch self {
        case .messages: rates.messages1s
        case .packets: rates.packets1s
        case .bytes: rates.bytes1s
        }
    }

    /// A value per second as text; `-` when not known.
    func text(_ value: Double?) -> String {
        self == .bytes ? NumberText.bytes(value) : NumberText.rate(value, width: 9)
    }
}

/// The lengths of the windows in which bursts are counted.
enum BurstWindow: CaseIterable {
    case ms1, ms10, ms100, s1

    var name: String {
        switch self {
        case .ms1: "1 ms"
        case .ms10: "10 ms"
        case .ms100: "100 ms"
        case .s1: "1 s"
        }
    }

    /// The same in five columns.
    var brief: String {
        switch self {
        case .ms1: "1ms"
        case .ms10: "10ms"
        case .ms100: "100ms"
        case .s1: "1s"
        }
    }

    /// Decimals of the second that say when such a window began.
    var decimals: Int {
        switch self {
        case .ms1: 3
        case .ms10: 2
        case .ms100: 1
        case .s1: 0
        }
    }

    var perSecond: Double {
        switch self {
        case .ms1: 1000
        case .ms10: 100
        case .ms100: 10
        case .s1: 1
        }
    }

    func highest(_ point: RatePoint) -> UInt64 {
        switch self {
        case .ms1: point.peak1ms
        case .ms10: point.peak10ms
        case .ms100: point.peak100ms
        case .s1: point.peak1s
        }
    }

    func peak(_ history: RateHistory) -> Peak {
        switch self {
        case .ms1: history.peak1ms
        case .ms10: history.peak10ms
        case .ms100: history.peak100ms
        case .s1: history.peak1s
        }
    }
}
