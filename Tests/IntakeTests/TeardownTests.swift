import CLinuxRefusal
import Glibc
import OrderFlow
import Ring
import Synchronization
import Testing
import Wire

@testable import Intake

/// Counted for the whole process, so nothing else may run meanwhile.
@Suite("Taken down", .serialized)
struct TeardownTests {
    @Test(
        "every technique leaves its port at once", arguments: Technique.allCases)
    func leavesItsPort(technique: Technique) throws {
        let port = freePort()
        // The port is free at once, round after round.
        for _ in 0..<3 {
            let got = try receiveAll(technique, ports: [port], count: 1) {
                try UDPTestSender(port: port).send([9])
            }
            #expect(got.map(\.bytes) == [[9]])
        }
    }

    @Test("all of them leave neither descriptor nor mapping nor thread")
    func leavesNothing() async {
        // A process of its own, where nobody else opens anything.
        await #expect(processExitsWith: .success) { try TeardownTrial.run() }
    }
}

enum TeardownTrial {
    /// Exits with failure when something is left.
    static func run() throws {
        try once()
        let before = (entries("/proc/self/fd"), lines("/proc/self/maps"), entries("/proc/self/task"))
        for _ in 0..<20 { try once() }
        let after = (entries("/proc/self/fd"), lines("/proc/self/maps"), entries("/proc/self/task"))
        // What leaked once a round would be twenty by now; the runtime's own threads come and go.
        guard after.0 < before.0 + 10, after.1 < before.1 + 10, after.2 < before.2 + 10 else {
            print("before", before, "after", after)
            exit(1)
        }
    }

    private static func once() throws {
        for technique in Technique.allCases {
            let ports = [freePort(), freePort()]
            let got = try receiveAll(technique, ports: ports, count: 1) {
                try UDPTestSender(port: ports[1]).send([9])
            }
            guard got.count == 1 else { exit(2) }
            for kind in StreamKind.allCases {
                let (read, write) = try kind.open()
                writeAll(write, [1, 2, 3])
                var window = try StreamWindow(descriptor: read, technique: technique, stop: StopSignal())
                guard try window.fill(atLeast: 3) else { exit(3) }
                close(write)
            }
        }
    }

    private static func entries(_ path: String) -> Int {
        guard let folder = unsafe opendir(path) else { return -1 }
        defer { unsafe closedir(folder) }
        var count = 0
        while unsafe readdir(folder) != nil { count += 1 }
        return count
    }

    private static func lines(_ path: String) -> Int {
        let descriptor = unsafe open(path, O_RDONLY)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        var count = 0
        while true {
            // SAFETY: the array has as many bytes as are asked for.
            let got = unsafe read(descriptor, &bytes, bytes.count)
            if got <= 0 { return count }
            count += bytes[..<got].count { $0 == 10 }
        }
    }
}

@Suite("A kernel that refuses io_uring")
struct RefusalTests {
    /// What a receiver on a thread of its own, where io_uring is refused, told of itself.
    private final class Told: Sendable {
        let report = Mutex<(technique: String, notes: [String], bytes: [UInt8], failure: String?)>(
            ("", [], [], nil))
    }

    private func run(
        refusing code: Int32, _ technique: Technique,
        by refuse: @escaping @Sendable (Int32) -> Int32 = refuse_io_uring
    ) -> Told {
        let told = Told()
        let worker = WorkerThread(name: "refused", carrying: code) { code in
            guard refuse(code) == 0 else { return }
            let report = SourceReport()
            do {
                let (read, write) = try StreamKind.unix.open()
                writeAll(write, [1, 2, 3])
                close(write)
                var window = try StreamWindow(
                    descriptor: read, technique: technique, stop: StopSignal(), report: report)
                _ = try window.fill(atLeast: 4)
                var bytes: [UInt8] = []
                for index in 0..<window.front.byteCount { bytes.append(window.front.byte(at: index)) }
                told.report.withLock { $0 = (report.technique, report.notes, bytes, nil) }
            } catch {
                told.report.withLock { $0.failure = "\(error)" }
            }
        }
        worker.join()
        return told
    }

    @Test(
        "gets a stream read in place, and says why in one line",
        arguments: [(EPERM, "seccomp"), (ENOSYS, "ENOSYS"), (ENOMEM, "RLIMIT_MEMLOCK"), (EINVAL, "too old")])
    func streamsFallBack(code: Int32, word: String) {
        let told = run(refusing: code, .ioUring).report.withLock { $0 }
        #expect(told.failure == nil)
        #expect(told.technique == "read in place")
        #expect(told.bytes == [1, 2, 3])
        #expect(told.notes.count == 1)
        #expect(told.notes.first?.contains(word) == true)
        #expect(told.notes.first?.hasSuffix("reading in place instead") == true)
    }

    @Test("gets a stream read in place when it makes the ring, and refuses only its memory")
    func halfMade() {
        let told = run(refusing: ENOMEM, .ioUring, by: refuse_io_uring_entries).report.withLock { $0 }
        #expect(told.failure == nil)
        #expect(told.technique == "read in place")
        #expect(told.bytes == [1, 2, 3])
    }

    @Test("is not complained of where nobody asked for it", arguments: [false, true])
    func datagramsFallBack(isAsked: Bool) throws {
        let port = freePort()
        var setting = ReceiverSetting(.udp([UDPAddress(group: "127.0.0.1", port: port)]))
        setting.technique = isAsked ? .ioUring : .auto
        let worker = WorkerThread(name: "refused", carrying: setting) { setting in
            guard refuse_io_uring(EPERM) == 0 else { return }
            DirectRead.run(setting) { _ in }
        }
        let sender = try UDPTestSender(port: port)
        for _ in 0..<500 where setting.report.packets == 0 && !setting.report.isFinished {
            sender.send([1, 2, 3])
            usleep(10_000)
        }
        setting.stop.raise()
        worker.join()
        #expect(setting.report.failure == nil)
        #expect(setting.report.packets > 0)
        #expect(setting.report.technique == "recvmmsg in place (no io_uring)")
        #expect(setting.report.notes.contains { $0.contains("io_uring cannot be used") } == isAsked)
    }

    @Test(
        "is told by its sysctl",
        arguments: [
            ("1", "kernel.io_uring_disabled=1"), ("2", "kernel.io_uring_disabled=2"), ("0", "seccomp"),
        ])
    func saysWhy(value: String, word: String) {
        #expect(RingRefusal.forbidden(value.utf8.first).contains(word))
    }
}
