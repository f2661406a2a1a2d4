internal import Screen

/// What `feedtop bench … --json` wrote into a file.
struct MeasurementFile {
    let path: String
    let measurements: [Measurement]
    /// What the figures depend on: host and source, in words.
    let circumstances: String

    private static let tracks = ["decode", "book", "summary", "ring"]
    private static let remedy = "write it anew: feedtop bench … --json > FILE"

    init(_ path: String) throws(Failure) {
        self.path = path
        let text: String
        do throws(TextFileError) { text = try TextFile.read(path) } catch {
            switch error {
            case .cannotRead(let reason): throw .usage("\(path): \(reason)")
            case .notText: throw .usage("\(path): is no text; \(Self.remedy)")
            case .tooLong:
                throw .usage(
                    "\(path): has more than \(TextFile.longest) bytes, which no bench writes; \(Self.remedy)")
            }
        }
        do throws(JSONFailure) {
            let whole = JSONField(try JSONReader.read(text))
            circumstances = try Self.circumstances(whole)
            measurements = try Self.measurements(whole)
        } catch {
            throw .usage("\(path): \(error.place): \(error.words); \(Self.remedy)")
        }
    }

    private static func measurements(_ whole: JSONField) throws(JSONFailure) -> [Measurement] {
        var found: [Measurement] = []
        let track = try whole.optional("track")?.text()
        for row in try whole.field("rows").elements() {
            switch track {
            case "receive"?: found += try received(row)
            case nil where try whole.optional("reference") != nil: found += try received(row)
            case let track? where tracks.contains(track): found.append(try measured(row, track))
            default:
                throw JSONFailure(
                    place: "track",
                    words: track.map {
                        "'\($0)' is none of \((tracks + ["receive"]).joined(separator: ", "))"
                    }
                        ?? "is missing: no file of feedtop bench")
            }
            let names = found.map(\.name)
            if let twice = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
                throw row.failure("'\(names[twice])' is there twice")
            }
        }
        return found
    }

    /// A row of a track.
    private static func measured(_ row: JSONField, _ track: String) throws(JSONFailure) -> Measurement {
        let name = try row.field("name").text()
        let unit = try row.optional("unit")?.text() ?? "message"
        let messages = try row.field("messages").measured()
        var runs: [Double] = []
        for run in try row.field("runs").elements() { runs.append(try run.measured() / messages) }
        guard !runs.isEmpty else { throw try row.field("runs").failure("is empty") }
        return Measurement(name: "\(track): \(name)", kind: .cost(of: unit), runs: runs)
    }

    /// A technique over a transport; nothing of one that failed.
    private static func received(_ row: JSONField) throws(JSONFailure) -> [Measurement] {
        let name = try "\(row.field("technique").text()) over \(row.field("transport").text())"
        guard try row.optional("failure") == nil else { return [] }
        var found: [Measurement] = []
        if let most = try row.optional("throughput") {
            let rate = try most.field("messagesPerSecond").measured()
            found.append(Measurement(name: "\(name): most", kind: .rate, runs: [rate]))
        }
        for entry in try row.field("latencies").elements() {
            // A share of each one's own most is another rate in another file.
            if try entry.field("ofOwnMaximum").value == .boolean(true) { continue }
            let rate = try UInt64(min(entry.field("rate").measured(), 1e15))
            for quantile in ["p50", "p99"] {
                let latency = try entry.field(quantile).measured()
                found.append(
                    Measurement(
                        name: "\(name): \(quantile) at \(Plain.grouped(rate))/s", kind: .latency,
                        runs: [latency]))
            }
        }
        return found
    }

    private static func circumstances(_ whole: JSONField) throws(JSONFailure) -> String {
        let host = try whole.field("host")
        var words = [try host.field("processor").text()]
        words.append("\(try host.field("cores").measured().whole) cores")
        words.append("Linux \(try host.field("kernel").text())")
        guard let source = try whole.optional("source") else { return words.joined(separator: ", ") }
        words.append(try source.field("name").text())
        words.append("\(try source.field("bytes").measured().whole) bytes")
        for key in ["messages", "symbols", "liveOrders"] {
            if let count = try source.optional(key) { words.append("\(key) \(try count.measured().whole)") }
        }
        if try source.optional("uniform")?.value == .boolean(true) { words.append("uniform") }
        return words.joined(separator: ", ")
    }
}

extension Double {
    /// As people write a count.
    fileprivate var whole: String { Plain.grouped(UInt64(Swift.min(self, 1e15))) }
}
