import CLinux
import Glibc
import Synchronization
import Testing
import Wire

@testable import Intake

@Suite("Mapped files that shrink")
struct MappedFileTests {
    @Test("each is mended by itself, on top of another's handler for the fault, which gets all others")
    func chained() async {
        // A process of its own: its handlers are those of the whole process.
        await #expect(processExitsWith: .exitCode(42)) { ShrinkTrial.run(othersFirst: true) }
    }

    @Test("and below another's handler that asks for it")
    func asked() async {
        await #expect(processExitsWith: .exitCode(42)) { ShrinkTrial.run(othersFirst: false) }
    }
}

private enum ShrinkTrial {
    /// Exits with 42 when all is as it should be.
    static func run(othersFirst: Bool) {
        if othersFirst { install() }
        let (first, second) = (file(), file())
        guard let one = MappedFile.map(first), let other = MappedFile.map(second) else { exit(1) }
        if !othersFirst { install() }
        guard one.bytes.byteCount == 16_384, one.bytes.byte(at: 12_000) == 7 else { exit(2) }
        ftruncate(first, 4_096)
        guard one.bytes.byte(at: 12_000) == 0, one.bytes.byte(at: 4_000) == 7 else { exit(3) }
        guard one.hasShrunk, !other.hasShrunk, other.bytes.byte(at: 12_000) == 7 else { exit(4) }
        ftruncate(second, 0)
        guard other.bytes.byte(at: 0) == 0, other.hasShrunk else { exit(5) }
        // Not of a mapping.
        raise(SIGBUS)
        exit(6)
    }

    /// As a screen does: asks whether the fault has been mended, and else ends in a way of its own.
    private static func install() {
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_sigaction = { _, information, _ in
            if let information = unsafe information, unsafe information.pointee.si_code > 0,
                unsafe linux_mapping_mend(information.pointee._sifields._sigfault.si_addr) != 0
            {
                return
            }
            _exit(42)
        }
        action.sa_flags = SA_SIGINFO
        unsafe sigaction(SIGBUS, &action, nil)
    }

    /// Four pages of sevens.
    private static func file() -> Int32 {
        let descriptor = unsafe linux_memory_file("shrinking")
        let bytes = [UInt8](repeating: 7, count: 16_384)
        // SAFETY: the array has as many bytes as are told.
        _ = unsafe write(descriptor, bytes, bytes.count)
        return descriptor
    }
}
