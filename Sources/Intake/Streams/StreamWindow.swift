internal import CLinux
internal import Glibc

/// The window over a pipe, a socket or any other descriptor that is read as a stream, by whichever technique.
@safe
struct StreamWindow: ByteWindow, ~Copyable {
    private var view = ByteView()
    private var filler: AnyFiller
    private let report: SourceReport?
    private var knownSystemCalls: UInt64 = 0
    private(set) var position = 0
    /// The descriptor has come to its end.
    private(set) var isAtEnd = false

    /// - Parameters:
    ///   - descriptor: Owned from here on, whatever happens.
    ///   - prefix: Bytes that were read from it already.
    ///   - technique: As asked for.
    ///   - report: Told which technique it is, why it is not the one asked for, and how many system calls it makes.
    init(
        descriptor: Int32, prefix: [UInt8] = [], technique: Technique = .auto, stop: StopSignal,
        report: SourceReport? = nil
    ) throws(IntakeError) {
        self.report = report
        if technique == .ioUring {
            do throws(RingRefusal) {
                let ring = try ReceiveRing(RingFiller.layout, stop: stop)
                var prefix = prefix
                let kind = try Self.ringKind(of: descriptor, for: ring, &prefix)
                filler = .ring(RingFiller(ring, descriptor, kind, prefix: prefix, stop: stop, &view))
                report?.set(technique: "io_uring multishot")
                return
            } catch {
                report?.note("io_uring cannot be used: \(error); reading in place instead")
            }
        }
        let reader = DescriptorReader(descriptor, stop: stop)
        switch technique {
        case .copying:
            filler = .linear(LinearFiller(reader, prefix: prefix, &view, copies: 2))
            report?.set(technique: "read, copied twice")
        case .vectored:
            filler = .linear(LinearFiller(reader, prefix: prefix, &view, copies: 1))
            report?.set(technique: "readv, copied once")
        case .inPlace, .ioUring, .auto:
            filler = .mirrored(try MirroredFiller(reader, prefix: prefix, &view))
            report?.set(technique: "read in place")
        }
    }

    var front: RawSpan {
        @_lifetime(borrow self)
        borrowing get {
            // SAFETY: the view shows bytes of the filler, which this value owns and the span borrows.
            let span = unsafe RawSpan(_unsafeBytes: view.bytes)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    var hasShrunk: Bool { false }

    var systemCalls: UInt64 { filler.systemCalls }

    mutating func advance(by count: Int) {
        view.advance(by: count)
        position += count
    }

    mutating func fill(atLeast count: Int) throws(IntakeError) -> Bool {
        try fill(atLeast: count, milliseconds: -1) == .filled
    }

    mutating func fill(atLeast count: Int, milliseconds: Int32) throws(IntakeError) -> Filling {
        while view.count < count {
            let outcome = try filler.fill(&view, toward: count, milliseconds: milliseconds)
            tellSystemCalls()
            switch outcome {
            case .bytes: continue
            case .end:
                isAtEnd = true
                return .ended
            case .stopped: return .ended
            case .late: return .late
            case .failed(let code):
                throw IntakeError(
                    "reading failed after byte \(position + view.count): \(IntakeError.reason(code))")
            }
        }
        return .filled
    }

    private mutating func tellSystemCalls() {
        guard let report else { return }
        let calls = systemCalls
        report.systemCalls &+= calls &- knownSystemCalls
        knownSystemCalls = calls
    }

    /// How io_uring reads a descriptor.
    ///
    /// - Parameter prefix: Gets what had to be read to find out.
    private static func ringKind(
        of descriptor: Int32, for ring: borrowing ReceiveRing, _ prefix: inout [UInt8]
    ) throws(RingRefusal) -> linux_uring_kind {
        var information = stat()
        guard unsafe fstat(descriptor, &information) == 0 else { throw RingRefusal(errno) }
        switch information.st_mode & S_IFMT {
        case S_IFSOCK: return linux_uring_stream
        case S_IFIFO:
            guard ring.can(linux_uring_pipe) else {
                throw RingRefusal("this kernel is too old for pipes; they take Linux 6.7")
            }
            // One with a name in the file system cannot be read without waiting, and would never wake the ring.
            var byte: UInt8 = 0
            let (got, code) = unsafe withUnsafeMutableBytes(of: &byte) { place in
                // SAFETY: one byte, as the vector says.
                var vector = unsafe iovec(iov_base: place.baseAddress, iov_len: 1)
                let got = unsafe linux_read_now(descriptor, &vector, 1)
                return (got, errno)
            }
            if got > 0 { prefix.append(byte) }
            if got < 0, code != EAGAIN, code != EINTR { throw RingRefusal("it cannot wait at a named pipe") }
            return linux_uring_pipe
        default: throw RingRefusal("it waits for sockets and pipes only")
        }
    }
}
