internal import Intake
internal import OrderFlow
internal import Simulator

extension BenchReport {
    /// One object. Latencies in ns, rates in messages a second.
    var json: String {
        var text = JSONText()
        text.object { text in
            text.string("track", "receive")
            host.write(to: &text)
            text.array("reference") { text in
                for technique in Technique.compared { Self.reference(technique, &text) }
            }
            text.array("rows") { text in
                for row in rows { row.write(to: &text) }
            }
        }
        return text.text + "\n"
    }

    private static func reference(_ technique: Technique, _ text: inout JSONText) {
        guard let figures = ReferenceFigures(technique) else { return }
        text.object { text in
            text.string("technique", technique.rawValue)
            text.number("p50", figures.p50)
            text.number("p99", figures.p99)
            text.number("messagesPerSecond", UInt64(figures.throughput))
        }
    }
}

extension BenchRow {
    fileprivate func write(to text: inout JSONText) {
        text.object { text in
            text.string("technique", wanted.technique.rawValue)
            text.string("transport", wanted.transport.rawValue)
            if let failure { text.string("failure", failure) }
            if let most = throughput {
                text.string("receives", most.technique)
                text.object("throughput") { text in
                    text.number("messagesPerSecond", UInt64(most.throughput))
                    most.writeCosts(to: &text)
                }
            }
            text.array("latencies") { text in
                for entry in latencies {
                    text.object { text in
                        text.number("rate", entry.rate)
                        text.literal("ofOwnMaximum", entry.isOwn ? "true" : "false")
                        text.number("offered", UInt64(entry.trial.offered))
                        let latencies = entry.trial.latencies
                        text.number("count", latencies.count)
                        text.number("p50", latencies.quantile(0.5))
                        text.number("p99", latencies.quantile(0.99))
                        text.number("p999", latencies.quantile(0.999))
                        text.number("max", latencies.most)
                        text.array("buckets") { text in
                            for bucket in latencies.buckets(bits: 3) {
                                text.object { text in
                                    text.number("upTo", bucket.upTo)
                                    text.number("count", bucket.count)
                                }
                            }
                        }
                        entry.trial.writeCosts(to: &text)
                    }
                }
            }
            text.array("notHeld") { text in
                for entry in notHeld {
                    text.object { text in
                        text.number("rate", entry.rate)
                        text.string("reason", entry.reason)
                    }
                }
            }
            text.array("notes") { text in
                for note in throughput?.notes ?? [] { text.string(nil, note) }
            }
        }
    }
}

extension BenchTrial {
    fileprivate func writeCosts(to text: inout JSONText) {
        text.number("messages", applied)
        text.number("lost", lost)
        text.number("sentLate", sent.late)
        text.number("systemCallsPerMillion", perMillion(systemCalls))
        text.number("cpuNanosecondsPerMillion", perMillion(processorTime))
        text.number("marketNanosecondsPerMillion", perMillion(marketTime))
        text.number("senderNanosecondsPerMillion", perMillion(sent.processorTime))
    }
}
