/// What a client logs in with.
public struct SoupLogin: Sendable, Equatable {
    @inlinable public static var longestUser: Int { 6 }
    @inlinable public static var longestPassword: Int { 10 }
    @inlinable public static var longestSession: Int { 10 }

    public var user: String
    public var password: String
    /// Blank: the session that is active.
    public var session: String
    /// Of the first message wanted; 0: only what is new.
    public var sequence: UInt64

    public init(user: String, password: String, session: String = "", sequence: UInt64 = 1) {
        self.user = user
        self.password = password
        self.session = session
        self.sequence = sequence
    }

    /// The Login Request of 3.00 and 4.00: 49 bytes. What is longer than its field is cut.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = [0, 47, UInt8(ascii: "L")]
        bytes.reserveCapacity(49)
        Self.put(user, Self.longestUser, onRight: false, into: &bytes)
        Self.put(password, Self.longestPassword, onRight: false, into: &bytes)
        Self.put(session, Self.longestSession, onRight: true, into: &bytes)
        Self.put(String(sequence), 20, onRight: true, into: &bytes)
        return bytes
    }

    private static func put(_ text: String, _ count: Int, onRight: Bool, into bytes: inout [UInt8]) {
        let field = text.utf8.prefix(count)
        let padding = [UInt8](repeating: UInt8(ascii: " "), count: count - field.count)
        if onRight { bytes += padding }
        bytes += field
        if !onRight { bytes += padding }
    }
}

extension SoupLogin: CustomStringConvertible, CustomReflectable {
    /// Without the password.
    public var description: String { "login of \(user)" }
    public var customMirror: Mirror { Mirror(self, children: ["user": user]) }
}

extension SessionIdentity {
    /// The ten characters of a SoupBinTCP session, without the padding in front.
    public var text: String {
        var bytes: [UInt8] = []
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: high >> shift))
        }
        bytes += [UInt8(truncatingIfNeeded: low >> 8), UInt8(truncatingIfNeeded: low)]
        return String(decoding: bytes.drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
    }
}
