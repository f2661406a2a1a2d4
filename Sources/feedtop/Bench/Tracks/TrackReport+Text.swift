internal import OrderFlow

/// For people: a line for each run while it goes, and what is to be said of them at the end.
extension TrackReport {
    /// `run 1       66,931,230 messages/s     14.9 ns/message`.
    static func line(_ label: String, _ unit: String, _ messages: UInt64, _ elapsed: UInt64) -> String {
        let rate = UInt64(Double(messages) / Double(max(1, elapsed)) * 1e9)
        return "  " + Plain.left(label, 9) + Plain.right(Plain.grouped(rate), 14) + " \(unit)s/s"
            + Plain.right(Plain.three(elapsed * 100 / max(1, messages), per: 100), 9) + " ns/\(unit)\n"
    }

    var remarks: String {
        var lines = [head]
        for row in rows {
            lines.append(
                "\(row.name): \(Plain.grouped(row.messages)) \(row.unit)s, peak memory "
                    + Self.mebibytes(row.peakMemory) + Self.instructions(row))
        }
        if let source {
            lines.append(
                "peak memory counts the pages of a mapped file; this one has \(Plain.grouped(source.bytes)) bytes "
                    + "(\(Self.mebibytes(source.bytes)))")
        }
        var told: Set<String> = []
        for case .unknown(let reason) in rows.map(\.instructions) where told.insert(reason).inserted {
            lines.append("instructions were not counted: \(reason)")
        }
        return (lines + notes).joined(separator: "\n") + "\n"
    }

    private var head: String {
        var text = "\(track) on \(host.processor), \(host.cores) cores, Linux \(host.kernel)"
        if let source { text += "; \(source.name)" }
        if let wanted = source?.wanted {
            text += " (\(Plain.grouped(wanted.messages)) messages"
            if let symbols = wanted.symbols { text += ", \(Plain.grouped(symbols)) symbols" }
            if let liveOrders = wanted.liveOrders { text += ", \(Plain.grouped(liveOrders)) live orders" }
            text += wanted.isUniform ? ", uniform lifetimes)" : ")"
        }
        return text
    }

    private static func instructions(_ row: TrackRow) -> String {
        guard case .counted(let count) = row.instructions else { return "" }
        return ", \(tenths(count, of: row.messages)) instructions/\(row.unit)"
    }

    private static func tenths(_ count: UInt64, of messages: UInt64) -> String {
        DecimalText.price(Int64(clamping: count * 10 / max(1, messages)), scale: 1)
    }

    private static func mebibytes(_ bytes: UInt64?) -> String {
        bytes.map { Plain.grouped($0 >> 20) + " MiB" } ?? "not known"
    }
}
