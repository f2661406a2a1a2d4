internal import CLinux
internal import Glibc
internal import Intake
internal import Market
internal import OrderFlow
internal import Protocols
internal import Ring
internal import Simulator
internal import Synchronization

/// What is tried: one way to receive, over one transport.
struct BenchCase: Sendable, Equatable {
    let technique: Technique
    let transport: LoopSender.Transport
}

/// One stretch of messages through the whole path, from the sender's socket to the book.
struct BenchTrial: Sendable {
    /// As the receiver names what it did.
    var technique = ""
    var notes: [String] = []
    var sent = LoopReport()
    /// Messages applied to the book.
    var applied: UInt64 = 0
    /// From the first message's due time to the last one's application, ns.
    var elapsed: UInt64 = 0
    /// How long after the sender's last call the last message was applied, ns.
    var behind: UInt64 = 0
    var latencies = LatencyRecorder()
    var counters = FeedCounters()
    /// Processor time of this process, and of its market thread alone, ns.
    var processorTime: UInt64 = 0
    var marketTime: UInt64 = 0
    /// The receiver's.
    var systemCalls: UInt64 = 0

    var lost: UInt64 { sent.messages - min(applied, sent.messages) }
    /// Share of the messages that the sender sent more than 100 µs late.
    var lateShare: Double { sent.messages == 0 ? 0 : Double(sent.late) / Double(sent.messages) }
    /// Messages applied a second.
    var throughput: Double { elapsed == 0 ? 0 : Double(applied) / Double(elapsed) * 1e9 }
    /// What the sender came to, messages a second.
    var offered: Double {
        let time = sent.ended - min(sent.started, sent.ended)
        return time == 0 ? 0 : Double(sent.messages) / Double(time) * 1e9
    }

    /// A receiver that still has this much to do when the sender stops was held up by luck, or is too slow, ns.
    private static let patience: UInt64 = 20_000_000

    /// Nothing was lost, and nothing was piling up.
    var isSustained: Bool { applied > 0 && lost == 0 && behind <= Self.patience }
}

extension BenchTrial {
    /// - Parameters:
    ///   - rate: Messages a second; 0: as fast as the sender goes.
    ///   - batchBits: Messages due at the same time, as a power of two.
    ///   - warmUp: Sent before, at the same rate, and not recorded, ns.
    static func run(
        _ wanted: BenchCase, _ sender: borrowing SenderProcess, rate: UInt64, batchBits: UInt64,
        nanoseconds: UInt64, warmUp: UInt64 = 0
    ) throws(Failure) -> BenchTrial {
        let port = try wanted.transport == .stream ? sender.listen() : Demo.freePort()
        var setting = ReceiverSetting(address(wanted.transport, port))
        setting.technique = wanted.technique
        setting.forced = .orderUpdate
        let control = BenchControl()
        let ring = Ring<OrderEvent>(capacity: Pipeline.ringCapacity, doorbell: control.doorbell)
        let market = WorkerThread(
            name: "market", carrying: BenchMarket(ring.consumer, setting.directory, control)
        ) { $0.run() }
        let receiver = WorkerThread(name: "receiver", carrying: Receiver(setting, into: ring.producer)) {
            $0.run()
        }
        var trial = BenchTrial()
        var failure: Failure?
        do throws(Failure) {
            try connect(wanted.transport, port, setting, sender)
            let before = processorTime()
            let calls = setting.report.systemCalls
            control.warm.store(linux_realtime() + warmUp, ordering: .relaxed)
            trial.sent = try sender.send(
                nanoseconds: nanoseconds + warmUp, rate: rate, batchBits: batchBits)
            trial.waitUntilApplied(control)
            trial.processorTime = processorTime() - before
            trial.systemCalls = setting.report.systemCalls - calls
        } catch { failure = error }
        setting.stop.raise()
        receiver.join()
        control.stop()
        market.join()
        if let error = setting.report.failure { failure = Failure(error) }
        if let failure { throw failure }
        try sender.close()
        trial.take(control, setting.report)
        return trial
    }

    static func address(_ transport: LoopSender.Transport, _ port: UInt16) -> SourceAddress {
        switch transport {
        case .stream: .stream(.tcp(host: "127.0.0.1", port: port))
        case .datagrams: .udp([UDPAddress(group: "127.0.0.1", port: port)])
        }
    }

    static func connect(
        _ transport: LoopSender.Transport, _ port: UInt16, _ setting: ReceiverSetting,
        _ sender: borrowing SenderProcess
    ) throws(Failure) {
        guard transport == .datagrams else { return try sender.accept() }
        // The socket must be there first.
        for _ in 0..<5000 where setting.report.technique.isEmpty && !setting.report.isFinished {
            usleep(1000)
        }
        try sender.aim(at: port)
    }

    /// Waits until every message that was sent is in the book, or nothing has come for a while.
    private mutating func waitUntilApplied(_ control: BenchControl) {
        var known: UInt64 = 0
        var still = 0
        while still < 100 {
            applied = control.applied.load(ordering: .acquiring)
            if applied >= sent.messages { break }
            still = applied == known ? still + 1 : 0
            known = applied
            usleep(1000)
        }
    }

    private mutating func take(_ control: BenchControl, _ report: SourceReport) {
        technique = report.technique
        notes = report.notes
        applied = control.applied.load(ordering: .acquiring)
        let last = control.appliedAt.load(ordering: .relaxed)
        elapsed = last - min(last, sent.started)
        behind = last - min(last, sent.ended)
        guard let market = control.report else { return }
        latencies = market.latencies
        marketTime = market.processorTime
        counters = market.market.counters
    }

    private static func processorTime() -> UInt64 {
        var time = timespec()
        // SAFETY: the structure outlives the call.
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
