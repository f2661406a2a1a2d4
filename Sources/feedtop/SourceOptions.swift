internal import ArgumentParser
internal import Intake
internal import OrderFlow
internal import Protocols

/// What every command that reads a source takes.
struct SourceOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A capture or day file, - for standard input, "
                + "udp://[source@]group:port[?interface=eth1&request=host:port], tcp://host:port, unix:///path, "
                + "soup://user[:password]@host:port[?session=NAME&sequence=N], or "
                + "nic://eth1[?port=26477&group=239.1.2.3].",
            valueName: "source"))
    var named: String?

    @Option(
        name: .customLong("line"),
        help: ArgumentHelp(
            "A line of one feed, A first; give it for each line. Instead of a source: udp://group:port. Of a capture "
                + "or nic://: group:port.",
            valueName: "line"))
    var lines: [String] = []

    @Option(
        name: .customLong("lines"),
        help: ArgumentHelp(
            "Destinations of a capture that carry the same datagrams are lines of one feed (auto, unless --line names "
                + "them), or each is a feed of its own (separate).",
            valueName: "auto|separate"))
    var lineMode: String?

    @Option(
        name: .customLong("protocol"),
        help: ArgumentHelp(
            "Take this protocol for granted: \(FeedProtocol.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "name"))
    var content: String?

    @Option(
        help: ArgumentHelp(
            "Trading day of a file whose messages only count from midnight.", valueName: "yyyy-mm-dd"))
    var date: String?

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Interface to join a multicast group on.", valueName: "name"))
    var interface: String?

    @Option(
        help: ArgumentHelp(
            "How bytes are received: \(Technique.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "technique"))
    var receive: String?

    @Option(
        help: ArgumentHelp(
            "When a packet was received: capture (the capture's own time) or tap (the time in the frame: "
                + "Arista's header, a Metamako or Exablaze trailer, ERF).",
            valueName: "capture|tap"))
    var clock: String?

    @Flag(help: "The file is still being written: wait at its end for more.") var follow = false

    /// What is read, in the words of the command line: with its password.
    private var source: String { named ?? lines.joined(separator: " ") }

    /// The same as it may be shown: without a password.
    var shown: String { SourceAddress.shown(source) }

    /// Where a SoupBinTCP password stands that is not to be seen in the list of processes.
    private static let passwordVariable = "FEEDTOP_SOUP_PASSWORD"

    func validate() throws {
        if named == nil, lines.isEmpty {
            throw ValidationError(
                "no source; name a capture or day file, a URL such as udp://group:port, or -")
        }
    }

    /// - Parameter replay: The pace of a file; `nil`: as fast as it goes.
    func setting(replay: ReplayControl?) throws(Failure) -> ReceiverSetting {
        var (address, symbol): (SourceAddress, SymbolName)
        if named != nil || lines.isEmpty {
            do {
                (address, symbol) = try SourceAddress.parse(
                    source, soupPassword: Environment.value(Self.passwordVariable))
            } catch { throw .usage(error.description) }
        } else {
            (address, symbol) = try FeedLines.parse(lines)
        }
        if let interface {
            guard case .udp(var lines) = address else {
                throw .usage("\(shown): only udp:// joins a group on an interface; leave out --interface")
            }
            for index in lines.indices { lines[index].interface = interface }
            address = .udp(lines)
        }
        var setting = ReceiverSetting(address)
        setting.options.symbol = symbol
        if follow {
            guard case .file = address else {
                throw .usage("\(shown): --follow is for a file that grows; leave it out here")
            }
            setting.follows = true
        }
        if let content {
            guard let forced = FeedProtocol(rawValue: content) else {
                let known = FeedProtocol.allCases.map(\.rawValue).joined(separator: ", ")
                throw .usage("--protocol \(content): no such protocol; known are \(known)")
            }
            setting.forced = forced
        }
        if let receive {
            guard let technique = Technique(rawValue: receive) else {
                let known = Technique.allCases.map(\.rawValue).joined(separator: ", ")
                throw .usage("--receive \(receive): no such technique; known are \(known)")
            }
            setting.technique = technique
        }
        if let clock { try set(clock: clock, of: &setting) }
        if named != nil { try setLines(of: &setting) }
        if let date {
            guard let day = TradingDay.parse(date) else {
                throw .usage("--date \(date): not a date; write it as 2019-12-30")
            }
            setting.options.day = day
        } else if case .file(let path) = address {
            setting.options.day = TradingDay.fromFileName(path)
        }
        if !setting.isLive { setting.replay = replay }
        return setting
    }

    private func setLines(of setting: inout ReceiverSetting) throws(Failure) {
        guard lineMode != nil || !lines.isEmpty else { return }
        switch setting.address {
        case .udp, .soup:
            throw .usage(
                "\(shown): --line and --lines are for captures and nic://; name the lines of a live feed by --line alone"
            )
        case .file, .standardInput, .interface, .stream: break
        }
        if let lineMode {
            guard lines.isEmpty, lineMode == "auto" || lineMode == "separate" else {
                throw .usage("--lines \(lineMode): auto or separate is wanted, and no --line beside it")
            }
            setting.captureLines = lineMode == "auto" ? .found : .separate
        } else {
            setting.captureLines = try FeedLines.inCapture(lines, of: shown)
        }
    }

    private func set(clock: String, of setting: inout ReceiverSetting) throws(Failure) {
        guard let known = ReceiveClock(rawValue: clock) else {
            throw .usage("--clock \(clock): no such clock; known are capture and tap")
        }
        switch setting.address {
        case .udp, .soup:
            throw .usage("\(shown): --clock is for frames, in captures and on nic://; leave it out here")
        case .file, .standardInput, .interface, .stream: setting.clock = known
        }
    }
}
