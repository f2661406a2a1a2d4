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
}
