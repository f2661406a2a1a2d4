internal import CLinux
internal import Glibc

/// Looks now and then whether the interfaces that the lines of a feed arrive on are still there. No socket is told that its
/// interface went: nothing comes any more, as when a feed is silent, and a group stays unjoined when it is back.
struct InterfaceWatch {
    private struct Line {
        let address: UDPAddress
        let descriptor: Int32
        let interface: String
        var index: UInt32
        var state = InterfaceState.up
    }

    private var lines: [Line] = []
    private let report: SourceReport
    private var lookedAt = linux_monotonic()

    /// Between two looks, in milliseconds.
    static let interval: Int32 = 500

    /// - Parameter descriptors: The lines' sockets, which outlive this value.
    init(_ addresses: [UDPAddress], _ descriptors: [Int32], _ report: SourceReport) {
        self.report = report
        for (address, descriptor) in zip(addresses, descriptors) {
            let index = UDPSocket.arrivalInterface(of: address)
            var name = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
            // SAFETY: the buffer has as many bytes as a name may have.
            guard index != 0, unsafe if_indextoname(index, &name) != nil else { continue }
            let line = Line(
                address: address, descriptor: descriptor,
                interface: String(
                    decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self),
                index: index)
            // The loopback never goes.
            guard let found = Self.find(line), found.flags & UInt32(IFF_LOOPBACK) == 0 else { continue }
            lines.append(line)
        }
    }

    /// How long nobody needs to look, in milliseconds; -1: for ever.
    var patience: Int32 { lines.isEmpty ? -1 : Self.interval }

    /// Looks, if it is time to, and joins again what is back.
    mutating func look(at now: UInt64) {
        guard !lines.isEmpty, now &- lookedAt >= UInt64(Self.interval) * 1_000_000 else { return }
        lookedAt = now
        var waits = ""
        for place in lines.indices {
            look(at: &lines[place])
            let line = lines[place]
            switch line.state {
            case .up: break
            case .down: waits = "waiting for interface \(line.interface), which is down"
            case .gone: waits = "waiting for interface \(line.interface), which is gone"
            }
        }
        report.set(state: waits)
    }

    private func look(at line: inout Line) {
        let label = "udp://\(line.address.name): the interface \(line.interface)"
        guard let found = Self.find(line) else {
            if line.state != .gone {
                report.note(
                    "\(label) is gone; what came before counts; "
                        + (line.address.isMulticast
                            ? "the group is joined again when it is back"
                            : "listening goes on when it is back with its address"))
            }
            line.state = .gone
            return
        }
        let index = UInt32(bitPattern: found.index)
        if line.state == .gone || index != line.index {
            // Deleted and made anew between two looks it has another index, and the group is not joined there.
            guard UDPSocket.rejoin(line.descriptor, line.address, from: line.index, to: index) == 0 else {
                return
            }
            line.index = index
            report.note(
                "\(label) was gone and is back"
                    + (line.address.isMulticast ? "; the group is joined again" : ""))
        }
        let isUp = found.flags & UInt32(IFF_UP) != 0
        if !isUp, line.state != .down {
            report.note("\(label) went down; listening goes on when it is up again")
        }
        line.state = isUp ? .up : .down
    }

    private static func find(_ line: Line) -> linux_interface? {
        var found = linux_interface()
        // SAFETY: the structure outlives the call; the name is copied.
        return unsafe linux_packet_interface(line.descriptor, line.interface, &found) == 0 ? found : nil
    }
}
