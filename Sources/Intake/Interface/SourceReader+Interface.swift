internal import CLinux
internal import Glibc
internal import OrderFlow

/// The wire itself, below the sockets: frames in a ring that the kernel fills, parsed there.
extension SourceReader where Sink: ~Copyable {
    mutating func receiveInterface(_ address: InterfaceAddress) throws(IntakeError) {
        var ring = try PacketRing.open(address)
        let membership = try address.join()
        setting.report.set(technique: "AF_PACKET ring")
        var reader = FrameReader<Sink>(setting, address)
        var failure: IntakeError?
        var (wasWoken, isDown) = (false, false)
        while !setting.stop.isRaised {
            if Self.readBlock(of: &ring, with: &reader, into: &sink) {
                wasWoken = false
                continue
            }
            if wasWoken {
                let code = ring.takeError()
                if code != 0, code != ENETDOWN {
                    failure = IntakeError("\(address.label): receiving failed: \(IntakeError.reason(code))")
                    break
                }
                // The kernel tells that it went down, but not that it went away then or came back.
                if code == ENETDOWN || isDown {
                    let state = ring.state(of: address)
                    if state == .gone {
                        failure = IntakeError(
                            "\(address.label): the interface is gone; what came before counts; "
                                + "start again when it is back")
                        break
                    }
                    isDown = state == .down
                    setting.report.note(
                        "\(address.label): the interface went down; reading goes on when it is up again")
                }
            }
            // Asked for its error and its drops, and waited for.
            setting.report.systemCalls &+= wasWoken ? 3 : 2
            reader.notice(drops: ring.takeDrops(), into: &sink)
            let limit: Int32 = sink.owesNotice ? 10 : isDown ? 100 : -1
            guard setting.stop.waitUntilReadable(ring.descriptor, milliseconds: limit) else { break }
            wasWoken = true
            sink.settleWhenIdle(at: linux_realtime())
        }
        if failure != nil {
            // The last block is still to come: it is handed over when its time is up.
            _ = setting.stop.waitUntilReadable(ring.descriptor, milliseconds: 50)
            while Self.readBlock(of: &ring, with: &reader, into: &sink) {}
        }
        reader.notice(drops: ring.takeDrops(), into: &sink)
        reader.finish(into: &sink)
        _ = consume membership
        if let failure { throw failure }
    }

    /// Reads the next block, if the kernel has filled one, and gives it back.
    private static func readBlock(
        of ring: inout PacketRing, with reader: inout FrameReader<Sink>, into sink: inout Sink
    ) -> Bool {
        guard let block = ring.next() else { return false }
        reader.read(block, into: &sink)
        return true
    }
}
