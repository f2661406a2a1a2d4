internal import OrderFlow

/// For machines, and for `feedtop bench compare`.
extension TrackReport {
    /// One object. Times in ns.
    var json: String {
        var json = JSONText()
        json.object { json in
            json.string("track", track)
            host.write(to: &json)
            if let source { source.write(to: &json) }
            json.array("rows") { json in
                for row in rows { json.object { json in row.write(to: &json) } }
            }
            json.array("notes") { json in
                for note in notes { json.string(nil, note) }
            }
        }
        return json.text + "\n"
    }
}

extension TrackReport.SourceFacts {
    fileprivate func write(to json: inout JSONText) {
        json.object("source") { json in
            json.string("name", name)
            json.number("bytes", bytes)
            json.literal("messages", wanted.map { String($0.messages) })
            json.literal("symbols", wanted?.symbols.map { String($0) })
            json.literal("liveOrders", wanted?.liveOrders.map { String($0) })
            json.literal("uniform", wanted.map { $0.isUniform ? "true" : "false" })
        }
    }
}

extension TrackRow {
    fileprivate func write(to json: inout JSONText) {
        json.string("name", name)
        json.string("unit", unit)
        json.number("messages", messages)
        json.array("runs") { json in
            for run in runs { json.number(nil, run) }
        }
        json.number("median", median)
        json.literal("nanosecondsPerMessage", Self.thousandths(perMessage(median)))
        json.number("messagesPerSecond", UInt64(perSecond(median)))
        json.literal("peakMemory", peakMemory.map { String($0) })
        switch instructions {
        case .counted(let count):
            let share = Double(count) / Double(max(1, messages))
            json.literal("instructionsPerMessage", Self.thousandths(share))
        case .unknown(let reason):
            json.literal("instructionsPerMessage", nil)
            json.string("instructionsReason", reason)
        }
    }

    private static func thousandths(_ value: Double) -> String {
        DecimalText.price(Int64(value * 1000 + 0.5), scale: 3)
    }
}
