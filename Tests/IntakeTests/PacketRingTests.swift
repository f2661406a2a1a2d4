import Capture
import Glibc
import OrderFlow
import Testing
import Wire

@testable import Intake

/// One after the other: some count what the whole process has open.
@Suite("Interfaces", .serialized)
struct InterfaceTests {}

extension InterfaceTests {
    @Suite("Listening to an interface", .enabled(if: hasRawNetwork, "packet sockets need CAP_NET_RAW"))
    struct PacketRingTests {
        @Test(
            "shows exactly what a socket receives, event by event",
            arguments: [(false, 1400), (true, 1400), (false, 60_000)])
        func sameAsSocket(ipv6: Bool, maximumBytes: Int) throws {
            let host = ipv6 ? "::1" : "127.0.0.1"
            let other = freePort()
            let flow = testFlow(messages: 20_000, maximumBytes: maximumBytes)
            #expect(flow.contains { $0.count > maximumBytes * 9 / 10 })
            try compare(host, expected: flow.count, messages: 20_000) { sender, port, hold in
                for (index, datagram) in flow.enumerated() {
                    sender.send(datagram, to: host, port)
                    sender.send(datagram, to: host, other)  // not for us
                    if index % 64 == 63 { hold(index - 63) }
                }
            }
        }

        @Test("cuts a frame that stands for several datagrams where the network card would")
        func segmented() throws {
            // 64 datagrams of 1,000 bytes (and, once, a shorter last one), each with 70 system events.
            let flow = (0..<128).map { packet in
                Self.systemEvents(from: UInt64(packet * 70 + 1), count: packet == 127 ? 9 : 70)
            }
            try compare("127.0.0.1", expected: flow.count, messages: 127 * 70 + 9) { sender, port, _ in
                sender.set(17, 103, 1000)  // UDP_SEGMENT
                for half in [flow[..<64], flow[64...]] {
                    let failure = sender.send(half.flatMap { $0 }, to: "127.0.0.1", port)
                    #expect(failure == 0)
                }
            }
        }

        /// Sends to a socket and an interface at once, and compares what they tell.
        private func compare(
            _ host: String, expected: Int, messages: Int,
            _ send: (TestSender, UInt16, _ holdUntil: (Int) -> Void) -> Void
        ) throws {
            let port = freePort()
            let socket = Listener(ReceiverSetting(.udp([UDPAddress(group: host, port: port)])))
            let wire = Listener(
                ReceiverSetting(.interface(InterfaceAddress(interface: "lo", port: port))))
            try #require(socket.isListening())
            try #require(wire.isListening())
            let sender = TestSender(ipv6: host.contains(":"))
            send(sender, port) { count in
                // Nothing is to be lost, however busy the machine is.
                for listener in [socket, wire] { _ = listener.wait { $0.report.packets >= count } }
            }
            for listener in [socket, wire] {
                #expect(listener.wait { $0.report.packets >= expected })
            }
            let received = socket.stop()
            let seen = wire.stop()
            #expect(received.count { $0.isMessage } == messages)
            #expect(!received.contains { $0.kind == .malformedPacket || $0.kind == .gap })
            #expect(seen == received)
            let report = wire.setting.report
            #expect(report.packets == UInt64(expected))
            #expect(report.packets == socket.setting.report.packets)
            #expect(report.bytes == socket.setting.report.bytes)
            #expect(report.technique == "AF_PACKET ring")
            #expect(report.skipped.isEmpty)
            #expect(wire.feedNames == socket.feedNames)
            #expect(wire.feedNames.count == 1)
        }

        @Test("counts what a full ring drops, to the frame, and tells it with the block that follows")
        func overflow() throws {
            let port = freePort()
            let address = InterfaceAddress(interface: "lo", port: port)
            var ring = try PacketRing.open(address, blocks: PacketRing.fewestBlocks)
            let sender = TestSender()
            let sent = 3 * PacketRing.fewestBlocks * PacketRing.blockBytes / 1400
            for number in 0..<sent {
                let datagram = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 1400)
                sender.send(datagram, to: "127.0.0.1", port)
            }
            var first = SeenFrames()
            first.read(&ring)
            #expect(first.drops == 0 && first.times.count > 0 && first.times.count < sent)
            sender.send([1, 2, 3], to: "127.0.0.1", port)
            let patience = StopSignal()
            #expect(patience.waitUntilReadable(ring.descriptor, milliseconds: 20_000))
            var second = SeenFrames()
            second.read(&ring)
            #expect(second.drops > 0)
            #expect(first.times.count + second.drops == sent)
            #expect(first.sizes == [14 + 20 + 8 + 1400])
            #expect(second.sizes == [14 + 20 + 8 + 3] && second.times.count == 1)
            let times = first.times + second.times
            #expect(times == times.sorted())
            let now = timespec.now
            #expect(times.allSatisfy { $0 <= now && $0 > now - 600_000_000_000 })
        }

