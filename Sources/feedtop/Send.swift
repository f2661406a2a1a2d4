internal import ArgumentParser
internal import CLinux
internal import Glibc
internal import Intake
internal import Protocols
internal import Simulator

/// `feedtop send`: a capture or day file as a sender.
struct Send: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send a capture or day file, as a feed does.",
        discussion: """
            feedtop send day.pcap --to udp://239.1.2.3:26477?interface=lo     the captured datagrams, at their own pace
            feedtop send day.itch --to udp://… --to udp://… --loss 1          packed as MoldUDP64, on lines A and B
            feedtop send day.itch --to soup://joe:secret@127.0.0.1:9000       a SoupBinTCP server
            feedtop send ACME --to tcp://127.0.0.1:9000 --rate 100000         a byte stream, for who connects

            Messages are sent as they stand in the file, with its time stamps: the feed latency that a receiver
            measures is as old as the file. Several --to are lines of one feed; each has faults of its own.
            """)

    @Argument(help: ArgumentHelp("A capture or day file, or - for standard input.", valueName: "file"))
    var file: String
    @Option(
        help: ArgumentHelp(
            "udp://group:port[?interface=eth1], or where to listen: tcp://host:port, unix:///path, "
                + "soup://[user[:password]@]host:port.", valueName: "address"))
    var to: [String] = []
    @Option(help: ArgumentHelp("Of a capture with several feeds: the one to send.", valueName: "group:port"))
    var feed: String?
    @Option(name: .customLong("protocol"), help: ArgumentHelp("Take it for granted.", valueName: "name"))
    var content: String?
    @OptionGroup(title: "Pace") var pace: PaceFlags
    @OptionGroup(title: "Faults (udp:// only)") var faults: FaultFlags
    @Option(help: ArgumentHelp("Line B comes so much later than A, C than B.", valueName: "microseconds"))
    var skew: UInt64 = 0
    @Option(
        help: ArgumentHelp(
            "Everything random follows from it; each line takes the next.", valueName: "number"))
    var seed: UInt64 = 1
    @Option(
        help: ArgumentHelp("Write what was sent and what went wrong here, as JSON lines.", valueName: "path"))
    var log: String?
    @Option(
        help: ArgumentHelp("Answer MoldUDP64 requests at this address of the host.", valueName: "ip:port"))
    var request: String?
    @Option(
        help: ArgumentHelp(
            "After the end: answer requests, or wait for more clients (default: 5 with --request, else 0).",
            valueName: "seconds"))
    var linger: Double?
    @Option(help: ArgumentHelp("End when so many clients have had everything.", valueName: "count"))
    var clients = 1

    func run() throws {
        let targets = try addresses()
        let (recording, damage) = try open()
        if let note = recording.note { Standard.error.line("feedtop: \(note)") }
        let stop = StopFlag()
        Interrupt.onInterrupt { stop.stop() }
        let paced = try pace.pace()
        switch targets[0] {
        case .udp:
            try SendLines(recording, paced, self, until: stop).run(
                targets, try faults.plan(seed: seed), linger: try lingerTime(default: request == nil ? 0 : 5))
        case .stream(let address): try serve(recording, at: address, paced, nil, stop)
        case .soup(let address, let user, let password):
            let password = password ?? (user == nil ? nil : Self.variable("FEEDTOP_SOUP_PASSWORD"))
            try serve(recording, at: address, paced, SoupSettings(user: user, password: password), stop)
        }
        if let damage { throw Failure(damage) }
        if recording.hasShrunk {
            throw Failure.failed(
                "\(file): the file became shorter while it was sent; send a copy that nobody writes to")
        }
    }

    private func addresses() throws(Failure) -> [SendAddress] {
        guard !to.isEmpty else {
            throw .usage("no --to: say where to send, for example --to udp://127.0.0.1:26477")
        }
        var targets: [SendAddress] = []
        for text in to {
            do { targets.append(try SendAddress.parse(text)) } catch { throw .usage(error.description) }
        }
        let datagrams = targets.count { if case .udp = $0 { true } else { false } }
        guard datagrams == targets.count || targets.count == 1 else {
            throw .usage(
                "several --to are lines of one feed, and all must be udp://; start another send for the rest")
        }
        guard datagrams == 0 else { return targets }
        let plan = try faults.plan(seed: seed)
        guard plan.isHarmless, skew == 0 else {
            throw .usage(
                "--loss, --duplicate, --reorder, --cut, --restart and --skew need datagrams; send to udp://")
        }
        guard request == nil else { throw .usage("--request answers for MoldUDP64; send to udp://") }
        guard log == nil else { throw .usage("--log tells of datagrams; send to udp://") }
        guard clients > 0 else { throw .usage("--clients \(clients): at least 1") }
        return targets
    }

    private func open() throws(Failure) -> (Recording, damage: IntakeError?) {
        var forced: FeedProtocol?
        if let content {
            forced = FeedProtocol(rawValue: content)
            guard forced != nil else {
                let known = FeedProtocol.allCases.map(\.rawValue).joined(separator: ", ")
                throw .usage("--protocol \(content): no such protocol; known are \(known)")
            }
        }
        let plain: (descriptor: Int32, damage: IntakeError?)
        do { plain = try PlainFile.open(file) } catch { throw Failure(error) }
        defer { close(plain.descriptor) }
        do {
            return (try Recording(plain.descriptor, label: file, feed: feed, forced: forced), plain.damage)
        } catch {
            switch error.kind {
            case .failed: throw .failed(error.description)
            case .usage: throw .usage(error.description)
            case .noData: throw .noData(error.description)
            }
        }
    }

    private func serve(
        _ recording: Recording, at address: ListenAddress, _ pace: Pace, _ soup: SoupSettings?,
        _ stop: StopFlag
    ) throws(Failure) {
        guard recording.hasMessages else {
            throw .usage(
                "\(file): its datagrams cannot be taken apart into a stream of messages; send them to udp://")
        }
        let linger = try lingerTime(default: 0)
        var server: StreamServer
        do { server = try StreamServer(recording, at: address, pace: pace, soup: soup) } catch {
            throw .failed(error.description)
        }
        let scheme =
            switch address {
            case .tcp: soup == nil ? "tcp" : "soup"
            case .unix: "unix"
            }
        let name = "\(scheme)://\(server.address)"
        Standard.error.line("feedtop: listening at \(name)")
        server.run(clients: clients, linger: linger, until: stop)
        let report = server.report
        Standard.error.line(
            "\(name): \(Plain.grouped(report.messages)) messages; "
                + "\(Plain.grouped(report.served)) of \(Plain.grouped(report.connections)) clients had everything"
                + (report.left > 0 ? ", \(Plain.grouped(report.left)) left before" : ""))
        if report.shortage != 0 {
            // SAFETY: a zero-terminated text; it is copied at once.
            let reason = unsafe String(cString: linux_reason(report.shortage))
            Standard.error.line("feedtop: \(name): some clients had to wait: \(reason)")
        }
    }

    private func lingerTime(default seconds: Double) throws(Failure) -> UInt64 {
        let seconds = linger ?? seconds
        guard seconds >= 0, seconds <= 1e6 else { throw .usage("--linger \(seconds): seconds, 0 or more") }
        return UInt64(seconds * 1e9)
    }

    private static func variable(_ name: String) -> String? {
        // SAFETY: the text is copied at once; nothing here changes the environment.
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}
