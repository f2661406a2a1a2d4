internal import Intake
internal import Market
internal import OrderFlow

/// What `feedtop summary` prints, in both of its forms.
struct SummaryReport {
    let source: String
    /// Nanoseconds from start to end.
    let elapsed: UInt64
    let intake: SourceReport
    let market: MarketReport
}

extension SummaryReport {
    /// One object on one line; the fields are those of the output contract.
    var json: String {
        var json = JSONText()
        json.object { json in
            json.string("source", source)
            json.literal("elapsedSeconds", DecimalText.price(Int64(clamping: elapsed / 1000), scale: 6))
            json.string("receive", intake.technique)
            json.literal("clock", intake.clock.map { JSONText.quoted($0.rawValue) })
            json.literal("tapTimes", intake.clock == .tap ? String(intake.tapTimes) : nil)
            json.number("packets", intake.packets)
            json.number("bytes", intake.bytes)
            let skipped = intake.skipped
            json.object("skipped") { json in
                json.number("packets", skipped.values.reduce(0, +))
                json.object("reasons") { json in
                    for (reason, count) in skipped.sorted(by: { $0.key < $1.key }) {
                        json.number(reason, count)
                    }
                }
            }
            json.number("truncatedBytes", intake.truncatedBytes)
            json.number("reconnects", intake.reconnects)
            json.array("feeds") { json in
                for feed in market.feeds { json.object { json in Self.put(feed, into: &json) } }
            }
        }
        return json.text + "\n"
    }

    private static func put(_ feed: FeedReport, into json: inout JSONText) {
        let (summary, counters) = (feed.summary, feed.summary.counters)
        json.string("name", summary.name)
        json.string("transport", summary.transport)
        json.literal("protocol", summary.isKnown ? JSONText.quoted(summary.content) : nil)
        if summary.isUnknown { json.string("firstBytes", HexText.of(summary.firstBytes)) }
        json.number("packets", counters.packets)
        json.number("bytes", counters.bytes)
        json.number("messages", counters.messages)
        json.object("messagesByType") { json in
            for (type, count) in feed.messagesByType.enumerated() where count > 0 {
                json.number(MessageTypeName.of(type), count)
            }
        }
        json.object("malformed") { json in
            json.number("packets", counters.malformedPackets)
            json.number("messages", counters.malformedMessages)
        }
        json.number("skippedMessages", counters.skippedMessages)
        json.object("sequence") { json in
            json.number("gaps", counters.gaps)
            json.number("missing", counters.missing)
            json.number("duplicates", counters.duplicates)
            json.number("resets", counters.resets)
            json.number("strays", counters.strays)
            json.literal("known", summary.knowsSequence ? "true" : "false")
            json.array("ranges") { json in
                for range in feed.missing {
                    json.array { json in
                        json.number(nil, range.first)
                        json.number(nil, range.last)
                    }
                }
            }
        }
        json.literal("first", time(summary.first))
        json.literal("last", time(summary.last))
        json.object("latency") { json in
            for latency in feed.latencies {
                json.object(latency.stage.name) { json in put(latency, into: &json) }
            }
        }
        json.object("rates") { json in
            json.literal("packetsPerSecond", packetRate(of: feed))
            put(feed.rates.peak1ms, "peak1ms", into: &json)
            put(feed.rates.peak1s, "peak1s", into: &json)
        }
        json.number("unknownReferences", counters.unknownReferences)
        json.number("reusedReferences", counters.reusedReferences)
        json.number("overExecutions", counters.overExecutions)
        json.number("refused", counters.refused)
        json.number("kernelDrops", counters.kernelDrops)
        json.number("shed", counters.shed)
        putLosses(of: feed, into: &json)
        json.array("instruments") { json in
            for row in feed.instruments { json.object { json in put(row, into: &json) } }
        }
    }

    /// Over the time from the first to the last; `nil`: too short to tell.
    static func packetRate(of feed: FeedReport) -> String? {
        let (summary, packets) = (feed.summary, feed.summary.counters.packets)
        guard packets > 1, summary.last > summary.first else { return nil }
        let rate = Double(packets - 1) * 1e9 / Double(summary.last - summary.first)
        return DecimalText.price(Int64(min(rate, 1e15) * 10), scale: 1)
    }

    private static func put(_ latency: LatencySummary, into json: inout JSONText) {
        json.number("count", latency.count)
        json.number("negative", latency.negative)
        json.number("p50", latency.p50)
        json.number("p90", latency.p90)
        json.number("p99", latency.p99)
        json.number("p999", latency.p999)
        json.number("max", latency.max)
        json.number("beyond", latency.beyond)
    }

    private static func put(_ peak: Peak, _ name: String, into json: inout JSONText) {
        json.object(name) { json in
            json.number("messages", peak.messages)
            json.literal("at", time(peak.at))
        }
    }

    private static func put(_ row: InstrumentRow, into json: inout JSONText) {
        func price(_ raw: Int64?) -> String? { raw.map { DecimalText.price($0, scale: row.priceScale) } }
        json.string("symbol", row.symbol.description)
        for (side, quote) in [("bid", row.bid), ("ask", row.ask)] {
            json.literal(side, price(quote?.price))
            json.literal(side + "Size", quote.map { String($0.size) })
            json.literal(side + "Orders", quote?.orders.map { String($0) })
        }
        json.literal("last", price(row.last))
        json.literal("lastSize", row.last == nil ? nil : String(row.lastSize))
        json.number("trades", row.trades)
        json.number("volume", row.volume)
        json.literal("high", price(row.high))
        json.literal("low", price(row.low))
        json.string("status", row.status.name)
        json.literal("suspect", row.flags.contains(.suspect) ? "true" : "false")
    }

    /// `null` for a time that is not known.
    static func time(_ nanoseconds: UInt64) -> String? {
        nanoseconds == 0 ? nil : JSONText.quoted(DecimalText.timestamp(nanoseconds))
    }
}

/// A message type as people write it.
enum MessageTypeName {
    /// The ASCII character, or the number where there is none.
    static func of(_ type: Int) -> String {
        guard type > 0x20, type < 0x7F, let scalar = Unicode.Scalar(UInt32(type)) else { return String(type) }
        return String(Character(scalar))
    }
}
