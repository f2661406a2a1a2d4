internal import CLinux
internal import Glibc
internal import Intake
internal import Market
internal import Screen
internal import Simulator

/// A few seconds of a simulated exchange, with a hole in its sequence: what a theme is shown with.
enum SampleMarket {
    static func draw(_ still: inout Still, as format: Still.Format) throws -> String {
        let descriptor = unsafe linux_memory_file("feedtop-sample")
        guard descriptor >= 0 else { throw Failure.failed("no memory for the sample: errno \(errno)") }
        defer { close(descriptor) }
        let path = "/proc/self/fd/\(descriptor)"
        do { try generate(path) } catch { throw Failure.failed("\(error)") }

        let setting = ReceiverSetting(.file(path: path))
        let reader = StillReader(setting, until: .at(.end), thresholds: AlertThresholds())
        reader.run { _ in }
        if let failure = setting.report.failure { throw Failure(failure) }
        var status = reader.status(named: "sample")
        status.receive = ""
        var request = still.state.request
        request.rowCount = 1
        request.selected = reader.snapshot(request).rows.first?.key
        still.state.request = request
        request = still.request(after: reader.snapshot(request), status)
        return still.draw(reader.snapshot(request), status, as: format)
    }

    private static func generate(_ path: String) throws {
        var exchange = ExchangeSettings(messages: 60_000, seed: 1)
        exchange.symbols = 60
        exchange.meanRate = 12_000
        var generator = FeedGenerator(.pcap, exchange)
        var faults = FaultPlan()
        faults.lostMessages = [31_001...31_010]
        generator.faults = faults
        var sink = try FileSink(path: path)
        _ = try generator.generate { bytes throws(FileSinkError) in try sink.write(bytes) }
        try sink.close()
    }
}
