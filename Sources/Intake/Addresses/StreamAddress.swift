/// A byte stream to connect to.
public enum StreamAddress: Sendable, Equatable {
    /// A host by name or IP address, and a port.
    case tcp(host: String, port: UInt16)
    /// A socket in the file system.
    case unix(path: String)

    /// As feeds are named: `feed.example:9000`, or the path.
    public var name: String {
        switch self {
        case .tcp(let host, let port): HostPort(host: host, port: port).name
        case .unix(let path): path
        }
    }
}

/// A SoupBinTCP server, and whom to log in as.
public struct SoupAddress: Sendable, Equatable {
    public var host: String
    public var port: UInt16
    public var user: String
    /// Never shown: not in names, errors or the screen.
    public var password: String
    /// Blank: the session that is active.
    public var session: String
    /// The first message wanted; 0: only what is new.
    public var sequence: UInt64

    public init(
        host: String, port: UInt16, user: String = "", password: String = "", session: String = "",
        sequence: UInt64 = 1
    ) {
        self.host = host
        self.port = port
        self.user = user
        self.password = password
        self.session = session
        self.sequence = sequence
    }

    public var name: String { HostPort(host: host, port: port).name }
}

/// A network interface, listened to below the sockets.
public struct InterfaceAddress: Sendable, Equatable {
    public var interface: String
    /// Only UDP to this port; `nil`: to any.
    public var port: UInt16?
    /// Only to this IP address; a multicast group is joined.
    public var group: String?

    public init(interface: String, port: UInt16? = nil, group: String? = nil) {
        self.interface = interface
        self.port = port
        self.group = group
    }
}
