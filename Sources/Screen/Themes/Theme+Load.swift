import Glibc
import OrderFlow

extension Theme {
    /// Finds a theme and reads it; see ``choose(_:)``.
    public static func load(_ name: String) throws(ThemeError) -> ThemeFile { try choose(name).load() }

    /// Finds a theme: a path when the name has a slash or ends in `.toml`; else the person's own
    /// (`$XDG_CONFIG_HOME/feedtop/themes`, `$XDG_DATA_HOME/feedtop/themes`), the system's, or a built-in one.
    ///
    /// - Throws: When there is no such theme or file. What is in the file is not looked at.
    public static func choose(_ name: String) throws(ThemeError) -> ThemeChoice {
        if name.utf8.contains(UInt8(ascii: "/")) || name.hasSuffix(".toml") {
            // SAFETY: Swift lends the path as a string that ends with a zero, for the time of the call.
            guard unsafe access(name.systemPath, R_OK) == 0 else {
                throw .cannotRead(path: name, reason: systemMessage(errno))
            }
            return ThemeChoice(name: stem(name), path: name)
        }
        guard let choice = find(name) else { throw .notFound(name: name, searched: folders()) }
        return choice
    }

    /// The theme of that name; a person's own goes before the built-in one.
    private static func find(_ name: String) -> ThemeChoice? {
        for folder in folders() {
            let path = "\(folder)/\(name).toml"
            // SAFETY: as above.
            if unsafe access(path.systemPath, R_OK) == 0 { return ThemeChoice(name: name, path: path) }
        }
        return builtIn.contains(name) ? ThemeChoice(name: name) : nil
    }

    /// Where themes are looked for, in order (XDG Base Directory Specification).
    static func folders() -> [String] {
        let home = environment("HOME")
        let config = environment("XDG_CONFIG_HOME") ?? home.map { "\($0)/.config" }
        let data = environment("XDG_DATA_HOME") ?? home.map { "\($0)/.local/share" }
        return [config, data, "/etc", "/usr/local/share", "/usr/share"].compactMap { folder in
            folder.map { "\($0)/feedtop/themes" }
        }
    }

    /// A path's last part.
    static func file(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    private static func stem(_ path: String) -> String {
        let file = file(path)
        return file.hasSuffix(".toml") ? String(file.dropLast(5)) : file
    }

    static func read(_ path: String) throws(ThemeError) -> String {
        do throws(TextFileError) {
            return try TextFile.read(path)
        } catch {
            switch error {
            case .cannotRead(let reason): throw .cannotRead(path: path, reason: reason)
            case .notText: throw .notText(path: path)
            case .tooLong: throw .tooLong(path: path)
            }
        }
    }
}

/// The names of the files in a folder; none when it cannot be read.
func files(in folder: String) -> [String] {
    // SAFETY: Swift lends the path as a string that ends with a zero; readdir's entry is copied before the next call.
    guard let stream = unsafe opendir(folder.systemPath) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while names.count < 1000, let entry = unsafe readdir(stream) {
        let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            unsafe PathText.text(bytes.prefix { $0 != 0 })
        }
        names.append(name)
    }
    return names
}

/// A variable of the environment; `nil` when it is not set or empty.
func environment(_ name: String) -> String? {
    // SAFETY: getenv answers NULL or a string that ends with a zero; it is copied at once.
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(systemText: value)
    return text.isEmpty ? nil : text
}

/// What the system says about an error number.
func systemMessage(_ number: Int32) -> String {
    // SAFETY: strerror answers a string that ends with a zero; it is copied at once.
    unsafe String(cString: strerror(number))
}
