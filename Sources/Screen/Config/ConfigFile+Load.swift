import Glibc

extension ConfigFile {
    /// Reads the file at `path`, which must be there; without one the person's own
    /// (`$XDG_CONFIG_HOME/feedtop/config.toml`), else the machine's (`/etc/feedtop/config.toml`), else nothing.
    public static func load(_ path: String?) throws(ConfigError) -> ConfigFile {
        guard let path = path ?? standardPath() else { return ConfigFile() }
        return try ConfigFile(parsing: read(path), path: path)
    }

    /// The first of the usual places with a file.
    private static func standardPath() -> String? {
        let home = environment("HOME")
        let person = environment("XDG_CONFIG_HOME") ?? home.map { "\($0)/.config" }
        return [person, "/etc"].compactMap { folder in folder.map { "\($0)/feedtop/config.toml" } }
            // SAFETY: Swift lends the path as a string that ends with a zero, for the time of the call.
            .first { unsafe access($0, F_OK) == 0 }
    }

    private static func read(_ path: String) throws(ConfigError) -> String {
        // SAFETY: as for access. A pipe without a writer would keep us waiting for ever.
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw .cannotRead(path: path, reason: systemMessage(errno)) }
        defer { close(file) }
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            // SAFETY: the buffer is the array's own, for the time of the call.
            let count = unsafe chunk.withUnsafeMutableBytes {
                unsafe Glibc.read(file, $0.baseAddress, $0.count)
            }
            guard count >= 0 else { throw .cannotRead(path: path, reason: systemMessage(errno)) }
            if count == 0 { break }
            text += chunk[..<count]
            guard text.count <= 1 << 20 else { throw .tooLong(path: path) }
        }
        guard let text = String(validating: text, as: UTF8.self) else { throw .notText(path: path) }
        return text
    }
}
