import CAllocationCounter
import Glibc
import Ring
import TestSupport
import Testing
import Wire

@testable import Intake

@Suite("Windows over streams")
struct StreamWindowTests {
    static let all: [(Technique, StreamKind)] = Technique.allCases.flatMap { technique in
        StreamKind.allCases.map { (technique, $0) }
    }

    /// Writes slices of some plan on a thread of its own, and closes.
    private struct Writing: ~Copyable, Sendable {
        let descriptor: Int32
        let bytes: [UInt8]
        let seed: UInt64

        consuming func run() {
            var random = SeededGenerator(seed: seed)
            var at = 0
            while at < bytes.count {
                // Single bytes, some that no buffer holds, most of the size of a few messages.
                let kind = random.below(20)
                let wanted = kind == 0 ? 1 : kind == 1 ? 300_000 : 1 + random.below(4000)
                let end = min(at + wanted, bytes.count)
                writeAll(descriptor, bytes[at..<end])
                at = end
            }
            close(descriptor)
        }
    }

    @Test(
        "show what was written, whatever the slices and however much is wanted at once",
        arguments: all)
    func showsWhatWasWritten(technique: Technique, kind: StreamKind) throws {
        for seed in UInt64(1)...3 {
            var random = SeededGenerator(seed: seed)
            let bytes = random.bytes(1_500_000 + random.below(1000))
            let (read, write) = try kind.open()
            let prefix = random.below(3) == 0 ? Array(bytes.prefix(random.below(5000))) : []
            let rest = Array(bytes.dropFirst(prefix.count))
            let writer = WorkerThread(
                name: "writer", carrying: Writing(descriptor: write, bytes: rest, seed: seed)
            ) { $0.run() }
            let report = SourceReport()
            var window = try StreamWindow(
                descriptor: read, prefix: prefix, technique: technique, stop: StopSignal(), report: report)
            var isEqual = true
            while isEqual {
                // Now and then a message larger than every buffer.
                let wanted = random.once(in: 200) ? 600_000 : 1 + random.below(9000)
                let isThere = try window.fill(atLeast: wanted)
                let there = window.front.byteCount
                if isThere { isEqual = there >= wanted }
                // All of it on a few occasions; else what a decoder would have passed: most, or some.
                let checked = random.once(in: 10) ? there : min(there, 64)
                for index in 0..<checked where window.front.byte(at: index) != bytes[window.position + index]
                {
                    isEqual = false
                }
                for index in max(0, there - 64)..<there
                where window.front.byte(at: index) != bytes[window.position + index] {
                    isEqual = false
                }
                if !isThere {
                    window.advance(by: there)
                    break
                }
                window.advance(
                    by: random.once(in: 3) ? random.below(there + 1) : there - random.below(min(there, 60)))
            }
            writer.join()
            let (position, isAtEnd, calls) = (window.position, window.isAtEnd, window.systemCalls)
            #expect(isEqual, "\(report.technique), seed \(seed)")
            #expect(position == bytes.count)
            #expect(isAtEnd)
            #expect(calls > 0 && calls == report.systemCalls)
            #expect(report.notes.isEmpty)
        }
    }

    @Test("hear a stop while they wait", arguments: all)
    func stops(technique: Technique, kind: StreamKind) throws {
        let (read, write) = try kind.open()
        defer { close(write) }
        let stop = StopSignal()
        writeAll(write, [1, 2, 3])
        var window = try StreamWindow(descriptor: read, technique: technique, stop: stop)
        let isThere = try window.fill(atLeast: 3)
        #expect(isThere)
        let raising = WorkerThread(name: "stopper", carrying: stop) { stop in
            usleep(20_000)
            stop.raise()
        }
        let isMore = try window.fill(atLeast: 4)
        let isAtEnd = window.isAtEnd
        #expect(!isMore && !isAtEnd)
        raising.join()
    }

    @Test("tell a connection that was reset", arguments: Technique.allCases)
    func tellsResets(technique: Technique) throws {
        let (read, write) = try StreamKind.tcp.open()
        writeAll(write, [1, 2, 3])
        var window = try StreamWindow(descriptor: read, technique: technique, stop: StopSignal())
        _ = try window.fill(atLeast: 3)
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        // SAFETY: the option takes this structure.
        _ = unsafe setsockopt(
            write, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
        close(write)
        var failure: IntakeError?
        do throws(IntakeError) { _ = try window.fill(atLeast: 4) } catch { failure = error }
        #expect(failure?.description.contains("after byte 3") == true)
    }

    @Test(
        "allocate nothing once they are warm", .enabled(if: allocation_counts() == 1),
        arguments: all)
    func allocatesNothing(technique: Technique, kind: StreamKind) throws {
        let (read, write) = try kind.open()
        defer { close(write) }
        var window = try StreamWindow(
            descriptor: read, technique: technique, stop: StopSignal(), report: SourceReport())
        let bytes = [UInt8](repeating: 7, count: 4300)
        var before: UInt64 = 0
        for round in 0..<300 {
            if round == 100 { before = allocation_count() }
            writeAll(write, bytes[...])
            for _ in 0..<100 {
                _ = try window.fill(atLeast: 43)
                window.advance(by: 43)
            }
        }
        let allocated = allocation_count() - before
        #expect(allocated == 0)
    }
}
