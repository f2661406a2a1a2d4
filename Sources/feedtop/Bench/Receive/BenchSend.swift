internal import ArgumentParser
internal import Glibc
internal import Simulator

/// The sender of the benchmark, a process of its own: it takes commands on standard input, a line each, and answers
/// each with a line on standard output. It ends when its input does.
///
///     listen                            port NUMBER      a TCP port of 127.0.0.1 to connect to
///     aim PORT                          ok               datagrams go to this port of 127.0.0.1
///     accept                            ok               the connection to the TCP port
///     send MESSAGES NS RATE BATCHBITS   sent …           see ``LoopReport``; RATE 0: as fast as it goes
///     close                             ok
struct BenchSend: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "sender", shouldDisplay: false)

    /// Messages of a round, and live orders in it.
    private static let round = 1 << 18
    private static let liveOrders = 5000

    func run() throws {
        let loop: OrderUpdateLoop
        do {
            loop = try OrderUpdateLoop(
                messages: Self.round, liveOrders: Self.liveOrders, multiple: LoopSender.datagramMessages)
        } catch { throw Failure.failed(error.description) }
        var state = State(loop: loop)
        try Standard.output.write("ready\n")
        while let line = readLine() {
            var answer: String
            do throws(Failure) { answer = try state.obey(line) } catch { answer = "error \(error.line)" }
            try Standard.output.write(answer + "\n")
        }
    }

    /// Between two commands.
    private struct State: ~Copyable {
        var loop: OrderUpdateLoop
        var endpoint = LoopEndpoint()
        var sender: LoopSender?

        init(loop: consuming OrderUpdateLoop) { self.loop = loop }

        /// - Returns: The answer.
        mutating func obey(_ line: String) throws(Failure) -> String {
            let words = line.split(separator: " ")
            let numbers = words.dropFirst().compactMap { UInt64($0) }
            switch (words.first, numbers.count) {
            case ("listen", 0): return "port \(try endpoint.listen())"
            case ("accept", 0):
                sender = LoopSender(.stream, descriptor: try endpoint.accept())
                loop.restart()
            case ("aim", 1):
                guard let port = UInt16(exactly: numbers[0]) else { throw .usage("aim \(numbers[0])") }
                sender = LoopSender(.datagrams, descriptor: try LoopEndpoint.aim(at: port))
                loop.restart()
            case ("send", 4) where numbers[3] < 16:
                guard sender != nil else { throw .usage("send: nowhere to send to") }
                let schedule = SendSchedule(rate: Double(numbers[2]), batchBits: numbers[3])
                return sender!.send(&loop, schedule, messages: numbers[0], nanoseconds: numbers[1]).line
            case ("close", 0): sender = nil
            default: throw .usage("'\(line)' is no command of the benchmark's sender")
            }
            return "ok"
        }
    }
}

extension LoopReport {
    /// What the sender answers.
    var line: String {
        "sent \(messages) \(unsent) \(started) \(ended) \(processorTime) \(calls) \(idle) \(late) \(failure)"
    }

    init?(line: String) {
        let words = line.split(separator: " ")
        let numbers = words.dropFirst().compactMap { UInt64($0) }
        guard words.first == "sent", numbers.count == 9 else { return nil }
        self.init()
        (messages, unsent, started, ended) = (numbers[0], numbers[1], numbers[2], numbers[3])
        (processorTime, calls, idle, late) = (numbers[4], numbers[5], numbers[6], numbers[7])
        failure = Int32(truncatingIfNeeded: numbers[8])
    }
}
