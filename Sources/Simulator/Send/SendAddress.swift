public import Capture
internal import Glibc

/// Where a recording is sent to, as the user names it.
public enum SendAddress: Sendable, Equatable {
    case udp(Endpoint, interface: String?)
    /// TCP or a Unix socket: we listen, clients connect.
    case stream(ListenAddress)
    case soup(ListenAddress, user: String?, password: String?)

    /// Reads a URL: `udp://group:port[?interface=eth1]`, `tcp://host:port`, `unix:///path`,
    /// `soup://[user[:password]@]host:port`; `:listen` may follow the last three.
    public static func parse(_ text: String) throws(SendAddressError) -> SendAddress {
        guard let mark = text.firstRange(of: "://") else { throw SendAddressError(text, "it has no scheme") }
        let rest = text[mark.upperBound...]
        switch text[..<mark.lowerBound].lowercased() {
        case "udp":
            let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
            var interface: String?
            for pair in parts.dropFirst().joined().split(separator: "&") {
                guard pair.hasPrefix("interface="), pair.count > 10 else {
                    throw SendAddressError(text, "there is no parameter '\(pair)'")
                }
                interface = String(pair.dropFirst(10))
            }
            guard !parts[0].contains("@") else {
                throw SendAddressError(text, "a destination has no sender before an @")
            }
            return .udp(try endpoint(parts[0], of: text), interface: interface)
        case "tcp":
            guard !rest.contains("@") else {
                throw SendAddressError(text, "a plain stream has no user before an @")
            }
            return .stream(try listenAddress(unlistened(rest), of: text))
        case "unix":
            let path = unlistened(rest)
            guard path.hasPrefix("/") else { throw SendAddressError(text, "the path must begin with /") }
            return .stream(.unix(path: String(path)))
        case "soup":
            var host = unlistened(rest)
            var (user, password): (String?, String?)
            if let at = host.lastIndex(of: "@") {
                let names = host[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                host = host[host.index(after: at)...]
                user = names.first.map { String($0) }
                password = names.count > 1 ? String(names[1]) : nil
                guard user?.utf8.count ?? 0 <= 6, password?.utf8.count ?? 0 <= 10 else {
                    throw SendAddressError(text, "a user has up to 6 bytes, a password up to 10")
                }
            }
            return .soup(try listenAddress(host, of: text), user: user, password: password)
        case let scheme: throw SendAddressError(text, "\(scheme):// cannot be sent to")
        }
    }

    /// An IP address and port, `[v6]:port` or `v4:port`. Port 0 stands where one is chosen by the kernel.
    public static func endpoint(
        _ text: Substring, of whole: String, least: UInt16 = 1
    ) throws(SendAddressError) -> Endpoint {
        let (host, port) = try split(text, of: whole, least: least)
        var v4 = in_addr()
        // SAFETY: each call writes an address of the family it names.
        if unsafe inet_pton(AF_INET, host, &v4) == 1 {
            return Endpoint(ipv4: UInt32(bigEndian: v4.s_addr), port: port)
        }
        var v6 = in6_addr()
        guard unsafe inet_pton(AF_INET6, host, &v6) == 1 else {
            throw SendAddressError(whole, "'\(host)' is not an IP address")
        }
        // SAFETY: an IPv6 address has sixteen bytes.
        let (high, low) = unsafe withUnsafeBytes(of: &v6) { bytes in
            unsafe (
                bytes.loadUnaligned(as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            )
        }
        return Endpoint(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low), port: port)
    }

    private static func listenAddress(
        _ text: Substring, of whole: String
    ) throws(SendAddressError) -> ListenAddress {
        let (host, port) = try split(text, of: whole, least: 0)
        return .tcp(host: host, port: port)
    }

    private static func split(
        _ text: Substring, of whole: String, least: UInt16
    ) throws(SendAddressError) -> (host: String, port: UInt16) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]),
            port >= least
        else { throw SendAddressError(whole, "a port from \(least) to 65535 must follow the host") }
        let host = text[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        return (isBracketed ? String(host.dropFirst().dropLast()) : String(host), port)
    }

    private static func unlistened(_ text: Substring) -> Substring {
        text.hasSuffix(":listen") ? text.dropLast(7) : text
    }
}

/// Why an address cannot be understood. Never shows a password.
public struct SendAddressError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ text: String, _ why: String) {
        description =
            "\(Self.shown(text)): \(why); the forms are udp://group:port[?interface=eth1], "
            + "tcp://host:port, unix:///path, soup://[user[:password]@]host:port"
    }

    /// What stands before an `@` may be a password, and so may what looks like the port of a host that was forgotten.
    private static func shown(_ text: String) -> String {
        let scheme = text.prefix { $0 != ":" }
        guard let at = text.lastIndex(of: "@") else {
            return scheme.lowercased() == "soup" ? "\(scheme)://…" : text
        }
        return scheme.endIndex < at ? "\(scheme)://…\(text[at...])" : text
    }
}
