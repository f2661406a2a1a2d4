/// Why a configuration cannot be used.
public enum ConfigError: Error, Equatable {
    /// Where in a file.
    public struct Place: Sendable, Equatable {
        public var path: String
        public var line: Int
        public var key: String
    }

    case cannotRead(path: String, reason: String)
    case notText(path: String)
    case tooLong(path: String)
    case syntax(path: String, line: Int, reason: String)
    case unknownKey(Place, nearest: String)
    case wrongValue(Place, found: String, expected: String)
}

extension ConfigError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .cannotRead(let path, let reason):
            "configuration \(path) cannot be read: \(reason); --config names another one"
        case .notText(let path):
            "configuration \(path) is not a text file; it is TOML, such as: theme = \"dark\""
        case .tooLong(let path):
            "configuration \(path) is longer than a mebibyte; is it one?"
        case .syntax(let path, let line, let reason):
            "configuration \(path):\(line): \(reason)"
        case .unknownKey(let place, let nearest):
            "configuration \(place.path):\(place.line): '\(place.key)' is unknown; did you mean '\(nearest)'?"
        case .wrongValue(let place, let found, let expected):
            "configuration \(place.path):\(place.line): '\(place.key)' is \(found) but must be \(expected)"
        }
    }
}
