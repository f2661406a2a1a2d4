internal import Glibc
internal import OrderFlow

/// A UDP source: a multicast group to join, or an address of this host to listen on.
public struct UDPAddress: Sendable, Equatable {
    /// In text, without brackets: `239.1.2.3`, `ff15::7`, `127.0.0.1`.
    public var group: String
    public var port: UInt16
    /// The one sender wanted (source-specific multicast); `nil`: any.
    public var source: String?
    /// The interface to join on, by name or IPv4 address; `nil`: the kernel's choice.
    public var interface: String?
    /// The MoldUDP64 request server that fills gaps, as `host:port`; `nil`: none.
    public var request: String?
    /// Bytes of socket buffer to ask the kernel for; `nil`: as many as suit a burst.
    public var bufferBytes: Int?

    public init(group: String, port: UInt16, source: String? = nil, interface: String? = nil) {
        self.group = group
        self.port = port
        self.source = source
        self.interface = interface
    }

    public var isIPv6: Bool { group.contains(":") }

    /// `239.1.2.3:26477`, as feeds are named.
    public var name: String { isIPv6 ? "[\(group)]:\(port)" : "\(group):\(port)" }

    static func parse(
        _ rest: Substring, of text: String
    ) throws(SourceAddressError) -> (UDPAddress, symbol: SymbolName) {
        var symbol = SymbolName()
        var (interface, request): (String?, String?)
        var bufferBytes: Int?
        let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 {
            for pair in parts[1].split(separator: "&") {
                let halves = pair.split(separator: "=", maxSplits: 1)
                guard halves.count == 2 else { throw .malformed(text, why: "'\(pair)' is not name=value") }
                switch halves[0] {
                case "interface": interface = String(halves[1])
                case "request":
                    do throws(HostPort.Fault) { request = try HostPort.parse(halves[1]).name } catch {
                        throw .malformed(text, why: "request=\(halves[1]): \(error.why)")
                    }
                case "buffer":
                    guard let bytes = Int(halves[1]), bytes > 0, bytes <= 1 << 30 else {
                        throw .malformed(text, why: "'\(halves[1])' is not a number of bytes")
                    }
                    bufferBytes = bytes
                case "symbol": symbol = SymbolName(String(halves[1]))
                default: throw .malformed(text, why: "there is no parameter '\(halves[0])'")
                }
            }
        }
        var authority = parts[0]
        var source: String?
        if let at = authority.firstIndex(of: "@") {
            source = unbracketed(authority[..<at])
            authority = authority[authority.index(after: at)...]
        }
        guard let colon = authority.lastIndex(of: ":"),
            let port = UInt16(authority[authority.index(after: colon)...]),
            port > 0
        else { throw .malformed(text, why: "a port from 1 to 65535 must follow the address") }
        let group = unbracketed(authority[..<colon])
        let family = group.contains(":") ? AF_INET6 : AF_INET
        guard isNumeric(group, family) else {
            throw .malformed(text, why: "'\(group)' is not an IP address")
        }
        if let source, !isNumeric(source, family) {
            throw .malformed(text, why: "'\(source)' is not an IP address")
        }
        var address = UDPAddress(group: group, port: port, source: source, interface: interface)
        address.request = request
        address.bufferBytes = bufferBytes
        return (address, symbol)
    }

    /// `[ff15::7]` as `ff15::7`.
    private static func unbracketed(_ text: Substring) -> String {
        text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : String(text)
    }

    static func isNumeric(_ text: String, _ family: Int32) -> Bool {
        var storage = in6_addr()
        // SAFETY: in6_addr is large enough for either family.
        return unsafe inet_pton(family, text, &storage) == 1
    }
}
