/// Why a source's name cannot be understood. Each says what would be. None shows a password.
public enum SourceAddressError: Error, Equatable, CustomStringConvertible {
    case empty
    case unknownScheme(String)
    /// The source as ``SourceAddress/shown(_:)`` has it.
    case malformed(String, why: String)

    /// `text` may still have its password; `why` must not.
    static func bad(_ text: String, _ why: String) -> SourceAddressError {
        .malformed(SourceAddress.shown(text), why: why)
    }

    public var description: String {
        switch self {
        case .empty:
            "the source is empty; name a capture or day file, udp://group:port, tcp://host:port, or -"
        case .unknownScheme(let scheme):
            "\(scheme):// is not a kind of source this feedtop reads; it reads files, -, udp://group:port, "
                + "tcp://host:port, unix:///path, soup://user@host:port and nic://interface"
        case .malformed(let text, let why): "\(text): \(why); the form is \(Self.form(of: text))"
        }
    }

    private static func form(of text: String) -> String {
        switch text.prefix(while: { $0 != ":" }).lowercased() {
        case "tcp": "tcp://host:port[?symbol=NAME]"
        case "unix": "unix:///path[?symbol=NAME]"
        case "soup": "soup://user[:password]@host:port[?session=NAME&sequence=NUMBER&symbol=NAME]"
        case "nic": "nic://eth1[?port=26477&group=239.1.2.3&symbol=NAME]"
        default: "udp://[source@]group:port[?interface=eth1&request=host:port&symbol=NAME]"
        }
    }
}
