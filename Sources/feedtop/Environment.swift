internal import Glibc
internal import OrderFlow

/// The variables that the program was started with.
enum Environment {
    /// `nil` when it is not set.
    static func value(_ name: String) -> String? {
        // SAFETY: getenv returns a zero-terminated text or none; it is copied at once.
        guard let text = unsafe getenv(name) else { return nil }
        return unsafe String(systemText: text)
    }
}
