internal import ArgumentParser
internal import CLinux

/// `feedtop bench ring`: what handing events from thread to thread costs.
struct BenchRing: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ring",
        abstract: "Send 32-byte events from one pinned thread to another through the ring.",
        discussion: """
            One by one, each published and released by itself; in runs, as receiver and market thread do; and there
            and back, one at a time, through two rings. Both threads wait awake, each on a core of its own.
            """)

    @Option(help: ArgumentHelp("Events of a run; a hundredth of them go there and back.", valueName: "count"))
    var items: UInt64 = 20_000_000
    @Option(help: ArgumentHelp("Slots of the ring, a power of two.", valueName: "count"))
    var capacity = Pipeline.ringCapacity
    @OptionGroup var options: RunOptions

    func validate() throws {
        guard (100...100_000_000_000).contains(items) else {
            throw ValidationError("--items \(items): from 100 to 100000000000")
        }
        guard capacity >= 2, capacity <= 1 << 28, capacity & (capacity - 1) == 0 else {
            throw ValidationError("--capacity \(capacity): a power of two from 2 to \(1 << 28)")
        }
    }

    func run() throws {
        let cores = try Self.cores()
        var measure = TrackMeasure(options)
        let all = RingTrial(items: items, capacity: capacity, cores: cores)
        try measure.measure("one by one", unit: "item") {
            TrackMeasure.Run(messages: items, elapsed: try all.oneWay(.singly))
        }
        try measure.measure("in runs", unit: "item") {
            TrackMeasure.Run(messages: items, elapsed: try all.oneWay(.inRuns))
        }
        let few = RingTrial(items: items / 100, capacity: capacity, cores: cores)
        try measure.measure("there and back", unit: "round trip") {
            TrackMeasure.Run(messages: few.items, elapsed: try few.roundTrips())
        }
        var report = TrackReport("ring", measure.rows)
        report.notes = [
            "32-byte events; ring of \(Plain.grouped(capacity)) slots; "
                + "threads on cores \(cores.producer) and \(cores.consumer)"
        ]
        try report.tell(options)
    }

    private static func cores() throws(Failure) -> RingTrial.RingCores {
        let (first, second) = (linux_allowed_core(0), linux_allowed_core(1))
        guard first >= 0, second >= 0 else {
            throw .failed("two threads that wait awake want two cores, and this process may use one alone")
        }
        return RingTrial.RingCores(producer: second, consumer: first)
    }
}
