import Capture
import Glibc
import OrderFlow
import TestSupport
import Testing

@testable import Intake

@Suite("Files that are still being written")
struct FollowTests {
    private typealias Wires = StreamWires

    /// A file that a test writes bit by bit; gone afterwards.
    private struct GrowingFile: ~Copyable {
        let path = "/tmp/feedtop-\(getpid())-\(UInt32.random(in: 0 ... .max)).grow"
        deinit { unsafe unlink(path) }

        func append(_ bytes: [UInt8]) {
            let file = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
            // SAFETY: the buffer is the array's own, for the time of the call.
            let written = unsafe bytes.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
            close(file)
            precondition(written == bytes.count, "the file takes nothing")
        }

        /// How many descriptors of this process are open on it.
        var openCount: Int {
            var count = 0
            for descriptor in 0..<1024 as Range<Int32> {
                var target = [CChar](repeating: 0, count: 512)
                // SAFETY: one byte stays zero.
                let length = unsafe readlink("/proc/self/fd/\(descriptor)", &target, 511)
                guard length > 0 else { continue }
                let name = String(
                    decoding: target.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
                if name.hasPrefix(path) { count += 1 }
            }
            return count
        }
    }

    private func follow(_ path: String) -> LiveReading {
        LiveReading(.file(path: path)) { $0.follows = true }
    }

    @Test("a slow writer: what is cut at the present end comes with its rest")
    func slowWriter() {
        let file = GrowingFile()
        let bytes = Wires.records(1...40)
        file.append(Array(bytes.prefix(30)))
        let reading = follow(file.path)
        reading.wait(bytes: 21)
        var random = SeededGenerator(seed: 5)
        var at = 30
        while at < bytes.count {
            let count = min(bytes.count - at, Int.random(in: 1...60, using: &random))
            file.append(Array(bytes[at..<at + count]))
            at += count
            usleep(1000)
        }
        reading.wait(bytes: bytes.count)
        let openCount = file.openCount
        let report = reading.setting.report
        let events = reading.stop()
        #expect(events.references == Array(1...40) && events.count(.reset) == 0)
        #expect(report.truncatedBytes == 0 && report.failure == nil && report.technique == "followed file")
        let left = file.openCount
        #expect(openCount == 1 && left == 0)
    }

    @Test("a capture that grows, its header in two pieces")
    func capture() {
        let file = GrowingFile()
        let writer = CaptureWriter(.pcapng)
        var bytes: [UInt8] = []
        writer.header(into: &bytes)
        for sequence in 1...5 as ClosedRange<UInt64> {
            let payload = Wires.updates(sequence...sequence)
            // SAFETY: bytes have no invalid pattern and no padding.
            unsafe writer.packet(
                timestamp: 1_700_000_000_000_000_000 + sequence, source: Endpoint(ipv4: 1, port: 2),
                destination: Endpoint(ipv4: 3, port: 4), payload: payload.span.bytes, into: &bytes)
        }
        let reading = follow(file.path)
        for piece in [bytes[..<3], bytes[3..<15], bytes[15..<200], bytes[200...]] {
            file.append(Array(piece))
            usleep(30_000)
        }
        reading.wait { $0.packets == 5 }
        let events = reading.stop()
        #expect(events.references == [1, 2, 3, 4, 5])
    }

    @Test("a file that is not there yet, then empty, is waited for")
    func notThereYet() {
        let file = GrowingFile()
        let reading = follow(file.path)
        reading.wait { $0.state.contains("not there yet") }
        file.append([])
        reading.wait { $0.state.contains("empty so far") }
        file.append(Wires.updates(1...1))
        reading.wait(bytes: 43)
        let state = reading.setting.report.state
        let events = reading.stop()
        #expect(events.references == [1] && state.isEmpty)
    }

    @Test("a file that became shorter is an error that names it; what came before counts")
    func shrinks() {
        let file = GrowingFile()
        file.append(Wires.updates(1...3))
        let reading = follow(file.path)
        reading.wait(bytes: 3 * 43)
        unsafe truncate(file.path, 50)
        let report = reading.setting.report
        let events = reading.join()
        #expect(events.references == [1, 2, 3])
        #expect(report.failure?.description.hasPrefix("\(file.path): the file became shorter") == true)
    }

    @Test("a file that another takes the place of is read to its end, and the new one after it")
    func replaced() {
        let file = GrowingFile()
        let other = GrowingFile()
        file.append(Wires.records(1...2) + [0, 19])
        let reading = follow(file.path)
        reading.wait(bytes: 2 * 21)
        other.append(Wires.records(7...8))
        unsafe rename(other.path, file.path)
        reading.wait(bytes: 4 * 21)
        let report = reading.setting.report
        let events = reading.stop()
        #expect(events.references == [1, 2, 7, 8] && events.count(.reset) == 1)
        #expect(report.truncatedBytes == 2 && report.notes.contains { $0.contains("took its place") })
    }

    @Test("what is compressed, or no regular file, is refused as a mistake in usage")
    func refused() {
        let file = GrowingFile()
        file.append([0x1F, 0x8B, 8, 0, 0, 0, 0, 0])
        for path in [file.path, "/tmp", "/dev/null"] {
            let reading = follow(path)
            let report = reading.setting.report
            _ = reading.join()
            #expect(report.failure?.kind == .usage && report.failure?.description.hasPrefix(path) == true)
        }
        let left = file.openCount
        #expect(left == 0)
    }
}
