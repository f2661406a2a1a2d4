internal import CLinux
internal import Glibc

/// Instructions that a run took outside the kernel, or why nobody knows.
enum InstructionCount: Equatable {
    case counted(UInt64)
    case unknown(reason: String)
}

/// Counts the instructions of the calling thread, and of the threads that it begins, while it lives.
struct InstructionCounter: ~Copyable {
    private let descriptor: Int32
    private let refusal: Int32

    init() {
        descriptor = linux_count_instructions()
        refusal = descriptor < 0 ? errno : 0
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// What was counted so far. A figure that the processor's counters were not there for all the time is none.
    var count: InstructionCount {
        guard descriptor >= 0 else { return .unknown(reason: Self.words(refusal)) }
        var found = linux_instructions()
        // SAFETY: the structure outlives the call.
        guard unsafe linux_read_instructions(descriptor, &found) == 0 else {
            return .unknown(reason: Self.words(errno))
        }
        guard found.count > 0, found.counted >= found.wanted else {
            return .unknown(reason: "the processor's counters were not there all the time")
        }
        return .counted(found.count)
    }

    private static func words(_ code: Int32) -> String {
        // SAFETY: strerror returns a zero-terminated text; it is copied at once.
        let text = unsafe String(cString: strerror(code))
        let hint =
            switch code {
            case ENOENT, EOPNOTSUPP, ENODEV: "; this machine shows it no counter"
            case EACCES, EPERM: "; kernel.perf_event_paranoid, or a container, forbids it"
            default: ""
            }
        return "the kernel does not allow it (perf_event_open: \(text)\(hint))"
    }
}
