import Market

/// A column of the table of feeds and lines.
enum FeedColumn: CaseIterable {
    case name, state, rate, rate10, bytes, peak, messages, gaps, missing, wire, kernel, here, capture
    case wins, leadP50, leadP99, onlyHere, drops
    case feedP50, feedP99, handlingP50, handlingP99
    case protocolName

    /// In which order columns get a place; the first ones are on every screen that has the table.
    static let byImportance: [FeedColumn] = [
        .name, .state, .rate, .wire, .kernel, .here, .capture, .gaps, .peak, .feedP99, .handlingP99, .wins,
        .leadP50, .feedP50, .handlingP50, .bytes, .onlyHere, .missing, .leadP99, .drops, .messages,
        .protocolName, .rate10,
    ]

    /// What stands only in the rows of lines.
    static let ofLines: Set<FeedColumn> = [.wins, .leadP50, .leadP99, .onlyHere, .drops]

    var title: String {
        switch self {
        case .name: "FEED"
        case .state: "STATE"
        case .rate: "MSG/S"
        case .rate10: "10 S"
        case .bytes: "BYTES/S"
        case .peak: "PEAK"
        case .messages: "MESSAGES"
        case .gaps: "GAPS"
        case .missing: "MISSING"
        case .wire: "WIRE"
        case .kernel: "KERN"
        case .here: "HERE"
        case .capture: "CAPT"
        case .wins: "WINS"
        case .leadP50: "BY p50"
        case .leadP99: "BY p99"
        case .onlyHere: "ONLY HERE"
        case .drops: "DROPS"
        case .feedP50, .handlingP50: "p50"
        case .feedP99, .handlingP99: "p99"
        case .protocolName: "PROTOCOL"
        }
    }

    /// The word above it and its neighbours.
    var group: String? {
        switch self {
        case .wire, .kernel, .here, .capture: "lost"
        case .wins, .leadP50, .leadP99, .onlyHere, .drops: "line"
        case .feedP50, .feedP99: "feed"
        case .handlingP50, .handlingP99: "handling"
        default: nil
        }
    }

    var isLeftAligned: Bool { self == .name || self == .state || self == .protocolName }

    /// Columns it takes at least.
    var width: Int {
        switch self {
        case .name: 17
        case .state, .missing, .bytes, .leadP50, .leadP99: 7
        case .feedP50, .feedP99, .handlingP50, .handlingP99: 7
        case .rate, .wins: 6
        case .rate10: 7
        case .peak, .gaps, .wire, .kernel, .here, .capture: 5
        case .messages: 11
        case .onlyHere: 9
        case .drops: 6
        case .protocolName: 20
        }
    }
}

/// The words of one row of the table of feeds and lines.
struct FeedText {
    let row: FeedRow
    let status: SourceStatus

    /// `nil`: the column says nothing about such a row; `-`: it is not known.
    func text(_ column: FeedColumn, width: Int) -> String? {
        if let line = row.line { return text(column, of: line, width: width) }
        let counters = row.counters
        let isSequenced = row.hasBegun && status.knowsSequence && row.knowsSequence
        return switch column {
        case .name: row.name
        case .state: row.stateText
        case .protocolName: row.protocolName
        case .rate: NumberText.rate(row.rates.messages1s, width: width)
        case .rate10: NumberText.rate(row.rates.messages10s, width: width)
        case .bytes: NumberText.bytes(row.rates.bytes1s)
        case .peak:
            row.rates.peak1ms.at > 0 ? NumberText.fitted(row.rates.peak1ms.messages, width: width) : "-"
        case .messages: count(counters.messages, width, isKnown: row.hasBegun)
        case .gaps: count(counters.gaps, width, isKnown: isSequenced)
        case .missing: count(counters.missing, width, isKnown: isSequenced)
        case .wire: count(counters.lostWire, width, isKnown: isSequenced)
        case .kernel:
            count(counters.lostKernel, width, isKnown: status.knowsKernelDrops || counters.lostKernel > 0)
        case .here: count(counters.shed, width, isKnown: true)
        case .capture: count(counters.lostCapture, width, isKnown: isSequenced)
        case .drops:
            count(counters.kernelDrops, width, isKnown: status.knowsKernelDrops || counters.kernelDrops > 0)
        case .feedP50: duration(row.latency(.feed)?.p50)
        case .feedP99: duration(row.latency(.feed)?.p99)
        case .handlingP50: duration(row.latency(.handling)?.p50)
        case .handlingP99: duration(row.latency(.handling)?.p99)
        case .wins, .leadP50, .leadP99, .onlyHere: nil
        }
    }

