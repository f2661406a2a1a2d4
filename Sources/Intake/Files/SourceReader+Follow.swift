internal import CLinux
internal import Capture
internal import Glibc
internal import OrderFlow
internal import Protocols

/// Files that are still being written.
extension SourceReader where Sink: ~Copyable {
    mutating func follow(_ path: String) throws(IntakeError) {
        var feeds = LiveFeeds<Sink>(name: path.lastPathComponent, label: path, isStamped: false)
        setting.report.set(technique: "followed file")
        var failure: IntakeError?
        following: while !sink.isAbandoned, let descriptor = try openWhenThere(path) {
            var window = FollowWindow(
                descriptor: descriptor, path: path, report: setting.report, stop: setting.stop)
            if try window.fill(atLeast: 6), let compression = Compression.recognise(window.front) {
                throw .compressed(path, compression)
            }
            let (end, _) = try readLive(&window, &feeds)
            sink.publish(at: linux_realtime())
            switch end {
            case .stopped: break following
            case .ended:
                guard window.isReplaced else { break following }
                setting.report.note(
                    "\(path): another file took its place while it was followed, and was followed on")
            case .failed(let error):
                failure = error
                break following
            case .malformed(let words):
                failure = IntakeError("\(path): \(words)")
                break following
            }
        }
        if let failure {
            feeds.capture?.finish(into: &sink)
            throw failure
        }
        try finish(&feeds)
    }

    /// Opens the file once it is there; `nil` when asked to stop before.
    private func openWhenThere(_ path: String) throws(IntakeError) -> Int32? {
        while !setting.stop.isRaised {
            let descriptor = unsafe open(path.systemPath, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
            if descriptor >= 0 {
                var information = stat()
                if unsafe fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG {
                    setting.report.set(state: "")
                    return descriptor
                }
                close(descriptor)
                throw IntakeError(
                    "\(path): is no regular file; only one that grows can be followed", kind: .usage)
            }
            guard errno == ENOENT else { throw IntakeError("\(path): \(IntakeError.reason())") }
            setting.report.set(state: "\(path): is not there yet; waiting for it")
            guard setting.stop.sleep(milliseconds: 20) else { return nil }
        }
        return nil
    }
}

extension IntakeError {
    static func compressed(_ path: String, _ compression: Compression) -> IntakeError {
        IntakeError(
            "\(path): is compressed by \(compression.command), and what is compressed cannot be followed; "
                + "name it without --follow, or follow what is written uncompressed", kind: .usage)
    }
}
