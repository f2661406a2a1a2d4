internal import CLinux
internal import Capture
internal import OrderFlow
internal import Protocols
internal import Wire

/// Live datagrams, parsed where the technique left them, never waiting for anything but the sockets.
extension SourceReader where Sink: ~Copyable {
    /// - Parameters:
    ///   - intake: The sockets of the lines, and behind them the requester's where there is one.
    ///   - lines: Where the lines of the one feed go to.
    ///   - watch: The interfaces that they arrive on.
    mutating func receiveDatagrams<Source: DatagramIntake & ~Copyable>(
        _ intake: inout Source, _ lines: [UDPAddress], _ requester: GapRequester?, _ watch: InterfaceWatch
    ) throws(IntakeError) {
        var (requester, watch) = (requester, watch)
        var options = setting.options
        options.lines = lines.count
        options.isFillable = requester != nil
        var table = FeedTable<Sink>(
            forced: setting.forced, options: options, directory: setting.directory,
            lines: lines.map(\.name))
        // Whatever comes on a line belongs to the one feed, so any endpoint stands for it.
        let endpoint = Endpoint(ipv4: 0, port: lines[0].port)
        let name = lines[0].name
        var drops = KernelDrops(lines: lines.count)
        var (packets, bytes): (UInt64, UInt64) = (0, 0)
        var brisk = BriskWait()
        var failure: IntakeError?
        while !setting.stop.isRaised {
            let count: Int
            do throws(IntakeError) { count = try intake.receive() } catch {
                failure = error
                break
            }
            guard count > 0 else {
                if brisk.stays(at: linux_realtime()) { continue }
                for line in lines.indices {
                    if let count = intake.kernelDrops(line) { drops.note(count, on: line) }
                }
                if drops.isUntold, table.hasFeeds {
                    drops.tell(into: &sink)
                    sink.publish(at: linux_realtime())
                }
                let gap = table.openGap
                requester?.ask(for: gap, at: linux_realtime())
                // Whoever owes a notice or waits for a gap looks again soon, whether something comes or not.
                let waits = gap != nil || table.isUnsettled
                let idle = waits && !(0...100).contains(watch.patience) ? 100 : watch.patience
                let limit: Int32 = gap != nil ? 2 : sink.owesNotice ? 10 : idle
                guard intake.wait(setting.stop, milliseconds: limit) else { break }
                watch.look(at: linux_monotonic())
                if waits {
                    // What is let go may not fit the ring, like a packet.
                    sink.beginPacket(byteCount: 0)
                    // Had anything come on any line before this moment, the batch would not have been empty.
                    table.expire(at: linux_realtime() &- Self.lag, into: &sink)
                    sink.publish(at: linux_realtime())
                }
                sink.settleWhenIdle(at: linux_realtime())
                continue
            }
            let now = linux_realtime()
            brisk.arrived(at: now)
            for index in 0..<count {
                let datagram = intake.datagram(index)
                packets &+= 1
                bytes &+= UInt64(datagram.count)
                sink.beginPacket(byteCount: datagram.count)
                let received = datagram.received == 0 ? now : datagram.received
                let dropped = drops.before(datagram)
                let context = PacketContext(
                    feed: 0, line: datagram.line, received: received, intake: received,
                    gapCause: dropped > 0 ? .kernel : .wire)
                let isKnown = table.decode(
                    intake.bytes(of: datagram), to: endpoint, named: name, context, into: &sink)
                if drops.isUntold, table.hasFeeds { drops.tell(into: &sink) }
                if !isKnown, table.unlike == 1 { noteUnrecognised(name, table.firstUnrecognised) }
            }
            if requester != nil { requester?.ask(for: table.openGap, at: now) }
            sink.publish(at: linux_realtime())
            setting.report.packets = packets
            setting.report.bytes = bytes
            setting.report.systemCalls = intake.systemCalls
        }
        setting.report.systemCalls = intake.systemCalls
        sink.beginPacket(byteCount: 0)
        table.finish(into: &sink)
        var skipped: [String: UInt64] = [:]
        if table.unrecognised > 0 { skipped["unknown-protocol"] = table.unrecognised }
        if intake.truncated > 0 { skipped["truncated"] = intake.truncated }
        if !skipped.isEmpty { setting.report.set(skipped: skipped) }
        if let failure { throw failure }
    }

    /// A datagram that the kernel stamped may become readable so much later, ns.
    private static var lag: UInt64 { 5_000_000 }

    private func noteUnrecognised(_ name: String, _ firstBytes: [UInt8]) {
        setting.report.note(
            IntakeError.unrecognised("\(name): what comes there is of no known format", firstBytes)
                .description)
    }
}