    private func text(_ column: FeedColumn, of line: LineSummary, width: Int) -> String? {
        let isSequenced = row.hasBegun && status.knowsSequence || line.missing > 0
        let isKernelKnown = status.knowsKernelDrops || line.missingInKernel > 0
        return switch column {
        case .name: "\(line.letter) \(line.name)"
        case .state: row.state.word
        case .rate: NumberText.rate(line.messages1s, width: width)
        case .peak: line.peak1ms.map { NumberText.fitted($0, width: width) } ?? NumberText.unknown
        case .messages: count(line.messages, width, isKnown: row.hasBegun)
        case .missing: count(line.missing, width, isKnown: isSequenced)
        case .wire:
            count(
                line.missing - min(line.missing, line.missingInKernel + line.missingInCapture), width,
                isKnown: isSequenced)
        case .capture: count(line.missingInCapture, width, isKnown: isSequenced)
        case .kernel: count(line.missingInKernel, width, isKnown: isKernelKnown)
        case .drops: count(line.kernelDrops, width, isKnown: status.knowsKernelDrops || line.kernelDrops > 0)
        case .wins: Self.share(line.wins, of: row.wins)
        case .leadP50: line.leads == 0 ? NumberText.unknown : NumberText.duration(line.leadP50)
        case .leadP99: line.leads == 0 ? NumberText.unknown : NumberText.duration(line.leadP99)
        case .onlyHere: line.onlyHere.map { NumberText.fitted($0, width: width) } ?? NumberText.unknown
        case .rate10, .bytes, .gaps, .here, .feedP50, .feedP99, .handlingP50, .handlingP99, .protocolName: nil
        }
    }

    /// What a feed lost alarms, once: by where it was lost. Gaps and missing messages are the same told otherwise, and the
    /// sum of all feeds repeats it. On a line, while another had the messages, a loss is a warning.
    func role(_ column: FeedColumn, _ text: String) -> Role {
        if text == NumberText.unknown { return .muted }
        let isZero = text == "0"
        switch column {
        case .name: return .foreground
        case .state: return row.state.role
        case .protocolName, .messages, .leadP99, .rate10: return .muted
        case .gaps, .missing: return isZero ? .ok : row.line == nil ? .foreground : .warning
        case .wire, .kernel, .here, .capture: return isZero ? .ok : row.kind == .feed ? .alert : .warning
        case .drops: return isZero ? .ok : .warning
        case .rate, .bytes, .peak: return isZero ? .muted : .foreground
        case .wins, .leadP50, .onlyHere: return .foreground
        case .feedP50, .feedP99, .handlingP50, .handlingP99: return .foreground
        }
    }

    private func count(_ value: UInt64, _ width: Int, isKnown: Bool) -> String {
        isKnown ? NumberText.fitted(value, width: width) : NumberText.unknown
    }

    private func duration(_ value: UInt64?) -> String { value.map(NumberText.duration) ?? NumberText.unknown }

    /// `50.1 %`; `100 %` only of all of it.
    static func share(_ part: UInt64, of whole: UInt64) -> String {
        guard whole > 0, part <= whole else { return NumberText.unknown }
        if part == whole { return "100 %" }
        let thousandths = min(999, whole < 1 << 50 ? part * 1000 / whole : part / max(1, whole / 1000))
        return "\(thousandths / 10).\(thousandths % 10) %"
    }
}
