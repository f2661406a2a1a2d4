internal import CLinux
internal import Capture
internal import Glibc
internal import OrderFlow
internal import Wire

/// Opens one source, finds out what it is, and reads it to its end into a sink. Generic, so that the path that is
/// measured without a ring is the very path that feeds it.
struct SourceReader<Sink: ReceiverSink & ~Copyable>: ~Copyable {
    let setting: ReceiverSetting
    var sink: Sink

    init(_ setting: ReceiverSetting, _ sink: consuming Sink) {
        self.setting = setting
        self.sink = sink
    }

    /// Runs until the source ends, fails, or is asked to stop. What went wrong stands in the report.
    consuming func run() {
        do throws(IntakeError) {
            switch setting.address {
            case .udp(let lines): try receiveDatagrams(from: lines)
            case .stream(let address): try receiveStream(from: address)
            case .soup(let address): try receiveSoup(from: address)
            case .interface(let address): try receiveInterface(address)
            case .standardInput:
                try receiveFile(descriptor: fcntl(0, F_DUPFD_CLOEXEC, 3), label: "standard input", path: nil)
            case .file(let path) where setting.follows: try follow(path)
            case .file(let path):
                let descriptor = unsafe open(path.systemPath, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
                guard descriptor >= 0 else { throw IntakeError("\(path): \(IntakeError.reason())") }
                try receiveFile(descriptor: descriptor, label: path, path: path)
            }
        } catch {
            setting.report.fail(error)
        }
        sink.settle()
        sink.publish(at: linux_realtime())
        if !setting.stop.isRaised { setting.replay?.sourceEnded() }
        setting.report.isFinished = true
    }

    /// A file, a pipe, or the decompressed form of either.
    private mutating func receiveFile(descriptor: Int32, label: String, path: String?) throws(IntakeError) {
        var information = stat()
        guard descriptor >= 0, unsafe fstat(descriptor, &information) == 0 else {
            throw IntakeError("\(label): \(IntakeError.reason())")
        }
        let isRegular = information.st_mode & S_IFMT == S_IFREG
        if information.st_mode & S_IFMT == S_IFDIR {
            close(descriptor)
            throw IntakeError("\(label): is a directory; name a capture or day file in it")
        }
        if isRegular, lseek(descriptor, 0, SEEK_CUR) == 0 {
            guard information.st_size > 0 else {
                close(descriptor)
                throw IntakeError("\(label): is empty (0 bytes); nothing to read", kind: .noData)
            }
            if var window = MappedWindow(descriptor: descriptor) {
                if let compression = Compression.recognise(window.front) {
                    return try receiveCompressed(compression, descriptor, prefix: [], label: label)
                }
                defer { close(descriptor) }
                setting.report.size = UInt64(information.st_size)
                setting.report.set(technique: "mapped file")
                return try receiveMapped(&window, descriptor, label: label)
            }
        }
        let prefix = try readHead(descriptor, label: label)
        // Only the wait for a pipe's first writer must not block; a child that inherits it could not cope.
        if path != nil { _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK) }
        // SAFETY: bytes have no invalid pattern and no padding.
        if let compression = unsafe Compression.recognise(prefix.span.bytes) {
            return try receiveCompressed(compression, descriptor, prefix: prefix, label: label)
        }
        guard !prefix.isEmpty || setting.stop.isRaised else {
            close(descriptor)
            throw IntakeError("\(label): ended before its first byte; nothing to read", kind: .noData)
        }
        var window = try StreamWindow(
            descriptor: descriptor, prefix: prefix, technique: setting.technique, stop: setting.stop,
            report: setting.report)
        try receiveBytes(&window, label: label)
    }

    /// What became shorter by less than a page reads as zeros without a fault, and shows only in the file's length.
    private mutating func receiveMapped(
        _ window: inout MappedWindow, _ descriptor: Int32, label: String
    ) throws(IntakeError) {
        var failure: IntakeError?
        do throws(IntakeError) { try receiveBytes(&window, label: label) } catch { failure = error }
        var information = stat()
        // SAFETY: the structure outlives the call.
        if !setting.stop.isRaised, unsafe fstat(descriptor, &information) == 0,
            information.st_size < Int(setting.report.size)
        {
            throw .shrank(label, at: window.position)
        }
        if let failure { throw failure }
    }

    private mutating func receiveCompressed(
        _ compression: Compression, _ descriptor: Int32, prefix: [UInt8], label: String
    ) throws(IntakeError) {
        let decompressor = try Decompressor(compression, input: descriptor, prefix: prefix, label: label)
        var failure: IntakeError?
        var isReadToEnd = false
        do throws(IntakeError) {
            var window = try StreamWindow(
                descriptor: decompressor.output, technique: setting.technique, stop: setting.stop,
                report: setting.report)
            setting.report.set(technique: "\(setting.report.technique), through \(compression.command)")
            do throws(IntakeError) { try receiveBytes(&window, label: label) } catch { failure = error }
            isReadToEnd = window.isAtEnd
        } catch {
            failure = error
        }
        if let complaint = decompressor.finish(isReadToEnd: isReadToEnd) {
            // Whatever the bytes before looked like, they may be wrong: a checksum comes last.
            if setting.directory.knownCount == 0 || failure == nil { failure = .damaged(label, complaint) }
        }
        if let failure { throw failure }
    }

    /// The first bytes of a pipe: enough to tell whether it is compressed.
    private func readHead(_ descriptor: Int32, label: String) throws(IntakeError) -> [UInt8] {
        var head = [UInt8](repeating: 0, count: 65_536)
        var count = 0
        while count < 6, setting.stop.waitUntilReadable(descriptor) {
            let got = unsafe head.withUnsafeMutableBytes { bytes in
                // SAFETY: `count ..<` its end lies inside the array.
                unsafe read(descriptor, bytes.baseAddress! + count, bytes.count - count)
            }
            if got < 0, errno == EINTR || errno == EAGAIN { continue }
            guard got >= 0 else {
                let reason = IntakeError.reason()
                close(descriptor)
                throw IntakeError("\(label): reading failed at its first byte: \(reason)")
            }
            if got == 0 { break }
            count += got
        }
        return Array(head[..<count])
    }

    /// Finds out whether the bytes are a capture or a stream of messages.
    private mutating func receiveBytes<Window: ByteWindow & ~Copyable>(
        _ window: inout Window, label: String
    ) throws(IntakeError) {
        _ = try window.fill(atLeast: 24)
        if window.front.byteCount == 0, !setting.stop.isRaised {
            throw IntakeError("\(label): is empty (0 bytes); nothing to read", kind: .noData)
        }
        if CaptureParser.recognises(window.front) {
            try receiveCapture(&window, label: label)
        } else {
            try receiveMessages(&window, label: label)
        }
        setting.report.position = UInt64(window.position)
    }
}
