import Glibc
import OrderFlow

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
            .first { unsafe access($0.systemPath, F_OK) == 0 }
    }

    private static func read(_ path: String) throws(ConfigError) -> String {
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
