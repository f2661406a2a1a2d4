import Market
import OrderFlow
import TOMLKit

/// The layout as TOML: one key a line, no tables.
extension Layout {
    struct Wrong: Equatable {
        var line: Int
        var reason: String
    }

    private static let keys = [
        "view", "sort", "inverted", "columns", "source", "filter", "search", "selected", "theme",
        "pictures-per-second",
    ]

    /// Unknown keys that are looked for, at most.
    private static let mostWrong = 32

    /// What a file says. Whatever of it makes no sense is as it is when new.
    ///
    /// - Returns: Also the first thing that is wrong.
    static func parse(_ text: String) -> (Layout, Wrong?) {
        if let line = tableLine(in: text) {
            return (Layout(), Wrong(line: line, reason: "a table begins, but a layout has none"))
        }
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            return (Layout(), Wrong(line: error.source.begin.line, reason: brief(error.description)))
        } catch {
            return (Layout(), Wrong(line: 1, reason: brief("\(error)")))
        }
        var layout = Layout()
        var wrong: [Wrong] = []
        for key in table.keys {
            // What is wrong takes a walk through the text, which a hostile file must not make long.
            guard wrong.count < mostWrong || keys.contains(key) else { continue }
            guard let value = table[key], let reason = layout.take(key, value) else { continue }
            wrong.append(Wrong(line: ThemeFile.line(of: key, in: text), reason: reason))
        }
        return (layout, wrong.min { $0.line < $1.line })
    }

    /// - Returns: What is wrong with the value; `nil`: nothing.
    private mutating func take(_ key: String, _ value: any TOMLValueConvertible) -> String? {
        switch key {
        case "view":
            guard let view = value.string.flatMap({ SnapshotView(rawValue: $0) }) else {
                return "'view' must be one of \(SnapshotView.allCases.map(\.rawValue).joined(separator: ", "))"
            }
            self.view = view
        case "sort":
            guard let column = value.string.flatMap({ TableColumn(rawValue: $0) }) else {
                return "'sort' must be a column, such as \"messages\""
            }
            sort = column
        case "inverted":
            guard let isInverted = value.bool else { return "'inverted' must be true or false" }
            self.isInverted = isInverted
        case "columns":
            guard let columns = Self.columns(value.array) else {
                return "'columns' must be a list of columns, such as [\"symbol\", \"bid\", \"ask\"]"
            }
            self.columns = columns
        case "source": return takeText(value, key, 4096) { source = $0.isEmpty ? nil : $0 }
        case "filter": return takeText(value, key, 1600) { filter = $0.isEmpty ? nil : $0 }
        case "search": return takeText(value, key, 96) { search = $0 }
        case "selected": return takeText(value, key, 96) { selected = $0.isEmpty ? nil : $0 }
        case "theme": return takeText(value, key, 4096) { theme = $0.isEmpty ? nil : $0 }
        case "pictures-per-second":
            guard let rate = value.int, (1...60).contains(rate) else {
                return "'pictures-per-second' must be a whole number from 1 to 60"
            }
            framesPerSecond = rate
        default:
            let nearest = ThemeFile.nearest(to: key, among: Self.keys)
            return "unknown key '\(Self.brief(key))'; did you mean '\(nearest)'?"
        }
        return nil
    }

    private func takeText(
        _ value: any TOMLValueConvertible, _ key: String, _ longest: Int, _ use: (String) -> Void
    ) -> String? {
        guard let text = value.string else { return "'\(key)' must be a text in quotes" }
        guard text.utf8.count <= longest, text.unicodeScalars.allSatisfy({ Glyph.width($0) != nil }) else {
            return "'\(key)' must be printable text of at most \(longest) bytes"
        }
        use(text)
        return nil
    }

    /// Each once; the symbol is always there.
    private static func columns(_ list: TOMLArray?) -> [TableColumn]? {
        guard let list, list.count <= 100 else { return nil }
        var columns: [TableColumn] = []
        for index in 0..<list.count {
            guard let column = list[index].string.flatMap({ TableColumn(rawValue: $0) }) else { return nil }
            if !columns.contains(column) { columns.append(column) }
        }
        if !columns.contains(.symbol) { columns.insert(.symbol, at: 0) }
        return columns
    }

    /// The line, from 1, on which a table begins. The parser does not survive every one of them.
    private static func tableLine(in text: String) -> Int? {
        var number = 0
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            let bare = line.starts(with: "\u{FEFF}".utf8) ? line.dropFirst(3) : line
            let start = bare.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
            if start == UInt8(ascii: "[") { return number }
        }
        return nil
    }

    /// A text of the file in a message: short, and on one line.
    private static func brief(_ text: String) -> String {
        HarmlessText.of(String(text.unicodeScalars.prefix(120)))
    }
}

extension Layout {
    /// The file's text. What is as it is when new is left out.
    var text: String {
        let new = Layout()
        var lines = ["# How feedtop's screen was left. 'feedtop --reset-layout' forgets it."]
        if let source { lines.append("source = \(Self.quoted(source))") }
        if view != new.view { lines.append("view = \(Self.quoted(view.rawValue))") }
        if sort != new.sort { lines.append("sort = \(Self.quoted(sort.rawValue))") }
        if isInverted { lines.append("inverted = true") }
        if let columns {
            lines.append("columns = [\(columns.map { Self.quoted($0.rawValue) }.joined(separator: ", "))]")
        }
        if let filter { lines.append("filter = \(Self.quoted(filter))") }
        if !search.isEmpty { lines.append("search = \(Self.quoted(search))") }
        if let selected { lines.append("selected = \(Self.quoted(selected))") }
        if let theme { lines.append("theme = \(Self.quoted(theme))") }
        if let framesPerSecond { lines.append("pictures-per-second = \(framesPerSecond)") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A basic string (TOML 1.0, "String"): quotes, backslashes and what is no text for people are escaped.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22: quoted += "\\\""
            case 0x5C: quoted += "\\\\"
            case _ where HarmlessText.isHarmful(scalar):
                let digits = String(scalar.value, radix: 16, uppercase: true)
                quoted += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
