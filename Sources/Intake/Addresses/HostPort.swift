internal import Glibc

/// A host by name or IP address, and a port, as they stand in a URL: `feed.example:9000`, `[::1]:9000`.
struct HostPort: Sendable, Equatable {
    /// Without brackets.
    let host: String
    let port: UInt16

    init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// `host:port`, IPv6 addresses in brackets.
    var name: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// What is wrong with it, in words that show nothing of it.
    struct Fault: Error { let why: String }

    static func parse(_ text: Substring) throws(Fault) -> HostPort {
        guard let colon = text.lastIndex(of: ":"), !text.hasSuffix("]"),
            let port = number(text[text.index(after: colon)...]), port > 0
        else { throw Fault(why: "a port from 1 to 65535 must follow the host") }
        let host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            let inner = String(host.dropFirst().dropLast())
            guard isIPv6(inner) else { throw Fault(why: "what stands in brackets is no IPv6 address") }
            return HostPort(host: inner, port: port)
        }
        guard !host.contains(":") else {
            throw Fault(why: "an IPv6 address stands in brackets, as in [::1]:9000")
        }
        guard !host.isEmpty, host.utf8.count <= 253, host.utf8.allSatisfy(isNameByte) else {
            throw Fault(why: "a host's name or IP address must stand before the port")
        }
        return HostPort(host: String(host), port: port)
    }

    /// Digits alone: no sign, which `UInt16` would take.
    static func number(_ text: Substring) -> UInt16? {
        guard text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
        return UInt16(text)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// A link-local address may name its interface behind a `%`.
    private static func isIPv6(_ text: String) -> Bool {
        var storage = in6_addr()
        let address = String(text.prefix { $0 != "%" })
        // SAFETY: in6_addr is what the family takes.
        return unsafe inet_pton(AF_INET6, address, &storage) == 1
    }
}
