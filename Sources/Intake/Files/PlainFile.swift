internal import Capture
internal import Glibc
internal import OrderFlow
internal import Wire

/// Any file as one that can be mapped: what is compressed, or comes through a pipe, is first unpacked into a file
/// without a name in the folder for temporary files.
public enum PlainFile {
    /// - Parameter path: `-` is standard input.
    /// - Returns: A descriptor of a regular file, for the caller to close; and what is to be told in the end, if the
    ///   compressed data was cut or damaged.
    public static func open(_ path: String) throws(IntakeError) -> (descriptor: Int32, damage: IntakeError?) {
        let label = path == "-" ? "standard input" : path
        // SAFETY: plain libc calls on strings and structures of this call.
        let source =
            path == "-"
            ? fcntl(0, F_DUPFD_CLOEXEC, 3) : unsafe Glibc.open(path.systemPath, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { throw IntakeError("\(label): \(IntakeError.reason())") }
        var information = stat()
        guard unsafe fstat(source, &information) == 0, information.st_mode & S_IFMT != S_IFDIR else {
            close(source)
            throw IntakeError("\(label): is a directory; name a capture or day file in it")
        }
        var plain = source
        if information.st_mode & S_IFMT != S_IFREG || lseek(source, 0, SEEK_CUR) != 0 {
            plain = try spool(source, label)
            close(source)
        }
        var head = [UInt8](repeating: 0, count: Compression.headCount)
        // SAFETY: the array has as many bytes as are asked for.
        let count = unsafe pread(plain, &head, head.count, 0)
        guard count > 0, let compression = Compression.recognise(head.rawBytes.extracting(0..<count)) else {
            return (plain, nil)
        }
        lseek(plain, 0, SEEK_SET)
        return try unpack(plain, compression, label)
    }

    private static func unpack(
        _ packed: Int32, _ compression: Compression, _ label: String
    ) throws(IntakeError) -> (Int32, IntakeError?) {
        let decompressor = try Decompressor(compression, input: packed, prefix: [], label: label)
        let output = decompressor.output
        defer { close(output) }
        let plain: Int32
        do throws(IntakeError) { plain = try spool(output, label) } catch {
            _ = decompressor.finish(isReadToEnd: false)
            throw error
        }
        let complaint = decompressor.finish(isReadToEnd: true)
        return (plain, complaint.map { .damaged(label, $0) })
    }

    /// Copies what comes out of a descriptor into a file without a name.
    private static func spool(_ source: Int32, _ label: String) throws(IntakeError) -> Int32 {
        let folder = unsafe getenv("TMPDIR").map { unsafe String(systemText: $0) } ?? "/tmp"
        // `mkstemp` and an immediate unlink: not every file system knows nameless files.
        var name = "\(folder)/feedtop-XXXXXX".systemPath
        let plain = unsafe mkstemp(&name)
        guard plain >= 0 else {
            throw IntakeError(
                "\(folder): no temporary file: \(IntakeError.reason()); set TMPDIR to a folder with room")
        }
        unsafe unlink(name)
        _ = fcntl(plain, F_SETFD, FD_CLOEXEC)
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            // SAFETY: the array has as many bytes as are asked for, and as were read.
            let count = unsafe read(source, &chunk, chunk.count)
            if count == 0 { return plain }
            var done = 0
            while done < count {
                let written = unsafe chunk.withUnsafeBytes { bytes in
                    unsafe write(plain, bytes.baseAddress! + done, count - done)
                }
                if written < 0 {
                    if errno == EINTR { continue }
                    let reason = IntakeError.reason()
                    close(plain)
                    throw IntakeError(
                        "\(label): cannot unpack into \(folder): \(reason); set TMPDIR to a folder with room")
                }
                done += written
            }
            if count < 0, errno != EINTR {
                let reason = IntakeError.reason()
                close(plain)
                throw IntakeError("\(label): reading failed: \(reason)")
            }
        }
    }
}
