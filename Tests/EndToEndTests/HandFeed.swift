import Foundation

/// A feed whose every message is the test's own: ITCH 5.0 over MoldUDP64.
struct HandFeed {
    var session = 1
    /// Of the message that comes next.
    var sequence: UInt64 = 1

    /// One datagram with these messages.
    mutating func packet(_ messages: [[UInt8]]) -> [UInt8] {
        defer { sequence += UInt64(messages.count) }
        return header(UInt16(messages.count)) + messages.flatMap { big(UInt16($0.count)) + $0 }
    }

    var heartbeat: [UInt8] { header(0) }
    var endOfSession: [UInt8] { header(0xFFFF) }

    private func header(_ count: UInt16) -> [UInt8] {
        let digits = "\(session)"
        return Array((String(repeating: "0", count: 10 - digits.count) + digits).utf8) + big(sequence) + big(count)
    }
}

/// An instrument of a hand-made feed.
struct HandStock {
    var locate: UInt16
    var symbol: String

    /// - Parameter time: Nanoseconds after midnight in New York.
    private func begin(_ type: Character, _ time: UInt64) -> [UInt8] {
        [type.asciiValue!] + big(locate) + [0, 0] + big(time).suffix(6)
    }

    private var name: [UInt8] { Array(symbol.utf8.prefix(8)) + [UInt8](repeating: 32, count: 8 - symbol.utf8.count) }

    /// `R`: the stock and its locate code.
    func directory(_ time: UInt64) -> [UInt8] {
        begin("R", time) + name + Array("QN".utf8) + big(UInt32(100)) + Array("NCZ PNN1N".utf8) + big(UInt32(0))
            + Array("N".utf8)
    }

    /// `H`: halted (`H`) or trading (`T`).
    func action(_ state: Character, _ time: UInt64) -> [UInt8] {
        begin("H", time) + name + [state.asciiValue!, 32] + Array("    ".utf8)
    }

    /// `A`: an order joins the book; the price is in cents.
    func add(_ reference: UInt64, _ side: Character, _ shares: UInt32, _ cents: UInt32, _ time: UInt64) -> [UInt8] {
        begin("A", time) + big(reference) + [side.asciiValue!] + big(shares) + name + big(cents * 100)
    }

    /// `D`: it leaves.
    func delete(_ reference: UInt64, _ time: UInt64) -> [UInt8] { begin("D", time) + big(reference) }
}

private func big<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
}

private func little<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
}

/// A capture, packet by packet: pcap with nanoseconds, raw IPv4.
struct HandCapture {
    /// 09:30 in New York on 30 December 2019: after midnight there, and since the epoch, in ns.
    static let open: UInt64 = 34_200_000_000_000
    private static let midnight: UInt64 = 1_577_682_000_000_000_000

    private var bytes =
        little(UInt32(0xA1B2_3C4D)) + little(UInt16(2)) + little(UInt16(4)) + little(UInt64(0)) + little(UInt32(65_535))
        + little(UInt32(101))

    /// - Parameters:
    ///   - time: Nanoseconds after midnight in New York.
    ///   - group: The last byte of the multicast group.
    mutating func add(_ datagram: [UInt8], at time: UInt64, group: UInt8 = 1) {
        let stamp = Self.midnight + time
        let size = UInt32(datagram.count + 28)
        bytes += little(UInt32(stamp / 1_000_000_000)) + little(UInt32(stamp % 1_000_000_000))
        bytes += little(size) + little(size)
        bytes += [0x45, 0] + big(UInt16(size)) + [0, 0, 0, 0, 16, 17, 0, 0, 10, 0, 0, 9, 239, 1, 2, group]
        bytes += big(UInt16(26_477)) + big(UInt16(26_477)) + big(UInt16(datagram.count + 8)) + [0, 0] + datagram
    }

    func write(_ scratch: Scratch) throws -> String { try scratch.write("hand.pcap", bytes) }
}

/// A hand-made feed on the wire: over loopback, on one line or on several.
final class HandSender {
    let ports: [UInt16]
    var feed = HandFeed()
    /// What stands after the address, such as `?buffer=65536`.
    private let query: String
    private let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)

    init(lines: Int = 1, query: String = "") {
        ports = Watcher.freePorts(lines)
        self.query = query
    }

    deinit { close(descriptor) }

    /// What `feedtop` is told to watch.
    var source: String {
        let addresses = ports.map { "'udp://127.0.0.1:\($0)\(query)'" }
        return addresses.count == 1 ? addresses[0] : addresses.map { "--line \($0)" }.joined(separator: " ")
    }

    /// Nanoseconds since midnight in New York.
    var now: UInt64 {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: "America/New_York")!
        let now = Date()
        return UInt64(now.timeIntervalSince(calendar.startOfDay(for: now)) * 1e9)
    }

    /// - Parameter lines: Those that it goes out on; `nil`: all.
    func send(_ messages: [[UInt8]], lines: [Int]? = nil) {
        emit(feed.packet(messages), lines: lines)
    }

    func heartbeat() { emit(feed.heartbeat) }
    func end() { emit(feed.endOfSession) }

    private func emit(_ datagram: [UInt8], lines: [Int]? = nil) {
        for line in lines ?? Array(ports.indices) {
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_port = ports[line].bigEndian
            name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            _ = withUnsafeBytes(of: &name) {
                sendto(
                    descriptor, datagram, datagram.count, 0, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), 16)
            }
        }
    }
}
