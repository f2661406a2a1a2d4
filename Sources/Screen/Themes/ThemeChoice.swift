/// A theme that can be chosen by its name: one in the program itself, or a file in one of the folders.
public struct ThemeChoice: Sendable, Equatable {
    public var name: String
    /// The file; `nil`: it is in the program itself.
    public var path: String?

    public init(name: String, path: String? = nil) {
        self.name = name
        self.path = path
    }

    /// All there are: the built-in ones in their order, then a person's own and the system's by name. A file with the
    /// name of a built-in theme takes its place, and the first of several files hides the others.
    public static func all() -> [ThemeChoice] { all(in: Theme.folders()) }

    static func all(in folders: [String]) -> [ThemeChoice] {
        var own: [String: String] = [:]
        for folder in folders {
            for file in files(in: folder) where file.hasSuffix(".toml") && file.utf8.first != UInt8(ascii: ".") {
                let name = String(file.dropLast(5))
                if own[name] == nil { own[name] = "\(folder)/\(file)" }
            }
        }
        return Theme.builtIn.map { ThemeChoice(name: $0, path: own[$0]) }
            + own.keys.filter { !Theme.builtIn.contains($0) }.sorted().map { ThemeChoice(name: $0, path: own[$0]) }
    }

    /// The one after `name`, around the end; the first when that name is not among them.
    public static func next(after name: String, among choices: [ThemeChoice]) -> ThemeChoice? {
        guard let index = choices.firstIndex(where: { $0.name == name }) else { return choices.first }
        return choices[(index + 1) % choices.count]
    }

    /// The theme's file as it is.
    public func text() throws(ThemeError) -> String {
        if let path { return try Theme.read(path) }
        guard let text = Theme.builtInText(name) else { throw .notFound(name: name, searched: Theme.folders()) }
        return text
    }

    public func load() throws(ThemeError) -> ThemeFile {
        try ThemeFile(parsing: text(), name: name, path: path ?? "Themes/\(name).toml")
    }

    /// What the theme is for: the first sentence of the comment that its file begins with; empty without one.
    public func summary() throws(ThemeError) -> String {
        let lines = try text().split(separator: "\n", omittingEmptySubsequences: false)
        var words: [Substring] = []
        for line in lines {
            let rest = line.drop { $0 == "#" || $0 == " " || $0 == "\u{FEFF}" }
            guard line.contains("#"), line.first == "#" || line.first == "\u{FEFF}", !rest.isEmpty else { break }
            words += rest.split(separator: " ")
        }
        let end = words.firstIndex { $0.last == "." }.map { $0 + 1 } ?? words.count
        return words[..<end].joined(separator: " ")
    }
}
