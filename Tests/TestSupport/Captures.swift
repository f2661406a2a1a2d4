import Foundation

/// Real packets, where they are at hand: in `shared/captures` beside the project's folder.
public enum Captures {
    public static let root: String = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("../shared/captures").standardized.path

    public static var areThere: Bool { FileManager.default.fileExists(atPath: root) }

    /// The uncompressed capture files below a folder, by name.
    public static func files(_ folder: String) -> [String] {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: root + "/" + folder)) ?? []
        return names.filter { $0.hasSuffix(".pcap") }.sorted().map { root + "/" + folder + "/" + $0 }
    }

    /// A capture's bytes, decompressed where the name ends in `.gz`.
    public static func contents(_ path: String) -> [UInt8] {
        guard path.hasSuffix(".gz") else {
            return [UInt8](FileManager.default.contents(atPath: path) ?? Data())
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", path]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return [] }
        let bytes = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        return bytes
    }
}
