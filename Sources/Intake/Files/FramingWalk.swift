internal import Glibc
internal import OrderFlow
public import Protocols

/// Goes along the framing of a mapped file on the calling thread, and decodes nothing: for measuring what is left of
/// reading one when all understanding is taken away.
public enum FramingWalk {
    /// - Returns: `nil` when it is no BinaryFILE, or cannot be mapped.
    public static func run(_ setting: ReceiverSetting) -> BinaryFileWalk? {
        guard case .file(let path) = setting.address else { return nil }
        let descriptor = unsafe open(path.systemPath, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard let file = MappedFile.map(descriptor) else { return nil }
        let head = file.bytes.extracting(first: 16_384)
        let isFramed = ProtocolRegistry.identify(streamHead: head, isWhole: file.bytes.byteCount <= 16_384)
            .contains { $0.transport == .binaryFile }
        guard isFramed else { return nil }
        var populated = 0
        while populated < file.bytes.byteCount { populated = file.populate(around: populated) }
        let walk = BinaryFileWalk(file.bytes)
        return file.hasShrunk ? nil : walk
    }
}
