public import OrderFlow

/// Where the bytes come from, as the user names it.
public enum SourceAddress: Sendable, Equatable {
    case file(path: String)
    case standardInput
    /// The lines of one feed, A first; most often one.
    case udp([UDPAddress])
    case stream(StreamAddress)
    case soup(SoupAddress)
    case interface(InterfaceAddress)

    /// Reads a path, `-`, or a URL.
    ///
    /// - Parameters:
    ///   - text: `udp://…`, `tcp://…`, `unix://…`, `soup://…`, `nic://…`, `-`, or anything else as a path; `?symbol=NAME`
    ///     may follow a path too.
    ///   - soupPassword: The password of a `soup://` source that has none of its own.
    /// - Returns: The address, and the `symbol=` it names (empty: none).
    public static func parse(
        _ text: String, soupPassword: String? = nil
    ) throws(SourceAddressError) -> (SourceAddress, symbol: SymbolName) {
        guard !text.isEmpty else { throw .empty }
        if text == "-" { return (.standardInput, SymbolName()) }
        guard let colon = text.firstRange(of: "://") else {
            // It may hold a password, which must not come back as a file's name in an error.
            guard !text.lowercased().hasPrefix("soup:") else {
                throw .bad(text, "two slashes must follow soup:")
            }
            let (path, symbol) = splitSymbol(text)
            return (.file(path: path), symbol)
        }
        let scheme = text[..<colon.lowerBound].lowercased()
        let rest = text[colon.upperBound...]
        switch scheme {
        case "file":
            let (path, symbol) = splitSymbol(String(rest))
            return (.file(path: path), symbol)
        case "udp":
            let (address, symbol) = try UDPAddress.parse(rest, of: text)
            return (.udp([address]), symbol)
        case "tcp":
            let (address, symbol) = try StreamAddress.parseTCP(rest, of: text)
            return (.stream(address), symbol)
        case "unix":
            let (address, symbol) = try StreamAddress.parseUnix(rest, of: text)
            return (.stream(address), symbol)
        case "soup":
            let (address, symbol) = try SoupAddress.parse(rest, of: text, password: soupPassword)
            return (.soup(address), symbol)
        case "nic":
            let (address, symbol) = try InterfaceAddress.parse(rest, of: text)
            return (.interface(address), symbol)
        default:
            guard !scheme.hasPrefix("soup:") else { throw .bad(text, "two slashes must follow soup:") }
            throw .unknownScheme(scheme)
        }
    }

    private static func splitSymbol(_ path: String) -> (String, SymbolName) {
        guard let mark = path.firstRange(of: "?symbol=") else { return (path, SymbolName()) }
        return (String(path[..<mark.lowerBound]), SymbolName(String(path[mark.upperBound...])))
    }
}
