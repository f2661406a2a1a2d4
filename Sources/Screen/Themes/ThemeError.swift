/// Why a theme file cannot be used.
public enum ThemeError: Error, Equatable {
    /// Where in a theme file.
    public struct Place: Sendable, Equatable {
        public var path: String
        public var line: Int
        public var key: String
    }

    case cannotRead(path: String, reason: String)
    case notFound(name: String, searched: [String])
    case notText(path: String)
    case tooLong(path: String)
    case syntax(path: String, line: Int, reason: String)
    case wrongValue(Place, found: String)
    case wrongAttribute(Place, found: String)
}

extension ThemeError {
    /// The same in few words, for the foot of a screen: file, line, key and remedy.
    public var brief: String {
        let colours = "\"#rrggbb\" or \"default\""
        return switch self {
        case .cannotRead(let path, let reason): "\(Theme.file(path)): \(reason)"
        case .notFound(let name, _): "no theme is named '\(name)'"
        case .notText(let path): "\(Theme.file(path)): not a text file"
        case .tooLong(let path): "\(Theme.file(path)): longer than a mebibyte"
        case .syntax(let path, let line, let reason): "\(Theme.file(path)):\(line): \(reason)"
        case .wrongValue(let place, let found):
            "\(Theme.file(place.path)):\(place.line): \(place.key) is \(found), not \(colours)"
        case .wrongAttribute(let place, let found):
            "\(Theme.file(place.path)):\(place.line): \(place.key) knows no \(found); try \"bold\""
        }
    }
}

extension ThemeError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .cannotRead(let path, let reason):
            "theme \(path) cannot be read: \(reason)"
        case .notFound(let name, let searched):
            "theme '\(name)' is neither built in nor in \(searched.joined(separator: " or ")); did you mean "
                + "'\(ThemeFile.nearest(to: name, among: ThemeChoice.all().map(\.name)))'? 'feedtop themes' lists all"
        case .notText(let path):
            "theme \(path) is not a text file; a theme is TOML, such as: alert = \"#ff0000\""
        case .tooLong(let path):
            "theme \(path) is longer than a mebibyte; is it a theme?"
        case .syntax(let path, let line, let reason):
            "theme \(path):\(line): \(reason)"
        case .wrongValue(let place, let found):
            "theme \(place.path):\(place.line): '\(place.key)' is \(found) but must be \"#rrggbb\", "
                + "\"default\" or a table: { fg = \"#rrggbb\", bg = \"#rrggbb\", attributes = [\"bold\"] }"
        case .wrongAttribute(let place, let found):
            "theme \(place.path):\(place.line): '\(place.key)' holds \(found) but knows only "
                + Attributes.named.map { "\"\($0.name)\"" }.joined(separator: ", ")
        }
    }
}