        /// What blocks held.
        struct SeenFrames {
            var drops = 0
            var times: [UInt64] = []
            var sizes: Set<Int> = []

            mutating func read(_ ring: inout PacketRing) {
                while let block = ring.next() {
                    if block.isLosing { drops += Int(block.takeDrops()) }
                    read(block)
                }
            }

            private mutating func read(_ block: borrowing PacketBlock) {
                var offset = block.firstOffset
                for _ in 0..<block.frameCount {
                    guard let frame = block.frame(at: offset), !frame.isCut, frame.segmentBytes == 0 else {
                        return
                    }
                    sizes.insert(frame.count)
                    times.append(frame.received)
                    offset = frame.nextOffset
                }
            }
        }

        @Test("a gap behind a full ring comes with the number of frames that the kernel dropped")
        func kernelDropEvents() throws {
            let port = freePort()
            let flow = testFlow(messages: 60_000)
            let setting = ReceiverSetting(.interface(InterfaceAddress(interface: "lo", port: port)))
            guard case .interface(let address) = setting.address else { return }
            var ring = try PacketRing.open(address, blocks: PacketRing.fewestBlocks)
            let sender = TestSender()
            for datagram in flow.dropLast(8) { sender.send(datagram, to: "127.0.0.1", port) }
            var sink = KeptEvents()
            var reader = FrameReader<KeptEvents>(setting, address)
            reader.readAll(of: &ring, into: &sink)
            let before = sink.events
            #expect(!before.contains { $0.kind == .kernelDrop || $0.kind == .gap })
            for datagram in flow.suffix(8) { sender.send(datagram, to: "127.0.0.1", port) }
            let patience = StopSignal()
            #expect(patience.waitUntilReadable(ring.descriptor, milliseconds: 20_000))
            usleep(20_000)  // the last of them may lie in another block
            reader.readAll(of: &ring, into: &sink)
            reader.finish(into: &sink)
            let events = sink.events
            let dropped = events.filter { $0.kind == .kernelDrop }.map(\.reference)
            #expect(dropped == [UInt64(flow.count) - setting.report.packets])
            let gaps = events.filter { $0.kind == .gap }
            #expect(gaps.map(\.lossCause) == [.kernel])
            let missing = gaps.map { $0.lastSequence - $0.reference + 1 }.reduce(0, +)
            #expect(missing + UInt64(events.filter(\.isMessage).count) == 60_000)
        }

        @Test("leaves no descriptor, mapping or membership behind")
        func teardown() throws {
            let port = freePort()
            for _ in 0..<5 {
                let wire = Listener(
                    ReceiverSetting(
                        .interface(InterfaceAddress(interface: "lo", port: port, group: "239.7.7.7"))))
                try #require(wire.isListening())
                #expect(Self.packetSockets.count == 1)
                #expect(Self.mappedSockets == Self.packetSockets)
                #expect(systemText("/proc/net/igmp").contains("070707EF"))
                _ = wire.stop()
                #expect(Self.packetSockets.isEmpty)
                #expect(Self.mappedSockets.isEmpty)
            }
            #expect(!systemText("/proc/net/igmp").contains("070707EF"))
        }

        @Test("an interface that is not there is answered with those that are")
        func unknownInterface() {
            for name in ["nowhere0", "a-name-longer-than-fifteen-bytes", ""] {
                let text = refusal(of: InterfaceAddress(interface: name))
                #expect(text.hasPrefix("nic://\(name): there is no such interface; there are lo"))
                #expect(!text.contains("\n"))
            }
        }

        @Test("an address that is none is refused", arguments: ["239.1.2", "host", "ff15:::7", ""])
        func badGroup(group: String) {
            let text = refusal(of: InterfaceAddress(interface: "lo", port: 1, group: group))
            #expect(text.contains("?group=\(group) is not an IP address"))
        }

