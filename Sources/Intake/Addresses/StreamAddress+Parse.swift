internal import Glibc
internal import OrderFlow

extension StreamAddress {
    /// A socket's path has no room for more.
    static let longestPath = 107

    /// What follows `tcp://`.
    static func parseTCP(
        _ rest: Substring, of text: String
    ) throws(SourceAddressError) -> (StreamAddress, symbol: SymbolName) {
        guard !rest.contains("@") else { throw .bad(text, "a plain stream has no user before an @") }
        let parameters = try SourceParameters(rest, known: ["symbol"], of: text)
        let place: HostPort
        do { place = try HostPort.parse(parameters.front) } catch { throw .bad(text, error.why) }
        return (.tcp(host: place.host, port: place.port), try parameters.symbol)
    }

    /// What follows `unix://`.
    static func parseUnix(
        _ rest: Substring, of text: String
    ) throws(SourceAddressError) -> (StreamAddress, symbol: SymbolName) {
        let parameters = try SourceParameters(rest, known: ["symbol"], of: text)
        let path = parameters.front
        guard path.hasPrefix("/") else {
            throw .bad(text, "a path from the root must follow, so that there are three slashes")
        }
        let bytes = PathText.bytes(String(path)).count
        guard bytes <= longestPath, !path.utf8.contains(0) else {
            throw .bad(
                text, "a socket's path has at most \(longestPath) bytes, and this one has \(bytes)")
        }
        return (.unix(path: String(path)), try parameters.symbol)
    }
}

extension InterfaceAddress {
    /// What follows `nic://`.
    static func parse(
        _ rest: Substring, of text: String
    ) throws(SourceAddressError) -> (InterfaceAddress, symbol: SymbolName) {
        let parameters = try SourceParameters(rest, known: ["port", "group", "symbol"], of: text)
        let name = parameters.front.hasSuffix("/") ? parameters.front.dropLast() : parameters.front
        guard !name.isEmpty, name.utf8.count <= 15, !name.contains("/"), !name.contains(where: \.isWhitespace)
        else { throw .bad(text, "an interface's name must follow, of at most 15 characters") }
        var address = InterfaceAddress(interface: String(name))
        if let port = parameters["port"] {
            guard let number = HostPort.number(port), number > 0 else {
                throw .bad(text, "'\(port)' is not a port from 1 to 65535")
            }
            address.port = number
        }
        if let group = parameters["group"] {
            let bare = group.hasPrefix("[") && group.hasSuffix("]") ? group.dropFirst().dropLast() : group
            guard UDPAddress.isNumeric(String(bare), bare.contains(":") ? AF_INET6 : AF_INET) else {
                throw .bad(text, "'\(group)' is not an IP address")
            }
            address.group = String(bare)
        }
        return (address, try parameters.symbol)
    }
}
