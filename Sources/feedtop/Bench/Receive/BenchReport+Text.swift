internal import Intake
internal import OrderFlow
internal import Simulator

extension BenchReport {
    /// The reference beside what was measured, then every figure, then a chart and what is to be said of it.
    var text: String {
        var text = head
        text += comparison
        for transport in LoopSender.Transport.allCases
        where rows.contains(where: { $0.wanted.transport == transport }) {
            text += details(transport)
        }
        return text + histograms + chart + remarks
    }

    private var head: String {
        """
        \(host.processor), \(host.cores) cores, Linux \(host.kernel). Order updates of 43 bytes over loopback; the sender, the
        receiver thread and the market thread share these cores.


        """
    }

    private static let usualRate: UInt64 = 1_000_000

    private var comparison: String {
        var text = Plain.left("", 11) + Plain.left("| reference", 34)
        let transports = LoopSender.Transport.allCases.filter { transport in
            rows.contains { $0.wanted.transport == transport }
        }
        for transport in transports { text += Plain.left("| \(transport.title), at 1 M msg/s", 34) }
        text += "\n" + Plain.left("technique", 11)
        for _ in 0...transports.count {
            text += "|" + Plain.right("p50", 10) + Plain.right("p99", 11) + Plain.right("most/s", 11) + " "
        }
        text += "\n"
        for technique in Technique.compared where rows.contains(where: { $0.wanted.technique == technique }) {
            text += Plain.left(technique.rawValue, 11)
            if let figures = ReferenceFigures(technique) {
                text += Self.cells(figures.p50, figures.p99, figures.throughput)
            }
            for transport in transports {
                let row = rows.first { $0.wanted == BenchCase(technique: technique, transport: transport) }
                let latencies = row?.at(Self.usualRate)?.trial.latencies
                text += Self.cells(
                    latencies?.quantile(0.5), latencies?.quantile(0.99), row?.throughput?.throughput)
            }
            text += "\n"
        }
        return text
    }

    private static func cells(_ p50: UInt64?, _ p99: UInt64?, _ throughput: Double?) -> String {
        "|" + Plain.right(p50.map { Plain.duration($0) } ?? "-", 10)
            + Plain.right(p99.map { Plain.duration($0) } ?? "-", 11)
            + Plain.right(throughput.map { millions($0) } ?? "-", 11) + " "
    }

    /// `5.50 M`.
    static func millions(_ rate: Double) -> String {
        Plain.three(UInt64(max(0, rate)), per: 1_000_000) + " M"
    }

    private func details(_ transport: LoopSender.Transport) -> String {
        var text = "\n\(transport.explanation)\n"
        text +=
            Plain.left("technique", 11) + Plain.right("offered/s", 12)
            + ["p50", "p99", "p99.9", "max"].map { Plain.right($0, 11) }.joined()
            + Plain.right("calls/M", 10) + Plain.right("CPU/M", 10) + Plain.right("late", 8)
            + Plain.right("lost", 8) + "\n"
        for row in rows where row.wanted.transport == transport {
            let name = row.wanted.technique.rawValue
            if let failure = row.failure { text += Plain.left(name, 11) + "  " + failure + "\n" }
            for entry in row.latencies {
                let label = entry.isOwn ? "80 %" : Self.millions(Double(entry.rate))
                let latencies = entry.trial.latencies
                text += Plain.left(name, 11) + Plain.right(label, 12)
                for share in [0.5, 0.99, 0.999, 1] {
                    text += Plain.right(Plain.duration(latencies.quantile(share)), 11)
                }
                text += entry.trial.costs + "\n"
            }
            for entry in row.notHeld {
                text += Plain.left(name, 11) + Plain.right(Self.millions(Double(entry.rate)), 12)
                text += "  not held: \(entry.reason)\n"
            }
            if let most = row.throughput {
                text += Plain.left(name, 11) + Plain.right("most", 12) + Plain.right("", 44)
                text += most.costs + "\n"
            }
        }
        return text
    }
}

extension BenchTrial {
    fileprivate var costs: String {
        Plain.right(Plain.grouped(perMillion(systemCalls)), 10)
            + Plain.right(Plain.duration(perMillion(processorTime)), 10)
            + Plain.right("\(Plain.three(UInt64(lateShare * 1000), per: 10)) %", 8)
            + Plain.right(Plain.grouped(lost), 8)
    }
}

extension LoopSender.Transport {
    var title: String { self == .stream ? "TCP" : "UDP" }

    fileprivate var explanation: String {
        switch self {
        case .stream: "TCP: a message is due at a time, and what is due goes at once."
        case .datagrams: "UDP: 32 messages are due at a time, and go in one datagram of 1,376 bytes."
        }
    }
}
