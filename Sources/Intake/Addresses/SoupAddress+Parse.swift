internal import OrderFlow
internal import Protocols

extension SoupAddress {
    /// What follows `soup://`. Nothing here may show the password, which ends at the last `@`.
    ///
    /// - Parameter password: Taken where the URL has none.
    static func parse(
        _ rest: Substring, of text: String, password: String?
    ) throws(SourceAddressError) -> (SoupAddress, symbol: SymbolName) {
        guard let at = rest.lastIndex(of: "@"), at > rest.startIndex else {
            throw .bad(text, "a user must stand before the host, and an @ between them")
        }
        let parameters = try SourceParameters(
            rest[rest.index(after: at)...], known: ["session", "sequence", "symbol"], of: text)
        let place: HostPort
        do { place = try HostPort.parse(parameters.front) } catch { throw .bad(text, error.why) }
        var address = SoupAddress(host: place.host, port: place.port)
        let halves = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        address.user = try SourceParameters.decoded(halves[0], of: text)
        if halves.count == 2 { address.password = try SourceParameters.decoded(halves[1], of: text) }
        if address.password.isEmpty, let password { address.password = password }
        try check(address.user, "user", SoupLogin.longestUser, text)
        try check(address.password, "password", SoupLogin.longestPassword, text)
        if address.user.isEmpty { throw .bad(text, "a user must stand before the host") }
        if let session = parameters["session"] {
            address.session = try SourceParameters.decoded(session, of: text)
            try check(address.session, "session", SoupLogin.longestSession, text)
        }
        if let sequence = parameters["sequence"] {
            guard let number = UInt64(sequence), sequence.first != "+" else {
                throw .bad(text, "the sequence is not a number")
            }
            address.sequence = number
        }
        return (address, try parameters.symbol)
    }

    /// The wire has room for so many characters, and takes ASCII alone.
    private static func check(
        _ value: String, _ name: String, _ most: Int, _ text: String
    ) throws(SourceAddressError) {
        guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
            throw .bad(text, "the \(name) has characters that are not ASCII, or cannot be printed")
        }
        guard value.utf8.count <= most else {
            throw .bad(
                text, "the \(name) has \(value.utf8.count) characters, and SoupBinTCP takes at most \(most)")
        }
    }

    var login: SoupLogin {
        SoupLogin(user: user, password: password, session: session, sequence: sequence)
    }
}

extension SoupAddress: CustomStringConvertible, CustomReflectable {
    /// Without the password.
    public var description: String { "soup://\(user)@\(name)" }
    public var customMirror: Mirror { Mirror(self, children: ["user": user, "server": name]) }
}
