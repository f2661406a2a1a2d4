internal import Intake
internal import OrderFlow
internal import Protocols

/// `--line A --line B`: the lines of one feed as one source.
enum FeedLines {
    /// - Parameter texts: Each `udp://…`, as a source is named; the first is line A.
    static func parse(_ texts: [String]) throws(Failure) -> (SourceAddress, symbol: SymbolName) {
        guard texts.count <= FeedOptions.mostLines else {
            throw .usage(
                "--line: \(texts.count) lines are given, and a feed has at most \(FeedOptions.mostLines)")
        }
        var lines: [UDPAddress] = []
        var symbol = SymbolName()
        for text in texts {
            let parsed: (SourceAddress, symbol: SymbolName)
            do { parsed = try SourceAddress.parse(text) } catch { throw .usage(error.description) }
            guard case .udp(let one) = parsed.0, let line = one.first else {
                throw .usage("--line \(SourceAddress.shown(text)): a line is udp://[source@]group:port")
            }
            guard !lines.contains(where: { $0.name == line.name && $0.source == line.source }) else {
                throw .usage(
                    "--line \(SourceAddress.shown(text)): is named twice; each line has an address of its own"
                )
            }
            lines.append(line)
            if parsed.symbol != SymbolName() { symbol = parsed.symbol }
        }
        return (.udp(lines), symbol)
    }

    /// The destinations in a capture or on an interface that are lines of one feed.
    static func inCapture(_ texts: [String], of source: String) throws(Failure) -> CaptureLines {
        for text in texts where !CaptureLines.isName(text) {
            throw .usage(
                "--line \(HarmlessText.of(text)): in \(source) a line is GROUP:PORT, such as 239.1.2.3:26477; "
                    + "or --lines separate, to keep all apart")
        }
        guard texts.count <= FeedOptions.mostLines else {
            throw .usage(
                "--line: \(texts.count) lines are given, and a feed has at most \(FeedOptions.mostLines)")
        }
        guard Set(texts).count == texts.count, texts.count > 1 else {
            throw .usage("--line \(texts[0]): a feed has two lines or more, each with an address of its own")
        }
        return .named(texts)
    }
}
