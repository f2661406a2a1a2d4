import CLinux
import Glibc
import OrderFlow
import TestSupport
import Testing
import Wire

@testable import Intake

@Suite("A request server", .serialized)
struct GapRequesterTests {
    /// Tells `port`, as a firewall on the way would, that what it sent to `server` was rejected.
    private func reject(_ request: [UInt8], from port: UInt16, to server: UInt16) throws {
        func big(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)] }
        let host: [UInt8] = [127, 0, 0, 1]
        let packet =
            [0x45, 0] + big(28 + request.count) + [0, 1, 0, 0, 64, 17, 0, 0] + host + host
            + big(Int(port)) + big(Int(server)) + big(8 + request.count) + [0, 0] + request
        // Destination unreachable: administratively prohibited.
        var message: [UInt8] = [3, 13, 0, 0, 0, 0, 0, 0] + packet
        var sum = 0
        for index in stride(from: 0, to: message.count, by: 2) {
            sum += Int(message[index]) << 8 | (index + 1 < message.count ? Int(message[index + 1]) : 0)
        }
        sum = (sum & 0xFFFF) + (sum >> 16)
        sum = (sum & 0xFFFF) + (sum >> 16)
        message.replaceSubrange(2..<4, with: big(~sum))
        let raw = socket(AF_INET, Int32(SOCK_RAW.rawValue), Int32(IPPROTO_ICMP))
        try #require(raw >= 0)
        defer { close(raw) }
        var name = loopback(0)
        // SAFETY: sockaddr_in begins as sockaddr does, and its size is given; the array has as many bytes as are sent.
        let sent = unsafe withUnsafePointer(to: &name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                unsafe sendto(
                    raw, message, message.count, 0, name, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(sent == message.count)
    }

    /// Waits for a request.
    private func request(at descriptor: Int32) throws -> (bytes: [UInt8], port: UInt16) {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        try #require(unsafe poll(&wanted, 1, 20_000) == 1)
        var bytes = [UInt8](repeating: 0, count: 64)
        var name = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        // SAFETY: sockaddr_in begins as sockaddr does, and its size is given; so is the array's.
        let count = unsafe withUnsafeMutablePointer(to: &name) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                unsafe recvfrom(descriptor, &bytes, bytes.count, 0, name, &size)
            }
        }
        try #require(count > 0)
        return (Array(bytes[..<count]), name.sin_port.bigEndian)
    }

    @Test(
        "that cannot be reached costs its gap, and not the feed",
        .enabled(if: hasRawNetwork, "a firewall's answer needs CAP_NET_RAW"),
        arguments: [Technique.inPlace, .copying, .ioUring])
    func rejected(technique: Technique) throws {
        let server = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(server) }
        let serverPort = try #require(boundPort(server))
        let port = freePort()
        var address = UDPAddress(group: "127.0.0.1", port: port)
        address.request = "127.0.0.1:\(serverPort)"
        var setting = ReceiverSetting(.udp([address]))
        setting.technique = technique
        let listener = Listener(setting)
        try #require(listener.isListening())
        let flow = testFlow(messages: 200, maximumBytes: 300)
        let sender = TestSender()
        for (index, datagram) in flow.dropLast().enumerated() where index != 1 {
            sender.send(datagram, to: "127.0.0.1", port)
        }
        let asked = try request(at: server)
        try reject(asked.bytes, from: asked.port, to: serverPort)
        usleep(200_000)
        sender.send(flow[flow.count - 1], to: "127.0.0.1", port)
        let isRead = listener.wait { $0.report.packets == UInt64(flow.count - 1) }
        #expect(isRead)
        #expect(setting.report.failure == nil)
        let events = listener.stop()
        #expect(events.count { $0.kind == .gap } == 1)
    }
}
