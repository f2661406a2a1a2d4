internal import Glibc
internal import OrderFlow

/// The window over a file that is still being written: its present end is no end.
struct FollowWindow: ByteWindow, ~Copyable {
    private let path: String
    private let descriptor: Int32
    private let report: SourceReport
    private let stop: StopSignal
    private var bytes: GrowingBuffer
    /// Bytes read from the file.
    private var offset: Int64 = 0
    /// Another file stands under the name now, and what was read last was this one's end.
    private(set) var isReplaced = false

    /// Between two looks at a file that has not grown, in milliseconds.
    private static let pause: Int32 = 20

    /// - Parameter descriptor: Of the regular file at `path`; owned from here on.
    init(descriptor: Int32, path: String, report: SourceReport, stop: StopSignal) {
        self.descriptor = descriptor
        self.path = path
        self.report = report
        self.stop = stop
        bytes = GrowingBuffer(capacity: 4 << 20)
    }

    deinit { close(descriptor) }

    var front: RawSpan {
        @_lifetime(borrow self)
        borrowing get { bytes.front }
    }
    var position: Int { bytes.position }
    var hasShrunk: Bool { false }

    mutating func advance(by count: Int) { bytes.advance(by: count) }

    mutating func fill(atLeast count: Int) throws(IntakeError) -> Bool {
        while bytes.count < count {
            bytes.makeRoom(for: count)
            if stop.isRaised { return false }
            let got = bytes.read(descriptor)
            if got > 0 {
                if offset == 0 { report.set(state: "") }
                offset += Int64(got)
                continue
            }
            if got < 0 {
                if errno == EINTR { continue }
                throw IntakeError("\(path): reading failed at byte \(offset): \(IntakeError.reason())")
            }
            if isReplaced { return false }
            try lookAround()
            if !isReplaced, !stop.sleep(milliseconds: Self.pause) { return false }
        }
        return true
    }

    /// Nothing more is there: has the file become shorter, or another one?
    private mutating func lookAround() throws(IntakeError) {
        var own = stat()
        var named = stat()
        guard unsafe fstat(descriptor, &own) == 0 else {
            throw IntakeError("\(path): \(IntakeError.reason())")
        }
        guard own.st_size >= offset else {
            throw IntakeError(
                "\(path): the file became shorter while it was followed: \(offset) bytes were read and "
                    + "\(own.st_size) are left; what came before counts; follow a file that only grows")
        }
        if offset == 0 { report.set(state: "\(path): is empty so far; waiting for it to grow") }
        // Gone from its name it may still be written; another one under its name takes over. The end is looked for
        // once more then, for what was written last.
        if unsafe stat(path.systemPath, &named) == 0, named.st_ino != own.st_ino || named.st_dev != own.st_dev
        {
            isReplaced = true
        }
    }
}
