internal import ArgumentParser
internal import Glibc
internal import Intake
internal import OrderFlow

/// The file that a track reads, run after run.
struct TrackSource: ~Copyable {
    /// As the report names it.
    let name: String
    /// Bytes of the file, compressed or not.
    let bytes: UInt64
    /// What a synthetic day was asked to be; `nil`: the source was named.
    let wanted: Wanted?
    private let path: String
    private let arguments: [String]
    private let generated: GeneratedFile?

    struct Wanted {
        let messages: Int
        let symbols: Int?
        let liveOrders: Int?
        let isUniform: Bool
    }

    /// - Parameter arguments: As ``SourceOptions`` takes them.
    init(_ named: String, arguments: [String]) throws {
        (name, path, wanted) = (SourceAddress.shown(named), named, nil)
        self.arguments = arguments
        generated = nil
        let setting = try Self.setting(named, arguments)
        guard case .file(let file) = setting.address else {
            if setting.isLive { throw Failure.usage("\(name): a benchmark wants a file") }
            throw Failure.usage("\(name): standard input can be read only once; name a file")
        }
        var information = stat()
        // SAFETY: the structure is this call's own.
        guard unsafe stat(file.systemPath, &information) == 0 else {
            throw Failure.failed("\(name): \(Self.reason())")
        }
        guard information.st_mode & S_IFMT != S_IFIFO else {
            throw Failure.usage("\(name): a pipe can be read only once; name a file")
        }
        bytes = UInt64(max(0, information.st_size))
    }

    init(_ generated: consuming GeneratedFile, _ wanted: Wanted) throws {
        (name, path, arguments) = ("generated", generated.path, ["--date=2019-12-30"])
        self.wanted = wanted
        var information = stat()
        // SAFETY: the structure is this call's own.
        guard unsafe stat(path.systemPath, &information) == 0 else {
            throw Failure.failed("the generated file: \(Self.reason())")
        }
        bytes = UInt64(information.st_size)
        self.generated = consume generated
    }

    /// For one run: a report and a directory of its own.
    func setting() throws -> ReceiverSetting { try Self.setting(path, arguments) }

    private static func setting(_ path: String, _ arguments: [String]) throws -> ReceiverSetting {
        try SourceOptions.parse(arguments + ["--", path]).setting(replay: nil)
    }

    private static func reason() -> String {
        // SAFETY: strerror returns a zero-terminated text; it is copied at once.
        unsafe String(cString: strerror(errno))
    }
}
