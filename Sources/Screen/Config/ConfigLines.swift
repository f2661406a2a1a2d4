/// Finds the lines of a TOML document on which keys stand.
struct ConfigLines {
    private let text: String

    init(_ text: String) { self.text = text }

    /// The line of a key, from 1; that of its table where the key stands within braces, else 1.
    func line(of key: String, in table: String?) -> Int {
        var (number, fallback) = (0, 1)
        var current: Substring = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            let start = line.drop { " \t\u{FEFF}".contains($0) }
            if start.first == "[" {
                current = name(start.dropFirst())
                if current == table ?? key { fallback = number }
                if table == nil, current == key { return number }
                continue
            }
            let found = name(start)
            if current == table ?? "", found == key { return number }
            if let table, current.isEmpty {
                if found == "\(table).\(key)" { return number }
                if found == table { fallback = number }
            }
        }
        return fallback
    }

    /// A key or a table's name, without quotes.
    private func name(_ start: Substring) -> Substring {
        let bare = start.drop { "\"' \t".contains($0) }
        return bare.prefix { !"=]\"' \t\r".contains($0) }
    }
}
