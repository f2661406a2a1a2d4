internal import CLinux
internal import Capture
internal import OrderFlow
internal import Protocols
internal import Wire

/// Live datagrams: `recvmmsg` into a pool of buffers, parsed there, never waiting for anything but the socket.
extension SourceReader where Sink: ~Copyable {
    mutating func receiveDatagrams(from lines: [UDPAddress]) throws(IntakeError) {
        let address = lines[0]
        let socket = try UDPSocket(address)
        setting.report.set(technique: "recvmmsg")
        var table = FeedTable<Sink>(
            forced: setting.forced, options: setting.options, directory: setting.directory)
        // The socket is bound to one destination, so any endpoint stands for it.
        let endpoint = Endpoint(ipv4: 0, port: address.port)
        var (packets, bytes): (UInt64, UInt64) = (0, 0)
        var knownDrops: UInt32 = 0
        while !setting.stop.isRaised {
            let count = try socket.receive()
            guard count > 0 else {
                // Whoever owes a notice looks again soon, whether something comes or not.
                let limit: Int32 = sink.owesNotice ? 10 : -1
                guard setting.stop.waitUntilReadable(socket.descriptor, milliseconds: limit) else { break }
                sink.settleWhenIdle(at: linux_realtime())
                continue
            }
            let now = linux_realtime()
            for index in 0..<count {
                let datagram = socket.datagram(index)
                packets &+= 1
                bytes &+= UInt64(datagram.count)
                sink.beginPacket(byteCount: datagram.count)
                let received = datagram.received == 0 ? now : datagram.received
                let isKnown = table.decode(
                    socket.bytes(of: datagram), to: endpoint, named: address.name,
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
        }
        table.finish(into: &sink)
        if table.unrecognised > 0 { setting.report.set(skipped: ["unknown-protocol": table.unrecognised]) }
    }
}
