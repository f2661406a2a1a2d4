/// Which technique takes datagrams from the kernel.
extension SourceReader where Sink: ~Copyable {
    mutating func receiveDatagrams(from lines: [UDPAddress]) throws(IntakeError) {
        var sockets = try UDPLines(lines)
        var requester: GapRequester?
        if let server = lines.compactMap(\.request).first {
            guard let made = try GapRequester.open(server, stop: setting.stop) else { return }
            sockets.append(made)
            requester = made
        }
        let watch = InterfaceWatch(lines, sockets.descriptors, setting.report)
        switch setting.technique {
        case .copying:
            setting.report.set(technique: "recvmsg, copied twice")
            var intake = PooledDatagrams(sockets, slots: 1, copies: 2)
            try receiveDatagrams(&intake, lines, requester, watch)
        case .vectored:
            setting.report.set(technique: "recvmmsg, copied once")
            var intake = PooledDatagrams(sockets, copies: 1)
            try receiveDatagrams(&intake, lines, requester, watch)
        case .inPlace:
            try receivePooled(sockets, lines, requester, watch)
        case .ioUring, .auto:
            let ring: ReceiveRing
            do throws(RingRefusal) {
                ring = try ReceiveRing(RingDatagrams.layout(lines: sockets.count), stop: setting.stop)
            } catch {
                if setting.technique == .ioUring {
                    setting.report.note(
                        "io_uring cannot be used: \(error); receiving by recvmmsg in place instead")
                }
                return try receivePooled(sockets, lines, requester, watch)
            }
            setting.report.set(technique: "io_uring multishot")
            var intake = RingDatagrams(sockets, ring)
            try receiveDatagrams(&intake, lines, requester, watch)
        }
    }

    private mutating func receivePooled(
        _ sockets: consuming UDPLines, _ lines: [UDPAddress], _ requester: GapRequester?,
        _ watch: InterfaceWatch
    ) throws(IntakeError) {
        let isSecondChoice = setting.technique != .inPlace
        setting.report.set(
            technique: isSecondChoice ? "recvmmsg in place (no io_uring)" : "recvmmsg in place")
        var intake = PooledDatagrams(sockets, copies: 0)
        try receiveDatagrams(&intake, lines, requester, watch)
    }
}
