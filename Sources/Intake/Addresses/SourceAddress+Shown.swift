/// Sources as they may be shown.
extension SourceAddress {
    /// A source's text without its password, for everything that is printed. What cannot be told from a password is
    /// left out, so that a mistyped source gives nothing away either.
    public static func shown(_ text: String) -> String {
        let scheme = text.prefix { $0 != ":" }
        guard scheme.count < text.count, ["soup", "tcp"].contains(scheme.lowercased()) else { return text }
        let rest = text.dropFirst(scheme.count + 1).drop { $0 == "/" }
        guard let at = rest.lastIndex(of: "@") else {
            guard scheme.lowercased() == "soup" else { return text }
            // Somebody forgot the host, and what looks like its port is the password.
            let host = rest.prefix { $0 != ":" && $0 != "?" }
            return "\(scheme)://\(host)" + (host.count < rest.count ? ":…" : "")
        }
        let user = rest[..<at].prefix { $0 != ":" }
        let server = rest[rest.index(after: at)...]
        guard let mark = server.firstIndex(of: "?") else { return "\(scheme)://\(user)@\(server)" }
        let known = server[server.index(after: mark)...].split(separator: "&").filter { pair in
            ["session=", "sequence=", "symbol="].contains { pair.hasPrefix($0) }
        }
        let query = known.isEmpty ? "" : "?" + known.joined(separator: "&")
        return "\(scheme)://\(user)@\(server[..<mark])\(query)"
    }

    /// A line of text in which each of `arguments` that names a source stands as it may be shown.
    public static func conceal(_ line: String, _ arguments: [String]) -> String {
        var line = line
        for argument in arguments {
            // `--line=soup://…` is an argument too.
            guard let start = argument.lowercased().firstRange(of: "soup:")?.lowerBound else { continue }
            let offset = argument.lowercased().distance(from: argument.lowercased().startIndex, to: start)
            let source = String(argument.dropFirst(offset))
            line = line.replacing(source, with: shown(source))
        }
        return line
    }
}
