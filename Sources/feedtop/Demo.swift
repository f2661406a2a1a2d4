internal import ArgumentParser
internal import CLinux
internal import Capture
internal import Glibc
internal import Intake
internal import Ring
internal import Simulator

/// `feedtop demo`: a simulated exchange on one thread, sending real datagrams over loopback; feedtop watching it.
struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Watch a simulated exchange over loopback UDP; nothing to set up.")

    @Option(help: ArgumentHelp("Instruments, up to 65535.", valueName: "count")) var symbols = 300
    @Option(help: ArgumentHelp("Messages per second, on the mean.", valueName: "rate")) var rate = 30_000.0
    @Option(help: ArgumentHelp("Everything random follows from it.", valueName: "number")) var seed: UInt64 =
        1
    @Flag(help: "Now and then the book crosses on purpose.") var crossed = false
    @OptionGroup(title: "Faults") var faults: FaultFlags
    @OptionGroup var screen: WatchFlags

    func run() throws {
        guard Standard.output.isTerminal else {
            throw Failure.usage("standard output is no terminal, and the demo is for looking at")
        }
        var exchange = ExchangeSettings.demo(seed: seed)
        exchange.symbols = symbols
        exchange.meanRate = rate
        exchange.crossesOnPurpose = crossed
        let plan = try faults.plan(seed: seed)
        let options = try screen.options()
        let port = try Self.freePort()
        let setting = ReceiverSetting(.udp([UDPAddress(group: "127.0.0.1", port: port)]))
        let sender: LiveSender
        do { sender = try LiveSender(to: Endpoint(ipv4: 0x7F00_0001, port: port)) } catch {
            throw Failure.failed(error.description)
        }
        do { _ = try SyntheticExchange(exchange) } catch { throw Failure.usage(error.description) }
        let stop = StopFlag()
        let thread = WorkerThread(name: "exchange", carrying: sender) { [exchange] sender in
            var sender = sender
            linux_sleep_on_time()
            // The receiver's socket must be there first, or the start of day is lost.
            while setting.report.technique.isEmpty, !setting.report.isFinished, !stop.isStopped {
                usleep(5_000)
            }
            try? sender.run(exchange, faults: plan, until: stop)
        }
        defer { stop.stop() }
        do {
            try WatchSession(setting, named: "demo", options).run()
        } catch {
            stop.stop()
            thread.join()
            throw error
        }
        stop.stop()
        thread.join()
    }

    /// A UDP port of 127.0.0.1 that nobody listens on.
    static func freePort() throws(Failure) -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        guard descriptor >= 0 else { throw .failed("no socket for the demo") }
        defer { close(descriptor) }
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let failed = unsafe withUnsafeMutableBytes(of: &name) { bytes in
            // SAFETY: sockaddr_in is what an IPv4 socket takes and gives.
            let address = unsafe bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            return unsafe bind(descriptor, address, size) != 0 || getsockname(descriptor, address, &size) != 0
        }
        guard !failed, name.sin_port != 0 else { throw .failed("no free UDP port on 127.0.0.1 for the demo") }
        return UInt16(bigEndian: name.sin_port)
    }
}
