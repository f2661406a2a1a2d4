internal import ArgumentParser
internal import Simulator

/// Faults on demand, in percent of the datagrams.
struct FaultFlags: ParsableArguments {
    @Option(help: ArgumentHelp("Datagrams lost.", valueName: "percent")) var loss = 0.0
    @Option(help: ArgumentHelp("Datagrams sent twice.", valueName: "percent")) var duplicate = 0.0
    @Option(help: ArgumentHelp("Datagrams sent late, overtaken by three others.", valueName: "percent"))
    var reorder = 0.0
    @Option(help: ArgumentHelp("Restart the sender after so many messages.", valueName: "messages"))
    var restart: UInt64?

    @Option(
        help: ArgumentHelp(
            "Cut the line: 10+3 is for 3 seconds, 10 seconds after the start.", valueName: "start+length"))
    var cut: String?

    func plan(seed: UInt64) throws(Failure) -> FaultPlan {
        var plan = FaultPlan()
        plan.seed = seed
        for (name, value) in [("loss", loss), ("duplicate", duplicate), ("reorder", reorder)]
        where !(value >= 0 && value <= 100) {
            throw .usage("--\(name) \(value): a percentage from 0 to 100")
        }
        plan.loss = loss / 100
        plan.duplication = duplicate / 100
        plan.reordering = reorder / 100
        if let cut {
            let parts = cut.split(separator: "+").map { Double($0) }
            guard parts.count == 2, let start = parts[0], let length = parts[1], start >= 0, length > 0,
                start + length < 1e9
            else { throw .usage("--cut \(cut): give the start and the length in seconds, as in 10+3") }
            plan.lineCuts = [LineCut(start: UInt64(start * 1e9), duration: UInt64(length * 1e9))]
        }
        if let restart {
            guard restart > 0 else { throw .usage("--restart 0: restart after at least 1 message") }
            plan.restarts = [SenderRestart(afterMessages: restart)]
        }
        return plan
    }
}

extension FaultPlan {
    /// Nothing in it goes wrong.
    var isHarmless: Bool {
        loss == 0 && duplication == 0 && reordering == 0 && restarts.isEmpty && lineCuts.isEmpty
    }
}
