public import Market
import OrderFlow
import TOMLKit

/// What a person or the administrator of a machine wants always, read from TOML. What is not in the file is `nil`, or as
/// it is without one.
///
///     theme = "nord"          # a theme's name, or the path of one
///     fps = 10                # pictures per second, 1 to 60
///     ascii = false
///     mouse = false
///     bell = true             # rings for each new alert
///     color = "auto"          # auto, always, never, 16, 256 or truecolor
///
///     [alerts]                # each may be false: never
///     silence = "3s"          # nothing comes, not even heartbeats
///     gap = 1                 # messages lost at once
///     burst = 1000            # messages in a millisecond
///     latency = "10ms"        # 99th percentile of handling, over ten seconds
///     crossed = "1s"          # a book stays crossed
///     behind = "100ms"        # the books lag behind the wire
public struct ConfigFile: Sendable, Equatable {
    public var theme: String?
    public var framesPerSecond: Int?
    public var isASCII: Bool?
    public var hasMouse: Bool?
    public var hasBell: Bool?
    public var colour: ColourOption?
    public var thresholds = AlertThresholds()

    public init() {}

    private static let keys = ["theme", "fps", "ascii", "mouse", "bell", "color", "alerts"]

    /// - Parameters:
    ///   - text: A TOML document.
    ///   - path: The file, for messages.
    public init(parsing text: String, path: String) throws(ConfigError) {
        guard !text.utf8.contains(0) else { throw .notText(path: path) }
        if let line = ThemeFile.oddHeader(in: text) {
            throw .syntax(path: path, line: line, reason: "a table's name is missing after '['")
        }
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw .syntax(path: path, line: error.source.begin.line, reason: error.description)
        } catch {
            throw .syntax(path: path, line: 1, reason: "\(error)")
        }
        for key in table.keys.sorted() {
            guard let value = table[key] else { continue }
            let entry = ConfigEntry(value, key: key, in: nil, of: text, path: path)
            switch key {
            case "theme":
                theme = try entry.text("the name of a theme such as \"dark\", or the path of one")
            case "fps": framesPerSecond = try entry.number(1...60, "a number of pictures per second, 1 to 60")
            case "ascii": isASCII = try entry.truth()
            case "mouse": hasMouse = try entry.truth()
            case "bell": hasBell = try entry.truth()
            case "color": colour = try entry.colour()
            case "alerts":
                guard let alerts = value.table else {
                    throw entry.wrong(
                        "a table of thresholds, such as: [alerts] and below it silence = \"3s\"")
                }
                thresholds = try AlertThresholds(alerts, of: text, path: path)
            default: throw entry.unknown(among: Self.keys)
            }
        }
    }
}

extension AlertThresholds {
    fileprivate init(_ table: TOMLTable, of text: String, path: String) throws(ConfigError) {
        self.init()
        for key in table.keys.sorted() {
            guard let value = table[key] else { continue }
            let entry = ConfigEntry(value, key: key, in: "alerts", of: text, path: path)
            switch AlertRule(rawValue: key) {
            case .silence: silence = try entry.seconds()
            case .gap: gap = try entry.count()
            case .burst: burst = try entry.count()
            case .latency: latency = try entry.seconds()
            case .crossed: crossed = try entry.seconds()
            case .behind: behind = try entry.seconds()
            case nil: throw entry.unknown(among: AlertRule.allCases.map(\.rawValue))
            }
        }
    }
}

/// One key of the file and its value.
private struct ConfigEntry {
    private let value: any TOMLValueConvertible
    private let key: String
    private let place: ConfigError.Place

    init(
        _ value: any TOMLValueConvertible, key: String, in table: String?, of text: String, path: String
    ) {
        self.value = value
        self.key = key
        place = ConfigError.Place(
            path: path, line: ConfigLines(text).line(of: key, in: table),
            key: table.map { "\($0).\(key)" } ?? key)
    }

    func wrong(_ expected: String) -> ConfigError {
        let found =
            value.string.map { "\"\($0)\"" } ?? (value.table != nil ? "a table" : value.debugDescription)
        return .wrongValue(place, found: found, expected: expected)
    }

    func unknown(among known: [String]) -> ConfigError {
        .unknownKey(place, nearest: NearestWord.of(key, among: known))
    }

    func text(_ expected: String) throws(ConfigError) -> String {
        guard let text = value.string, !text.isEmpty else { throw wrong(expected) }
        return text
    }

    func truth() throws(ConfigError) -> Bool {
        guard let truth = value.bool else { throw wrong("true or false") }
        return truth
    }

    func number(_ range: ClosedRange<Int>, _ expected: String) throws(ConfigError) -> Int {
        guard let number = value.int, range.contains(number) else { throw wrong(expected) }
        return number
    }

    func colour() throws(ConfigError) -> ColourOption {
        let known = ColourOption.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        // A depth may be written as the number that it is.
        guard let text = value.string ?? value.int.map({ "\($0)" }), let colour = ColourOption(rawValue: text)
        else {
            throw wrong("one of \(known)")
        }
        return colour
    }

    /// A duration; `nil`: switched off.
    func seconds() throws(ConfigError) -> Double? {
        if value.bool == false { return nil }
        guard let text = value.string, let nanoseconds = DurationText.nanoseconds(text[...]), nanoseconds > 0
        else { throw wrong("a duration such as \"3s\" or \"10ms\", or false to switch it off") }
        return Double(nanoseconds) / 1e9
    }

    /// Messages; `nil`: switched off.
    func count() throws(ConfigError) -> UInt64? {
        if value.bool == false { return nil }
        guard let number = value.int, number > 0 else {
            throw wrong("a number of messages from 1 on, or false to switch it off")
        }
        return UInt64(number)
    }
}
