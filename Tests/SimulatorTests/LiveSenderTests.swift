import Capture
import Glibc
import Simulator
import Testing

@Suite("Sending live")
struct LiveSenderTests {
    /// A UDP socket on a free port of 127.0.0.1, or a member of a group there; waits 2 s for a datagram at
    /// most.
    private func receiver(group: UInt32? = nil) throws -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = (group ?? 0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        // SAFETY: sockaddr_in begins as sockaddr does, and its size is given.
        let port = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw -> Int32 in
                guard unsafe bind(descriptor, raw, size) == 0 else { return -1 }
                return unsafe getsockname(descriptor, raw, &size)
            }
        }
        try #require(port == 0)
        if let group {
            var request = ip_mreq()
            request.imr_multiaddr.s_addr = group.bigEndian
            request.imr_interface.s_addr = UInt32(0x7F00_0001).bigEndian
            // SAFETY: a whole structure of the size given.
            let joined = unsafe setsockopt(
                descriptor, Int32(IPPROTO_IP), IP_ADD_MEMBERSHIP, &request,
                socklen_t(MemoryLayout<ip_mreq>.size))
            try #require(joined == 0)
        }
        var patience = timeval(tv_sec: 2, tv_usec: 0)
        var room: Int32 = 4 << 20
        // SAFETY: whole values of the sizes given.
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &room, 4)
        return (descriptor, address.sin_port.bigEndian)
    }

    private func receive(_ descriptor: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 2_048)
        // SAFETY: the array has as many bytes as are asked for.
        let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
        return count < 0 ? nil : Array(bytes.prefix(count))
    }

    @Test(
        "a short day arrives over loopback, message for message, at the times it tells",
        arguments: [false, true])
    func arrives(isMulticast: Bool) throws {
        let group: UInt32? = isMulticast ? 0xEFFF_2A01 : nil
        let (descriptor, port) = try receiver(group: group)
        defer { _ = close(descriptor) }
        var settings = smallDay(600)
        settings.meanRate = 20_000
        var sender = try LiveSender(to: Endpoint(ipv4: group ?? 0x7F00_0001, port: port))
        let before = LiveSender.now()
        try sender.run(settings, until: StopFlag())
        let after = LiveSender.now()
        let report = sender.report
        #expect(report.messages == 600)
        #expect(report.unsent == 0)
        var datagrams: [Received] = []
        let facts = DatagramFacts(kind: .data, time: 0, session: 0, sequence: 0, messages: 0)
        while datagrams.last?.count != 0xFFFF, let bytes = receive(descriptor) {
            datagrams.append(Received(facts, bytes))
        }
        #expect(datagrams.count == Int(report.datagrams))
        let messages = datagrams.flatMap(\.messages)
        #expect(messages.count == 600)
        var today = ExchangeSettings()
        today.start(at: before)
        let times = messages.map { Message(bytes: $0).time + today.midnight }
        #expect(times.allSatisfy { $0 >= before && $0 <= after })
    }

    @Test("an exchange without end sends until it is told to stop")
    func stops() throws {
        let (descriptor, port) = try receiver()
        defer { _ = close(descriptor) }
        let stop = StopFlag()
        var thread = pthread_t()
        // SAFETY: the flag is retained for the thread, which takes it over.
        let flag = unsafe Unmanaged.passRetained(stop)
        let started = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                usleep(100_000)
                unsafe Unmanaged<StopFlag>.fromOpaque(argument).takeRetainedValue().stop()
                return nil
            }, flag.toOpaque())
        try #require(started == 0)
        var sender = try LiveSender(to: Endpoint(ipv4: 0x7F00_0001, port: port))
        try sender.run(.demo(), until: stop)
        pthread_join(thread, nil)
        let report = sender.report
        // The start of day alone has some 1,000 messages.
        #expect(report.messages > 700)
        #expect(report.datagrams > 10)
    }

    @Test("an IPv6 address is refused")
    func refusesIPv6() {
        let endpoint = Endpoint(high: 0, low: 1, port: 9)
        var failure: LiveSenderError?
        do { _ = try LiveSender(to: endpoint) } catch { failure = error }
        #expect(failure == .notIPv4(endpoint))
    }
}
