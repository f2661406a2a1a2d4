internal import Wire

/// A client's side of one SoupBinTCP session, over as many connections as it takes, without a socket: told what happens
/// and what time it is, it answers with what is to be done. Times are nanoseconds of any clock that only goes forward.
public struct SoupBinTCPClient: Sendable {
    /// What the front of a connection's bytes is, until the login is answered.
    public enum Greeting: Equatable, Sendable {
        /// So many bytes are needed to tell.
        case needsMore(Int)
        /// A packet of so many bytes that says nothing here.
        case skip(Int)
        /// The answer stands at the front, for the decoder to read. Everything from it on is the session's.
        case accepted
        case rejected(SoupRejection)
        case broken(SoupFault)
    }

    /// What time asks for.
    public enum Duty: Equatable, Sendable {
        /// Nothing for so many nanoseconds.
        case wait(UInt64)
        /// A heartbeat is due: send ``heartbeat``.
        case beat
        /// The server was silent too long: connect again.
        case giveUp
    }

    private var login: SoupLogin
    private let first: SoupLogin
    /// A sign of life is due when nothing was sent for so long.
    private let beatInterval: UInt64
    /// A server that sends nothing for so long is gone.
    private let silenceLimit: UInt64
    private var heard: UInt64 = 0
    private var sent: UInt64 = 0
    public private(set) var isLoggedIn = false

    public static let heartbeat: [UInt8] = [0, 1, UInt8(ascii: "R")]
    public static let logout: [UInt8] = [0, 1, UInt8(ascii: "O")]

    public init(
        _ login: SoupLogin, beatInterval: UInt64 = 1_000_000_000, silenceLimit: UInt64 = 15_000_000_000
    ) {
        self.login = login
        first = login
        self.beatInterval = beatInterval
        self.silenceLimit = silenceLimit
    }

    /// A connection is there. Send what is returned.
    public mutating func connect(at now: UInt64) -> [UInt8] {
        isLoggedIn = false
        (heard, sent) = (now, now)
        return login.bytes
    }

    public mutating func hear(at now: UInt64) { heard = now }
    public mutating func send(at now: UInt64) { sent = now }

    /// The connection is gone: the next login goes on in `session` with message `next`.
    public mutating func resume(_ session: SessionIdentity, at next: UInt64) {
        login.session = session.text
        login.sequence = next
    }

    /// Whether a rejection only means that the session which was to go on is no more: then the next login asks for the
    /// one that is active, from its beginning.
    public mutating func begin(after rejection: SoupRejection) -> Bool {
        guard rejection == .noSession, login.session != first.session else { return false }
        login.session = first.session
        login.sequence = min(first.sequence, 1)
        return true
    }

    public func duty(at now: UInt64) -> Duty {
        let silent = now &- heard
        guard silent < silenceLimit else { return .giveUp }
        guard isLoggedIn else { return .wait(silenceLimit - silent) }
        let idle = now &- sent
        guard idle < beatInterval else { return .beat }
        return .wait(min(beatInterval - idle, silenceLimit - silent))
    }

    /// Looks at the packet at the front, as long as the login is not answered.
    public mutating func greet(_ front: RawSpan) -> Greeting {
        guard front.byteCount >= 2 else { return .needsMore(2) }
        let field: UInt16 = front.bigEndian(at: 0)
        let length = Int(field)
        guard length > 0 else { return .broken(.emptyPacket) }
        guard front.byteCount >= 3 else { return .needsMore(3) }
        let type = front.byte(at: 2)
        if let fault = SoupBinTCP.fault(type, length: length, from: .server) { return .broken(fault) }
        guard front.byteCount >= length + 2 else { return .needsMore(length + 2) }
        switch type {
        case UInt8(ascii: "+"), UInt8(ascii: "H"): return .skip(length + 2)
        case UInt8(ascii: "J"): return .rejected(SoupRejection(code: front.byte(at: 3)))
        case UInt8(ascii: "A"):
            guard SoupBinTCP.LoginAccepted(front)?.sequence != nil else { return .broken(.badSequence) }
            isLoggedIn = true
            return .accepted
        default: return .broken(.beforeLogin(type))
        }
    }
}

/// Why a server does not let a client in.
public enum SoupRejection: Equatable, Sendable, CustomStringConvertible {
    case notAuthorised
    case noSession
    case other(UInt8)

    init(code: UInt8) {
        switch code {
        case UInt8(ascii: "A"): self = .notAuthorised
        case UInt8(ascii: "S"): self = .noSession
        default: self = .other(code)
        }
    }

    public var description: String {
        switch self {
        case .notAuthorised: "not authorised"
        case .noSession: "session not available"
        case .other(let code): "reason code \(code), which SoupBinTCP does not define"
        }
    }
}
