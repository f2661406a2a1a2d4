import Glibc
import OrderFlow
import Protocols
import Ring
import Simulator
import Synchronization
import TestSupport
import Testing
import Wire

@testable import Intake

@Suite("Every technique")
struct SameEventsTests {
    /// An order-update stream.
    private static let bytes: [UInt8] = {
        var settings = ExchangeSettings(messages: 20_000)
        settings.symbols = 1
        var bytes: [UInt8] = []
        _ = try! FeedGenerator(.orderUpdate, settings).generate { (chunk: RawSpan) throws(FileSinkError) in
            for index in 0..<chunk.byteCount { bytes.append(chunk.byte(at: index)) }
        }
        return bytes
    }()

    private struct FIFOWriting: ~Copyable, Sendable {
        let path: String
        let bytes: [UInt8]

        consuming func run() {
            let descriptor = unsafe open(path, O_WRONLY)
            var random = SeededGenerator(seed: 4)
            var at = 0
            while at < bytes.count {
                let end = min(at + (random.once(in: 3) ? 1 : random.below(5000)), bytes.count)
                writeAll(descriptor, bytes[at..<end])
                at = end
            }
            close(descriptor)
        }
    }

    /// Times of the host are different each time; everything else counts.
    private static func isSame(_ event: OrderEvent) -> Bool {
        event.kind != .packet && event.kind != .published
    }

    @Test("reads the same events from a stream")
    func streams() throws {
        var expected: [OrderEvent]?
        for technique in Technique.allCases {
            let path = "/tmp/feedtop-\(getpid())-\(technique.rawValue)"
            unsafe unlink(path)
            let failed = unsafe mkfifo(path, 0o600)
            try #require(failed == 0)
            defer { unsafe unlink(path) }
            let writer = WorkerThread(name: "writer", carrying: FIFOWriting(path: path, bytes: Self.bytes)) {
                $0.run()
            }
            var setting = ReceiverSetting(.file(path: path))
            setting.technique = technique
            setting.options.symbol = SymbolName("TEST")
            var events: [OrderEvent] = []
            DirectRead.run(setting) { batch in
                for index in batch.indices { if Self.isSame(batch[index]) { events.append(batch[index]) } }
            }
            writer.join()
            let report = setting.report
            #expect(report.failure == nil)
            // A named pipe is what io_uring cannot wait for.
            #expect(report.notes.count == (technique == .ioUring ? 1 : 0))
            #expect(report.bytes == UInt64(Self.bytes.count))
            #expect(report.systemCalls > 0)
            #expect(events.count >= 20_000)
            if let expected { #expect(events == expected, "\(technique)") } else { expected = events }
        }
    }

    @Test("reads the same events from datagrams")
    func datagrams() throws {
        var expected: [OrderEvent]?
        for technique in Technique.allCases {
            let port = freePort()
            var setting = ReceiverSetting(.udp([UDPAddress(group: "127.0.0.1", port: port)]))
            setting.technique = technique
            setting.options.symbol = SymbolName("TEST")
            let all = Collected()
            let worker = WorkerThread(name: "reader", carrying: setting) { setting in
                DirectRead.run(setting) { batch in
                    for index in batch.indices {
                        if Self.isSame(batch[index]) { all.events.withLock { $0.append(batch[index]) } }
                    }
                }
            }
            while setting.report.technique.isEmpty, !setting.report.isFinished { usleep(1000) }
            let sender = try UDPTestSender(port: port)
            let size = 32 * 43
            var sent: UInt64 = 0
            for start in stride(from: 0, to: Self.bytes.count, by: size) {
                sender.send(Array(Self.bytes[start..<min(start + size, Self.bytes.count)]))
                sent += 1
            }
            for _ in 0..<1000 where setting.report.packets < sent { usleep(5000) }
            setting.stop.raise()
            worker.join()
            #expect(setting.report.packets == sent)
            #expect(setting.report.systemCalls > 0)
            let got = all.events.withLock { $0 }
            #expect(got.count >= 20_000)
            if let expected { #expect(got == expected, "\(technique)") } else { expected = got }
        }
    }

    private final class Collected: Sendable {
        let events = Mutex<[OrderEvent]>([])
    }
}
