import OrderFlow
import TOMLKit

/// A theme read from TOML, with what was odd about it.
public struct ThemeFile: Sendable {
    public var theme: Theme
    /// One line each: unknown keys, with the nearest known one; the first of them.
    public var warnings: [String]
    /// Unknown keys that are told of. Each takes a walk through the text, which a hostile file must not make long.
    private static let mostWarnings = 32

    /// - Parameters:
    ///   - text: A TOML document of roles.
    ///   - name: The theme's name.
    ///   - path: The file, for messages.
    public init(parsing text: String, name: String, path: String) throws(ThemeError) {
        guard !text.utf8.contains(0) else { throw .notText(path: path) }
        if let line = Self.oddHeader(in: text) {
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
        let roles = Dictionary(uniqueKeysWithValues: Role.allCases.map { ($0.key, $0) })
        var entries: [Role: Theme.Entry] = [:]
        var background = Colour.standard
        warnings = []
        for key in table.keys.sorted() {
            guard roles[key] != nil || warnings.count < Self.mostWarnings else { continue }
            let line = Self.line(of: key, in: text)
            guard let role = roles[key] else {
                let nearest = Self.nearest(to: key, among: Role.allCases.map(\.key))
                warnings.append("\(path):\(line): unknown role '\(key)'; did you mean '\(nearest)'?")
                continue
            }
            guard let value = table[key] else { continue }
            let place = ThemeError.Place(path: path, line: line, key: key)
            if role == .background {
                background = try Self.colour(value.string, place)
            } else if let text = value.string {
                entries[role] = Theme.Entry(foreground: try Self.colour(text, place))
            } else if let inner = value.table {
                entries[role] = try Self.entry(inner, place, &warnings)
            } else {
                throw .wrongValue(place, found: "\(value.debugDescription)")
            }
        }
        theme = Theme(name: name, background: background, entries: entries)
    }

    private static func colour(_ text: String?, _ place: ThemeError.Place) throws(ThemeError) -> Colour {
        guard let text else { throw .wrongValue(place, found: "not a text") }
        guard let colour = Colour(text) else { throw .wrongValue(place, found: "\"\(text)\"") }
        return colour
    }

    private static func entry(
        _ entries: TOMLTable, _ place: ThemeError.Place, _ warnings: inout [String]
    ) throws(ThemeError) -> Theme.Entry {
        var entry = Theme.Entry()
        for key in entries.keys.sorted() {
            guard let value = entries[key] else { continue }
            var inner = place
            inner.key += ".\(key)"
            switch key {
            case "fg": entry.foreground = try colour(value.string, inner)
            case "bg": entry.background = try colour(value.string, inner)
            case "attributes":
                guard let list = value.array else {
                    throw .wrongAttribute(inner, found: value.debugDescription)
                }
                for index in 0..<list.count {
                    let name = list[index].string ?? list[index].debugDescription
                    guard let known = Attributes.named.first(where: { $0.name == name }) else {
                        throw .wrongAttribute(inner, found: "\"\(name)\"")
                    }
                    entry.attributes.insert(known.attribute)
                }
            default:
                guard warnings.count < mostWarnings else { continue }
                let nearest = nearest(to: key, among: ["fg", "bg", "attributes"])
                warnings.append(
                    "\(place.path):\(place.line): unknown key '\(inner.key)'; did you mean '\(nearest)'?")
            }
        }
        return entry
    }

    /// The line, from 1, of a table header without a name that could be one: the parser does not survive it.
    static func oddHeader(in text: String) -> Int? {
        var number = 0
        let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            // The file may begin with a byte order mark.
            var rest = (line.starts(with: "\u{FEFF}".utf8) ? line.dropFirst(3) : line).drop(while: isBlank)
            guard rest.first == UInt8(ascii: "[") else { continue }
            rest = rest.dropFirst().drop(while: isBlank)
            if rest.first == UInt8(ascii: "[") { rest = rest.dropFirst().drop(while: isBlank) }
            switch rest.first ?? 0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "]"):
                continue
            default: return number
            }
        }
        return nil
    }

    /// The line on which a top-level key stands, from 1.
    static func line(of key: String, in text: String) -> Int {
        var number = 1
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let start = line.drop { $0 == " " || $0 == "\t" || $0 == "[" || $0 == "\"" || $0 == "'" }
            if start.hasPrefix(key) {
                let next = start.dropFirst(key.count).first
                if next == nil || next.map({ " \t=.]\"'".contains($0) }) == true { return number }
            }
            number += 1
        }
        return 1
    }

    /// The known name with the fewest edits between it and what was written.
    static func nearest(to word: String, among names: [String]) -> String {
        // Somebody may have stopped early: `solarised` is `solarized-dark` but for a letter and the rest.
        func distance(_ name: String) -> Int {
            min(NearestWord.edits(word, name), NearestWord.edits(word, String(name.prefix(word.count))) + 1)
        }
        return names.min { distance($0) < distance($1) } ?? ""
    }
}
