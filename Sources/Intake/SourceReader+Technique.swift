/// Which technique takes datagrams from the kernel.
extension SourceReader where Sink: ~Copyable {
    mutating func receiveDatagrams(from lines: [UDPAddress]) throws(IntakeError) {
        let sockets = try UDPLines(lines)
        switch setting.technique {
        case .copying:
            setting.report.set(technique: "recvmsg, copied twice")
            var intake = PooledDatagrams(sockets, slots: 1, copies: 2)
            try receiveDatagrams(&intake, lines: lines)
        case .vectored:
            setting.report.set(technique: "recvmmsg, copied once")
            var intake = PooledDatagrams(sockets, copies: 1)
            try receiveDatagrams(&intake, lines: lines)
        case .inPlace, .auto:
            try receivePooled(sockets, lines)
        case .ioUring:
            let ring: ReceiveRing
            do throws(RingRefusal) {
                ring = try ReceiveRing(RingDatagrams.layout(lines: sockets.count), stop: setting.stop)
            } catch {
                setting.report.note("io_uring cannot be used: \(error); receiving by recvmmsg in place instead")
                return try receivePooled(sockets, lines)
            }
            setting.report.set(technique: "io_uring multishot")
            var intake = RingDatagrams(sockets, ring)
            try receiveDatagrams(&intake, lines: lines)
        }
    }

    private mutating func receivePooled(
        _ sockets: consuming UDPLines, _ lines: [UDPAddress]
    ) throws(IntakeError) {
        setting.report.set(technique: "recvmmsg in place")
        var intake = PooledDatagrams(sockets, copies: 0)
        try receiveDatagrams(&intake, lines: lines)
    }
}
