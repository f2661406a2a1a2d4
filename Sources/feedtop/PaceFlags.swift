internal import ArgumentParser
internal import Simulator

/// How fast a file is sent.
struct PaceFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "So many times faster than its time stamps, or max (default 1).", valueName: "factor"))
    var speed: String?
    @Option(help: ArgumentHelp("Messages per second, whatever the time stamps say.", valueName: "messages"))
    var rate: Double?
    @Option(
        help: ArgumentHelp(
            "1000@5: every 5 seconds, 1,000 messages at once; between them nothing, or those of --rate.",
            valueName: "messages@seconds"))
    var burst: String?

    func pace() throws(Failure) -> Pace {
        guard speed == nil || (rate == nil && burst == nil) else {
            throw .usage("--speed goes by the time stamps, --rate and --burst do not; give one of them")
        }
        if let rate, !(rate > 0 && rate <= 1e9) {
            throw .usage("--rate \(rate): messages per second, above 0 and at most 1000000000")
        }
        if let burst {
            let parts = burst.split(separator: "@")
            guard parts.count == 2, let messages = Int(parts[0]), let interval = Double(parts[1]),
                (1...1_000_000_000).contains(messages), interval >= 0.001, interval <= 1e6
            else { throw .usage("--burst \(burst): give messages and seconds, as in 1000@5") }
            return .steady(
                perSecond: rate ?? 0, burst: Pace.Burst(messages: messages, interval: interval))
        }
        if let rate { return .steady(perSecond: rate, burst: nil) }
        guard let speed, speed != "1" else { return .recorded(speed: 1) }
        if speed == "max" { return .unpaced }
        guard let factor = Double(speed.hasSuffix("x") ? String(speed.dropLast()) : speed), factor >= 0.001,
            factor <= 1e9
        else { throw .usage("--speed \(speed): a factor such as 0.5 or 10, or max") }
        return .recorded(speed: factor)
    }
}
