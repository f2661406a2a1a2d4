internal import Glibc

/// Why the kernel does not let us use io_uring.
struct RingRefusal: Error, CustomStringConvertible {
    let description: String

    init(_ words: String) { description = words }

    init(_ code: Int32) {
        switch code {
        case ENOSYS: description = "this kernel, or a seccomp filter, says that there is none (ENOSYS)"
        case EPERM, EACCES: description = Self.forbidden(Self.sysctl())
        case EINVAL, EOPNOTSUPP:
            description = "this kernel is too old; multishot receive with buffer rings came with Linux 6.0"
        case ENOMEM:
            description =
                "there is no memory that may be locked for it (ENOMEM); raise RLIMIT_MEMLOCK (ulimit -l)"
        default: description = IntakeError.reason(code)
        }
    }

    /// - Parameter sysctl: What `kernel.io_uring_disabled` says.
    static func forbidden(_ sysctl: UInt8?) -> String {
        switch sysctl {
        case UInt8(ascii: "1"):
            "sysctl kernel.io_uring_disabled=1 leaves it to privileged users and kernel.io_uring_group"
        case UInt8(ascii: "2"): "sysctl kernel.io_uring_disabled=2 forbids it"
        default: "it is not permitted here (EPERM), most likely by a seccomp filter, as containers have one"
        }
    }

    private static func sysctl() -> UInt8? {
        let descriptor = unsafe open("/proc/sys/kernel/io_uring_disabled", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var digit: UInt8 = 0
        // SAFETY: one byte, as asked for.
        return unsafe read(descriptor, &digit, 1) == 1 ? digit : nil
    }
}
