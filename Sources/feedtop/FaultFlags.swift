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
        if let restart {
            guard restart > 0 else { throw .usage("--restart 0: restart after at least 1 message") }
            plan.restarts = [SenderRestart(afterMessages: restart)]
        }
        return plan
    }
}
