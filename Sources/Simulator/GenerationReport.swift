/// What was generated.
public struct GenerationReport: Sendable, Equatable {
    /// Messages of the exchange, before faults.
    public var messages: UInt64 = 0
    /// Bytes of the file.
    public var bytes: UInt64 = 0
    /// Datagrams in the file, after faults.
    public var datagrams: UInt64 = 0
    /// The first and last time in the file, ns since the epoch.
    public var first: UInt64 = 0
    public var last: UInt64 = 0
    public var faults = FaultLog()
}

/// Why nothing, or not everything, was generated.
public enum GenerationError: Error, Equatable, Sendable {
    case settings(SettingsError)
    case file(FileSinkError)
    case faultsNeedDatagrams(FeedGenerator.Format)
}

extension GenerationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .settings(let error): error.description
        case .file(let error): error.description
        case .faultsNeedDatagrams(let format):
            "faults happen to datagrams, and \(format.rawValue) has none; choose pcap or pcapng"
        }
    }
}
