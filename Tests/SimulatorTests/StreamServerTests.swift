import Glibc
import Ring
import Simulator
import Synchronization
import Testing

/// What a server leaves behind.
private final class ReportSlot: Sendable {
    private let stored = Mutex(StreamReport())
    func put(_ value: StreamReport) { stored.withLock { $0 = value } }
    var value: StreamReport { stored.withLock { $0 } }
}

@Suite("Serving streams", .serialized)
struct StreamServerTests {
    /// Runs a server beside `body`, which gets its port; returns the server's report.
    private func serve(
        _ recording: Recording, _ pace: Pace = .unpaced, soup: SoupSettings? = nil, clients: Int = 1,
        _ body: (UInt16) throws -> Void
    ) throws -> StreamReport {
        let server = try StreamServer(recording, at: .tcp(host: "127.0.0.1", port: 0), pace: pace, soup: soup)
        let port = UInt16(server.address.split(separator: ":").last ?? "") ?? 0
        let (stop, result) = (StopFlag(), ReportSlot())
        let thread = WorkerThread(name: "server", carrying: server) { server in
            var server = server
            server.run(clients: clients, until: stop)
            result.put(server.report)
        }
        do { try body(port) } catch {
            stop.stop()
            thread.join()
            throw error
        }
        thread.join()
        return result.value
    }

    @Test("every client has the whole file, one after the other and at once")
    func wholeFile() throws {
        for (format, content) in [
            (FeedGenerator.Format.binaryFile, FeedGenerator.Content.itch), (.orderUpdate, .orderUpdate),
        ] {
            let file = try day(format, content: content)
            let report = try serve(try recording(file), clients: 3) { port in
                let received = try LoopbackSocket(connectedTo: port).receiveAll()
                #expect(received == file)
                let one = try LoopbackSocket(connectedTo: port)
                let other = try LoopbackSocket(connectedTo: port)
                let (first, second) = (other.receiveAll(), one.receiveAll())
                #expect(first == file && second == file)
            }
            #expect(report.served == 3 && report.left == 0)
            #expect(report.messages == 9_000)
        }
    }

    @Test("a capture is taken apart into messages in the order of their sequence, each once")
    func captureInOrder() throws {
        var generator = FeedGenerator(.pcap, smallDay())
        (generator.faults.reordering, generator.faults.duplication) = (0.1, 0.1)
        let capture = try generated(generator).bytes
        _ = try serve(try recording(capture)) { port in
            let received = try LoopbackSocket(connectedTo: port).receiveAll()
            let file = try day(.binaryFile)
            #expect(received == file)
        }
    }

    @Test("a client that resets in the middle does not end the sender")
    func reset() throws {
        let file = try day(.binaryFile, smallDay(60_000))
        let report = try serve(try recording(file)) { port in
            let rude = try LoopbackSocket(connectedTo: port)
            _ = rude.receive()
            rude.reset()
            let received = try LoopbackSocket(connectedTo: port).receiveAll()
            #expect(received == file)
        }
        // Whether the rude one had been served already lies with the kernel's buffers.
        #expect(report.served >= 1 && report.served + report.left == 2)
    }

    @Test("SoupBinTCP: login, data, heartbeats between, resumption, end of session")
    func soup() throws {
        let file = try day(.binaryFile)
        let expected = records(file)
        let settings = SoupSettings(user: "joe", password: "pw")
        let pace = Pace.steady(perSecond: 0, burst: .init(messages: 2_000, interval: 1.3))
        let report = try serve(try recording(file), pace, soup: settings) { port in
            let refused = try LoopbackSocket(connectedTo: port)
            refused.send(login("joe", "no", 1))
            let refusal = refused.receiveAll()
            #expect(refusal == [0, 2] + Array("JA".utf8))
            let first = try LoopbackSocket(connectedTo: port)
            first.send(login("joe", "pw", 1))
            var packets = Packets()
            while packets.data.count < 500, let bytes = first.receive(), !bytes.isEmpty {
                packets.take(bytes)
            }
            #expect(packets.accepted == "0000000001                   1")
            #expect(packets.data == Array(expected.prefix(packets.data.count)))
            first.reset()
            let second = try LoopbackSocket(connectedTo: port)
            second.send(login("joe", "pw", 501))
            var rest = Packets()
            while !rest.isOver, let bytes = second.receive(), !bytes.isEmpty { rest.take(bytes) }
            #expect(rest.accepted == "0000000001                 501")
            #expect(rest.data == Array(expected[500...]))
            #expect(rest.heartbeats >= 1)
            #expect(!packets.isEarly && !rest.isEarly)
            #expect(rest.isOver)
        }
        #expect(report.served == 1 && report.left == 2)
    }

