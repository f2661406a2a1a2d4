extension FeedGenerator.Format {
    /// What a file of that name is expected to be, by its ending; `nil`: the name does not say.
    public init?(fileName: String) {
        switch Self.ending(fileName) {
        case "pcap", "cap": self = .pcap
        case "pcapng", "ntar": self = .pcapng
        case "itch", "nasdaq_itch50", "bx_itch_50", "psx_itch_50", "itch50", "bin", "binaryfile":
            self = .binaryFile
        case "orderupdate", "order-update", "updates": self = .orderUpdate
        default: return nil
        }
    }

    /// The program that a file of that name is expected to be unpacked with; `nil`: none.
    public static func compression(fileName: String) -> String? {
        switch ending(fileName) {
        case "gz": "gzip"
        case "zst": "zstd"
        case "xz": "xz"
        case "bz2": "bzip2"
        case "lz4": "lz4"
        default: nil
        }
    }

    /// What stands behind the last point of a path's last part, in small letters.
    private static func ending(_ path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        guard let point = name.lastIndex(of: "."), point != name.startIndex else { return "" }
        return name[name.index(after: point)...].lowercased()
    }
}
