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
    /// - Parameter text: `udp://[source@]group:port[?interface=eth1&symbol=NAME]`, `-`, or anything else as a path;
    ///   `?symbol=NAME` may follow a path too.
    /// - Returns: The address, and the `symbol=` it names (empty: none).
    public static func parse(_ text: String) throws(SourceAddressError) -> (SourceAddress, symbol: SymbolName)
    {
        guard !text.isEmpty else { throw .empty }
        if text == "-" { return (.standardInput, SymbolName()) }
        guard let colon = text.firstRange(of: "://") else {
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
        default: throw .unknownScheme(scheme)
        }
    }

    private static func splitSymbol(_ path: String) -> (String, SymbolName) {
        guard let mark = path.firstRange(of: "?symbol=") else { return (path, SymbolName()) }
        return (String(path[..<mark.lowerBound]), SymbolName(String(path[mark.upperBound...])))
    }
}

/// Why a source's name cannot be understood. Each says what would be.
public enum SourceAddressError: Error, Equatable, CustomStringConvertible {
    case empty
    case unknownScheme(String)
    case malformed(String, why: String)

    public var description: String {
        switch self {
        case .empty: "the source is empty; name a capture or day file, udp://group:port, or -"
        case .unknownScheme(let scheme):
            "\(scheme):// is not a kind of source this feedtop reads; it reads files, -, and udp://group:port"
        case .malformed(let text, let why):
            "\(text): \(why); the form is udp://[source@]group:port[?interface=eth1&symbol=NAME]"
        }
    }
}