    private func login(_ user: String, _ password: String, _ sequence: Int) -> [UInt8] {
        func pad(_ text: String, _ count: Int) -> String {
            String(repeating: " ", count: count - text.utf8.count)
        }
        let number = String(sequence)
        return [0, 47]
            + Array(
                "L\(user)\(pad(user, 6))\(password)\(pad(password, 10))\(pad("", 10))\(pad(number, 20))\(number)"
                    .utf8)
    }

    /// A client's view of the server's packets.
    private struct Packets {
        var inbox: [UInt8] = []
        var data: [[UInt8]] = []
        var accepted = ""
        var heartbeats = 0
        var isOver = false
        /// Data came before the answer to the login.
        var isEarly = false

        mutating func take(_ bytes: [UInt8]) {
            inbox += bytes
            var at = 0
            while inbox.count - at >= 2 {
                let length = Int(inbox[at]) << 8 | Int(inbox[at + 1])
                guard inbox.count - at >= 2 + length else { break }
                let payload = Array(inbox[(at + 3)..<(at + 2 + length)])
                switch inbox[at + 2] {
                case UInt8(ascii: "A"): accepted = String(decoding: payload, as: UTF8.self)
                case UInt8(ascii: "S"):
                    if accepted.isEmpty { isEarly = true }
                    data.append(payload)
                case UInt8(ascii: "H"): heartbeats += 1
                case UInt8(ascii: "Z"): isOver = true
                default: break
                }
                at += 2 + length
            }
            inbox.removeFirst(at)
        }
    }

    @Test("clients that never log in, whatever they send now and then, make room for one that does")
    func slowClients() throws {
        let file = try day(.binaryFile)
        let settings = SoupSettings(user: "joe", password: "pw")
        let report = try serve(try recording(file), soup: settings) { port in
            var slow: [Int32] = []
            defer { for descriptor in slow { close(descriptor) } }
            for _ in 0..<64 {
                let descriptor = try LoopbackSocket(connectedTo: port).release()
                slow.append(descriptor)
                var byte: UInt8 = 0
                // SAFETY: one byte.
                _ = unsafe Glibc.send(descriptor, &byte, 1, Int32(MSG_NOSIGNAL))
            }
            let good = try LoopbackSocket(connectedTo: port)
            good.send(login("joe", "pw", 1))
            var packets = Packets()
            while !packets.isOver, let bytes = good.receive(), !bytes.isEmpty { packets.take(bytes) }
            #expect(packets.isOver && packets.data == records(file))
        }
        #expect(report.served == 1 && report.connections == 65 && report.left == 64)
    }

    @Test("a stale socket file is replaced, and ours is gone afterwards; another's is left alone")
    func socketFile() throws {
        let path = "/tmp/feedtop-test-\(getpid()).sock"
        let recording = try recording(try day(.binaryFile))
        // Left behind by somebody who did not clean up.
        let stale = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        // SAFETY: the path is shorter than its place; sockaddr_un begins as sockaddr does.
        unsafe withUnsafeMutableBytes(of: &name.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let bound = unsafe withUnsafePointer(to: name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(stale, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0)
        close(stale)
        do {
            let server = try StreamServer(recording, at: .unix(path: path), pace: .unpaced)
            #expect(server.address == path)
            #expect(throws: StreamServerError.self) {
                _ = try StreamServer(recording, at: .unix(path: path), pace: .unpaced).report
            }
            #expect(unsafe access(path, F_OK) == 0)
        }
        #expect(unsafe access(path, F_OK) != 0)
    }
}
