import CAllocationCounter
import Glibc
import TestSupport
import Testing
import Wire

@testable import Intake

@Suite("Datagrams from the kernel")
struct DatagramIntakeTests {
    static let techniques = Technique.allCases.filter { $0 != .auto }

    @Test("arrive whole and in order, from none to the longest", arguments: techniques)
    func arrive(technique: Technique) throws {
        var random = SeededGenerator(seed: 1)
        let sizes = [0, 1, 43, 1400, 1472, 9000, 65_507] + (0..<300).map { _ in random.below(2000) }
        let sent = sizes.map { random.bytes($0) }
        let port = freePort()
        let got = try receiveAll(technique, ports: [port], count: sent.count) {
            let sender = try UDPTestSender(port: port)
            for datagram in sent { sender.send(datagram) }
        }
        #expect(got.map(\.bytes) == sent)
        #expect(got.allSatisfy { $0.received > 1_600_000_000_000_000_000 && $0.line == 0 })
        #expect(zip(got, got.dropFirst()).allSatisfy { $0.received <= $1.received })
    }

    @Test("of several lines come in the order of their time stamps", arguments: techniques)
    func merge(technique: Technique) throws {
        var random = SeededGenerator(seed: 2)
        let ports = [freePort(), freePort(), freePort()]
        // Runs on one line much longer than a batch, as well as one by one.
        var plan: [UInt8] = []
        while plan.count < 900 {
            let line = UInt8(random.below(3))
            plan += [UInt8](repeating: line, count: random.once(in: 6) ? 150 : 1 + random.below(3))
        }
        let lines = plan
        let got = try receiveAll(technique, ports: ports, count: lines.count) {
            // The kernel begins to stamp on arrival some time after the first socket has asked for it.
            usleep(100_000)
            let senders = try ports.map { try UDPTestSender(port: $0) }
            for (index, line) in lines.enumerated() {
                senders[Int(line)].send([
                    UInt8(truncatingIfNeeded: index), UInt8(truncatingIfNeeded: index >> 8),
                ])
            }
        }
        #expect(got.map(\.line) == lines)
        #expect(got.map { Int($0.bytes[0]) | Int($0.bytes[1]) << 8 } == Array(lines.indices))
    }

    @Test("that came joined are taken apart", arguments: techniques)
    func takesApart(technique: Technique) throws {
        var random = SeededGenerator(seed: 3)
        let plain = random.bytes(70)
        let joined = random.bytes(40 * 1400 + 17)
        let whole = random.bytes(3 * 700)
        let port = freePort()
        var isPossible = true
        let got = try receiveAll(technique, ports: [port], count: 1 + 41 + 3 + 1) {
            let sender = try UDPTestSender(port: port)
            sender.send(plain)
            isPossible = sender.sendJoined(joined, size: 1400) && sender.sendJoined(whole, size: 700)
            sender.send(plain)
        }
        try #require(isPossible, "this kernel cannot send them joined")
        var expected = [plain]
        for start in stride(from: 0, to: joined.count, by: 1400) {
            expected.append(Array(joined[start..<min(start + 1400, joined.count)]))
        }
        for start in stride(from: 0, to: whole.count, by: 700) {
            expected.append(Array(whole[start..<start + 700]))
        }
        expected.append(plain)
        #expect(got.map(\.bytes) == expected)
        #expect(got.allSatisfy { $0.received > 1_600_000_000_000_000_000 })
    }

    @Test("dropped by the kernel are counted, all of them", arguments: techniques)
    func countsDrops(technique: Technique) throws {
        let port = freePort()
        let sent = 3000
        var got = try receiveAll(technique, ports: [port], count: .max, bufferBytes: 50_000) {
            let sender = try UDPTestSender(port: port)
            for index in 0..<sent {
                sender.send([UInt8](repeating: UInt8(truncatingIfNeeded: index), count: 900))
            }
        } after: {
            // The count comes with the next datagram that finds room.
            let sender = try UDPTestSender(port: port)
            sender.send([1])
        }
        let newest = got.popLast()
        let last = try #require(newest)
        #expect(last.bytes == [1])
        #expect(got.count < sent)
        #expect(got.count + Int(last.drops ?? 0) == sent)
    }

    @Test("flood more than all buffers hold, and none is lost", arguments: [1, 2, 64])
    func survivesWantOfBuffers(buffers: Int) throws {
        var address = UDPAddress(group: "127.0.0.1", port: freePort())
        address.bufferBytes = 8 << 20
        let stop = StopSignal()
        let ring = try ReceiveRing(RingDatagrams.layout(lines: 1, buffers: buffers), stop: stop)
        var intake = RingDatagrams(try UDPLines([address]), ring, buffers: buffers)
        let sender = try UDPTestSender(port: address.port)
        let sent = (0..<1000).map { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        // The first finds the request armed, and then as few buffers as there are.
        var got = try drain(&intake, stop, count: 0)
        for datagram in sent { sender.send(datagram) }
        got += try drain(&intake, stop, count: sent.count)
        #expect(got.map(\.bytes) == sent)
    }

    @Test(
        "allocate nothing once it is warm", .enabled(if: allocation_counts() == 1), arguments: techniques,
        [1, 2])
    func allocatesNothing(technique: Technique, lines: Int) throws {
        let ports = (0..<lines).map { _ in freePort() }
        let allocated = try withIntake(technique, ports: ports, trial: AllocationTrial(ports: ports))
        #expect(allocated == 0)
    }
}

/// Sends and receives, and counts what the receiving allocates.
private struct AllocationTrial: IntakeTrial {
    let ports: [UInt16]

    func run<Intake: DatagramIntake & ~Copyable>(
        _ intake: inout Intake, _ stop: StopSignal
    ) throws -> UInt64 {
        let (first, last) = (
            try UDPTestSender(port: ports[0]), try UDPTestSender(port: ports[ports.count - 1])
        )
        let bytes = [UInt8](repeating: 1, count: 1400)
        var allocated: UInt64 = 0
        var sum = 0
        for round in 0..<40 {
            for _ in 0..<30 {
                first.send(bytes)
                last.send(bytes)
            }
            let before = allocation_count()
            var left = 60
            while left > 0, intake.wait(stop, milliseconds: 1000) {
                let count = try intake.receive()
                for index in 0..<count { sum += intake.bytes(of: intake.datagram(index)).byteCount }
                left -= count
            }
            if round >= 10 { allocated += allocation_count() - before }
        }
        #expect(sum == 40 * 60 * 1400)
        return allocated
    }
}
