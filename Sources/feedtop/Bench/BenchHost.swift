internal import Glibc

/// What the figures depend on.
struct BenchHost {
    let cores = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let kernel: String
    let processor: String

    init() {
        var name = utsname()
        // SAFETY: the structure outlives the call, which fills its texts with zero at the end.
        unsafe uname(&name)
        kernel = unsafe withUnsafeBytes(of: &name.release) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        processor = Self.model() ?? "unknown processor"
    }

    /// The first `model name` of the kernel's list of processors.
    private static func model() -> String? {
        let line = KernelText.line(of: "/proc/cpuinfo", beginning: "model name")
        return line?.split(separator: ":").last.map { String($0.drop { $0 == " " }) }
    }
}

extension BenchHost {
    func write(to json: inout JSONText) {
        json.object("host") { json in
            json.number("cores", cores)
            json.string("processor", processor)
            json.string("kernel", kernel)
        }
    }
}
