internal import CLinux
internal import Capture
internal import OrderFlow
internal import Protocols
internal import Wire

/// Live datagrams, parsed where the technique left them, never waiting for anything but the sockets.
extension SourceReader where Sink: ~Copyable {
    mutating func receiveDatagrams<Source: DatagramIntake & ~Copyable>(
        _ intake: inout Source, lines: [UDPAddress]
    ) throws(IntakeError) {
        let address = lines[0]
        var table = FeedTable<Sink>(
            forced: setting.forced, options: setting.options, directory: setting.directory)
        // The socket is bound to one destination, so any endpoint stands for it.
        let endpoint = Endpoint(ipv4: 0, port: address.port)
        var (packets, bytes): (UInt64, UInt64) = (0, 0)
        var knownDrops: UInt32 = 0
        while !setting.stop.isRaised {
            let count = try intake.receive()
            guard count > 0 else {
                // Whoever owes a notice looks again soon, whether something comes or not.
                let limit: Int32 = sink.owesNotice ? 10 : -1
                guard intake.wait(setting.stop, milliseconds: limit) else { break }
                sink.settleWhenIdle(at: linux_realtime())
                continue
            }
            let now = linux_realtime()
            for index in 0..<count {
                let datagram = intake.datagram(index)
                packets &+= 1
                bytes &+= UInt64(datagram.count)
                sink.beginPacket(byteCount: datagram.count)
                let received = datagram.received == 0 ? now : datagram.received
                let isKnown = table.decode(
                    intake.bytes(of: datagram), to: endpoint, named: address.name,
                    PacketContext(feed: 0, received: received, intake: received), into: &sink)
                if let drops = datagram.drops, drops != knownDrops, table.hasFeeds {
                    sink.accept(.kernelDrop(UInt64(drops &- knownDrops), line: 0))
                    knownDrops = drops
                }
                if !isKnown, table.unrecognised == 1 {
                    setting.report.note(
                        IntakeError.unrecognised(
                            "\(address.name): what comes there is of no known format", table.firstUnrecognised
                        ).description)
                }
            }
            sink.publish(at: linux_realtime())
            setting.report.packets = packets
            setting.report.bytes = bytes
            setting.report.systemCalls = intake.systemCalls
        }
        setting.report.systemCalls = intake.systemCalls
        table.finish(into: &sink)
        var skipped: [String: UInt64] = [:]
        if table.unrecognised > 0 { skipped["unknown-protocol"] = table.unrecognised }
        if intake.truncated > 0 { skipped["truncated"] = intake.truncated }
        if !skipped.isEmpty { setting.report.set(skipped: skipped) }
    }
}