        /// A MoldUDP64 packet of ITCH system events.
        static func systemEvents(from sequence: UInt64, count: Int) -> [UInt8] {
            var bytes = Array("SESSION001".utf8)
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: sequence >> UInt64(shift)))
            }
            bytes += [UInt8(count >> 8), UInt8(count & 0xFF)]
            for _ in 0..<count {
                bytes += [0, 12, UInt8(ascii: "S"), 0, 0, 0, 0, 0x1D, 0, 0, 0, 0, 1, UInt8(ascii: "Q")]
            }
            return bytes
        }

        /// The packet sockets that this process has open, by inode.
        private static var packetSockets: Set<String> {
            let inodes = systemText("/proc/net/packet").split(separator: "\n").dropFirst().compactMap {
                $0.split(separator: " ").last.map { String($0) }
            }
            return openSockets.intersection(inodes)
        }

        /// The sockets that this process has mapped, by inode.
        private static var mappedSockets: Set<String> {
            Set(systemText("/proc/self/maps").split(separator: "\n").compactMap { socketInode($0) })
        }

        private static var openSockets: Set<String> {
            var names: Set<String> = []
            for descriptor in 0..<1024 {
                var name = [CChar](repeating: 0, count: 64)
                // SAFETY: one byte is left for the end of the text.
                let count = unsafe readlink("/proc/self/fd/\(descriptor)", &name, name.count - 1)
                let bytes = name.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }
                if let inode = socketInode(Substring(String(decoding: bytes, as: UTF8.self))) {
                    names.insert(inode)
                }
            }
            return names
        }

        /// The number in `socket:[12345]`.
        private static func socketInode(_ text: Substring) -> String? {
            guard let mark = text.firstRange(of: "socket:[") else { return nil }
            return String(text[mark.upperBound...].prefix { $0.isNumber })
        }
    }
}

@Suite("Refusals of a packet socket")
struct PacketRefusalTests {
    let address = InterfaceAddress(interface: "eth1", port: 26_477, group: "239.1.2.3")

    @Test("without privilege names the capability, how to get it, and what needs none")
    func unprivileged() {
        #expect(
            address.noSocket(EPERM).description
                == "nic://eth1: listening to an interface needs CAP_NET_RAW: run as root, or 'setcap cap_net_raw+ep' "
                + "the binary; udp://239.1.2.3:26477?interface=eth1 needs no privilege")
        #expect(
            InterfaceAddress(interface: "eth1", port: 5, group: "ff15::7").noSocket(EPERM).description
                .contains("udp://[ff15::7]:5?interface=eth1"))
        #expect(
            InterfaceAddress(interface: "eth1").noSocket(EPERM).description
                .contains("udp://group:port?interface=eth1"))
    }

    @Test(
        "each is one line that names the interface", arguments: [EPERM, ENOMEM, EINVAL, ENOPROTOOPT, EMFILE])
    func lines(code: Int32) {
        for error in [address.noSocket(code), address.noRing(code)] {
            #expect(error.description.hasPrefix("nic://eth1: ") && !error.description.contains("\n"))
        }
    }
}

extension FrameReader where Sink == KeptEvents {
    mutating func readAll(of ring: inout PacketRing, into sink: inout KeptEvents) {
        while let block = ring.next() { read(block, into: &sink) }
    }
}

/// Why an interface cannot be listened to; empty if it can.
func refusal(of address: InterfaceAddress) -> String {
    do throws(IntakeError) {
        let ring = try PacketRing.open(address)
        return ring.descriptor < 0 ? "no descriptor" : ""
    } catch {
        return error.description
    }
}

/// Keeps every event of a receiver that runs on the test's own thread.
struct KeptEvents: ReceiverSink, ~Copyable {
    var events: [OrderEvent] = []
    mutating func accept(_ event: OrderEvent) { events.append(event) }
    var isAbandoned: Bool { false }
    var owesNotice: Bool { false }
    mutating func beginPacket(byteCount: Int) {}
    mutating func publish(at now: UInt64) {}
    mutating func settleWhenIdle(at now: UInt64) {}
    mutating func settle() {}
}

extension timespec {
    /// The host's clock, ns since the epoch.
    static var now: UInt64 {
        var time = timespec()
        // SAFETY: the structure outlives the call.
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
