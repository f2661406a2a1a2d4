import Foundation
import Testing

/// Runs the built binary as a user would.
enum Program {
    /// The binary stands beside the test bundle.
    static let path: String = {
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let own =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? bundle.path
        for start in [bundle, URL(fileURLWithPath: own)] {
            let candidate = start.deletingLastPathComponent().appendingPathComponent("feedtop").path
            if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
        }
        return "feedtop"
    }()

    struct Result {
        var output: String
        var errors: String
        var code: Int32
        /// The signal it died of; 0: none.
        var signal: Int32
    }

    /// - Parameters:
    ///   - input: Given on standard input; `nil`: nothing there (end of file at once).
    ///   - seconds: Killed after so long.
    static func run(
        _ arguments: [String], input: Data? = nil, environment: [String: String] = [:], seconds: Double = 120
    ) throws -> Result {
        try Child.run(path, arguments, environment: environment, input: input, seconds: seconds)
    }

    /// Runs a line of a shell, in which "$0" is the program and "$1", "$2", … are `words`: for limits, redirections and
    /// names of any bytes.
    static func underShell(_ line: String, _ words: [String] = [], seconds: Double = 60) throws -> Result {
        try Child.run("/bin/sh", ["-c", line, path] + words, seconds: seconds)
    }

    /// The one JSON object of `summary --json`.
    static func summary(_ arguments: [String], input: Data? = nil) throws -> [String: Any] {
        let result = try run(["summary"] + arguments + ["--json"], input: input)
        try #require(result.code == 0, "\(result.errors)")
        let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
        return try #require(object as? [String: Any])
    }
}

/// A value that one thread leaves for another.
final class Mailbox<Value: Sendable>: @unchecked Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private var value: Value?
    func put(_ value: Value) {
        self.value = value
        semaphore.signal()
    }
    func wait() -> Value {
        semaphore.wait()
        return value!
    }
}

/// A folder for one test, gone afterwards.
final class Scratch: Sendable {
    let path: String
    init() {
        path =
            FileManager.default.temporaryDirectory.appendingPathComponent("feedtop-\(UUID().uuidString)").path
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }
}

func integer(_ object: Any?, _ keys: String...) -> Int? {
    var value = object
    for key in keys { value = (value as? [String: Any])?[key] }
    return (value as? NSNumber)?.intValue
}

/// The text between `"instruments":` and its closing bracket: compared byte by byte.
func instrumentsText(_ json: String) -> [Substring] {
    var found: [Substring] = []
    var rest = json[...]
    while let start = rest.range(of: "\"instruments\":[") {
        let tail = rest[start.upperBound...]
        guard let end = tail.range(of: "]") else { break }
        found.append(tail[..<end.lowerBound])
        rest = tail[end.upperBound...]
    }
    return found
}
