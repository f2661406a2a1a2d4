internal import Capture
internal import Glibc
internal import Ring
internal import Simulator
internal import Wire

/// Sends a recording over UDP, on one line or more, and answers requests meanwhile.
struct SendLines {
    private let recording: Recording
    private let pace: Pace
    private let command: Send
    private let stop: StopFlag
    private let progress = SendProgress()

    init(_ recording: Recording, _ pace: Pace, _ command: Send, until stop: StopFlag) {
        self.recording = recording
        self.pace = pace
        self.command = command
        self.stop = stop
    }

    /// Ends of session that are said again.
    private static let endings = 2

    /// - Parameter linger: For how long requests are answered after the end, ns.
    func run(_ targets: [SendAddress], _ plan: FaultPlan, linger: UInt64) throws(Failure) {
        let lines = try lines(targets, plan)
        guard plan.restarts.isEmpty || !recording.isCapture else {
            throw .usage("--restart needs a day file: the datagrams of a capture go out as they are")
        }
        guard command.skew == 0 || pace != .unpaced else {
            throw .usage("--skew needs a pace; give --rate, or --speed other than max")
        }
        // Everything that can be refused is, before a file that is there is emptied.
        let server = try requestServer(plan)
        var log: FileSink?
        if let path = command.log {
            do { log = try FileSink(path: path) } catch { throw .failed(error.description) }
        }
        let reports = try send(lines, server, linger)
        let report = SendReport(zip(lines, reports).map { ($0.destination.description, $1) })
        for line in report.lines { Standard.error.line(line) }
        if log != nil {
            let text = Array(report.log.utf8)
            do throws(FileSinkError) {
                try log!.write(text.rawBytes)
                try log!.close()
            } catch {
                throw .failed(error.description)
            }
        }
        if let failure = report.failure { throw .failed(failure) }
    }

    private func lines(_ targets: [SendAddress], _ plan: FaultPlan) throws(Failure) -> [LineSettings] {
        var lines: [LineSettings] = []
        for (index, target) in targets.enumerated() {
            guard case .udp(let endpoint, let interface) = target else { continue }
            var faults = plan
            faults.seed = plan.seed &+ UInt64(index)
            let (skew, overflow) = command.skew.multipliedReportingOverflow(by: 1000 * UInt64(index))
            guard !overflow, skew < 3_600_000_000_000 else {
                throw .usage("--skew \(command.skew): microseconds, an hour at most")
            }
            lines.append(
                LineSettings(destination: endpoint, interface: interface, faults: faults, skew: skew))
        }
        return lines
    }

    private func send(
        _ lines: [LineSettings], _ server: consuming RequestServer?, _ linger: UInt64
    ) throws(Failure) -> [LineReport] {
        let isPaced = pace != .unpaced
        let longest = recording.longestDatagram
        do throws(LiveSenderError) {
            if recording.isCapture {
                return send(
                    try LineSender(lines, isPaced: isPaced, progress: progress, longest: longest) { _ in
                        RecordedDatagrams(recording, pace: pace)
                    }, server, linger)
            }
            return send(
                try LineSender(lines, isPaced: isPaced, progress: progress, longest: longest) { line in
                    recording.packed(at: pace, faults: line.faults)
                }, server, linger)
        } catch {
            throw .failed(error.description)
        }
    }

    private func send<Flow: DatagramFlow & ~Copyable>(
        _ sender: consuming LineSender<Flow>, _ server: consuming RequestServer?, _ linger: UInt64
    ) -> [LineReport] {
        let served = StopFlag()
        var answering: WorkerThread?
        let counters = server?.counters
        if let server = server.take() {
            Standard.error.line("feedtop: answering requests at \(server.address)")
            answering = WorkerThread(name: "requests", carrying: server) { $0.run(until: served) }
        }
        sender.run(until: stop)
        sender.repeatEnding(
            Self.endings, every: linger > 0 ? 1_000_000_000 : 50_000_000, linger: linger, until: stop)
        served.stop()
        answering.take()?.join()
        if let counters {
            Standard.error.line(
                "requests: \(Plain.grouped(counters.requestCount)), answered "
                    + "\(Plain.grouped(counters.answerCount)) with \(Plain.grouped(counters.messageCount)) messages"
            )
        }
        return sender.reports
    }

    private func requestServer(_ plan: FaultPlan) throws(Failure) -> RequestServer? {
        guard let text = command.request else { return nil }
        guard recording.hasMessages, recording.hasLengthPrefix else {
            throw .usage("--request answers for MoldUDP64, and \(command.file) is not sent over it")
        }
        do {
            let address = try SendAddress.endpoint(text[...], of: "--request \(text)", least: 0)
            return try RequestServer(
                at: address, Retransmission(recording, progress, restart: plan.restarts.first?.afterMessages))
        } catch is SendAddressError {
            throw .usage(
                "--request \(text): give an IP address of this host and a port, as in 127.0.0.1:26478")
        } catch let error as LiveSenderError {
            throw .failed(error.description)
        } catch {
            throw .failed("\(error)")
        }
    }
}
