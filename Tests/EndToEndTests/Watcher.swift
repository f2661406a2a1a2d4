import Foundation
import Testing

/// `feedtop summary … --json` of a live source, running beside the test.
final class Watcher {
    private let child: pid_t
    private let output: Pipe2

    init(_ arguments: [String]) throws {
        output = try Pipe2()
        child = try Child.spawn(
            Program.path, ["summary"] + arguments + ["--json"], input: 0, output: output.write, errors: 2)
        close(output.write)
    }

    /// Ports of this host that nothing is bound to, as the kernel gives them out.
    static func freePorts(_ count: Int) -> [UInt16] {
        let sockets = (0..<count).map { _ in socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0) }
        defer { for socket in sockets { close(socket) } }
        return sockets.map { socket in
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            withUnsafeMutablePointer(to: &name) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    _ = bind(socket, $0, size)
                    _ = getsockname(socket, $0, &size)
                }
            }
            return UInt16(bigEndian: name.sin_port)
        }
    }

    /// Waits until its sockets are in the kernel's table.
    func waitUntilBound(_ ports: [UInt16]) { Self.waitUntilBound(ports) }

    /// The same for any process of this host.
    static func waitUntilBound(_ ports: [UInt16]) {
        for port in ports {
            let entry = ":" + String(UInt32(port) + 0x10000, radix: 16, uppercase: true).dropFirst()
            for _ in 0..<1000 {
                let table = (try? String(contentsOfFile: "/proc/net/udp", encoding: .utf8)) ?? ""
                if table.contains(entry) { break }
                usleep(10_000)
            }
        }
    }

    func signal(_ number: Int32) { kill(child, number) }

    /// Presses ^C once everything that was sent has been taken out of its sockets, and reads the one object.
    func finish(_ ports: [UInt16]) throws -> [String: Any] {
        let text = try finishText(ports)
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    /// The same as it was printed.
    func finishText(_ ports: [UInt16]) throws -> String {
        for _ in 0..<1000 where !Self.areEmpty(ports) { usleep(10_000) }
        usleep(200_000)
        kill(child, SIGINT)
        let text = FileHandle(fileDescriptor: output.read).readDataToEndOfFile()
        close(output.read)
        #expect(Child.wait(child).code == 0)
        return String(decoding: text, as: UTF8.self)
    }

    private static func areEmpty(_ ports: [UInt16]) -> Bool {
        let table = (try? String(contentsOfFile: "/proc/net/udp", encoding: .utf8)) ?? ""
        return table.split(separator: "\n").allSatisfy { line in
            let fields = line.split(separator: " ")
            guard fields.count > 4, let port = fields[1].split(separator: ":").last,
                let number = UInt16(port, radix: 16), ports.contains(number)
            else { return true }
            return fields[4].hasSuffix(":00000000")
        }
    }
}

/// The one feed of a summary.
func onlyFeed(_ summary: [String: Any]) throws -> [String: Any] {
    try #require((summary["feeds"] as? [[String: Any]])?.first)
}
