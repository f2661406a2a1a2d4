internal import Intake
internal import Simulator

/// Everything `feedtop bench` found out.
struct BenchReport {
    var rows: [BenchRow] = []
    let host = BenchHost()
}

/// One technique over one transport.
struct BenchRow {
    let wanted: BenchCase
    /// The run with the highest throughput that lost nothing; `nil`: none.
    var throughput: BenchTrial?
    var latencies: [AtRate] = []
    /// Rates that were too much.
    var notHeld: [NotHeld] = []
    var failure: String?

    init(_ wanted: BenchCase) { self.wanted = wanted }

    /// The latencies at one offered rate.
    struct AtRate {
        /// Messages a second.
        let rate: UInt64
        /// It is a share of the row's own maximum.
        let isOwn: Bool
        let trial: BenchTrial
    }

    /// A rate at which messages were lost, came late beyond measure, or were not even sent.
    struct NotHeld {
        /// Messages a second.
        let rate: UInt64
        let reason: String
    }

    func at(_ rate: UInt64) -> AtRate? { latencies.first { $0.rate == rate && !$0.isOwn } }
    var atOwn: AtRate? { latencies.first { $0.isOwn } }
}

extension BenchTrial {
    /// Why the receiver did not keep up with a rate, or the sender did not come to it; `nil`: both did.
    func whyNotHeld(_ rate: UInt64) -> String? {
        if lost > 0 { return "\(Plain.grouped(lost)) of \(Plain.grouped(sent.messages)) messages were lost" }
        if offered < Double(rate) * 0.98 {
            return "only \(BenchReport.millions(offered)) messages/s could be sent"
        }
        return isSustained ? nil : "it was \(Plain.duration(behind)) behind at the end"
    }

    /// Per million messages; of this process, without the sender.
    func perMillion(_ value: UInt64) -> UInt64 {
        applied == 0 ? 0 : UInt64(Double(value) / Double(applied) * 1e6)
    }
}

/// The figures of the reference design, which names neither transport nor offered rate.
struct ReferenceFigures {
    /// ns.
    let p50: UInt64
    let p99: UInt64
    /// Messages a second.
    let throughput: Double

    init?(_ technique: Technique) {
        switch technique {
        case .copying: self.init(850_000, 1_200_000, 1.2e6)
        case .vectored: self.init(420_000, 680_000, 2.4e6)
        case .inPlace: self.init(180_000, 320_000, 5.5e6)
        case .ioUring: self.init(95_000, 180_000, 8.2e6)
        case .auto: return nil
        }
    }

    private init(_ p50: UInt64, _ p99: UInt64, _ throughput: Double) {
        (self.p50, self.p99, self.throughput) = (p50, p99, throughput)
    }
}
