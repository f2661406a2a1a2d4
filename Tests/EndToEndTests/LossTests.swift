import Foundation
import Testing

@Suite("Every lost message has an address", .serialized)
struct LossTests {
    private func day(_ scratch: Scratch, messages: Int) throws -> String {
        let made = try Program.run(
            ["generate", scratch.file("day.itch"), "--messages", "\(messages)", "--symbols", "50"])
        try #require(made.code == 0, "\(made.errors)")
        return scratch.file("day.itch")
    }

    /// A watcher with a small socket buffer, stopped while its sender sends on.
    private func flood(_ file: String) throws -> (watcher: Watcher, sender: pid_t, ports: [UInt16]) {
        let ports = Watcher.freePorts(1)
        let watcher = try Watcher(["udp://127.0.0.1:\(ports[0])?buffer=65536"])
        watcher.waitUntilBound(ports)
        let sender = try Child.spawn(
            Program.path, ["send", file, "--to", "udp://127.0.0.1:\(ports[0])", "--rate", "30000"], input: 0,
            output: 2, errors: 2)
        usleep(400_000)
        watcher.signal(SIGSTOP)
        return (watcher, sender, ports)
    }

    @Test("a stopped process under a flood, with a small socket buffer: lost in the kernel, to the message")
    func kernel() throws {
        let scratch = Scratch()
        let file = try day(scratch, messages: 60_000)
        let (watcher, sender, ports) = try flood(file)
        usleep(800_000)
        watcher.signal(SIGCONT)
        #expect(Child.wait(sender).code == 0)
        let feed = try onlyFeed(watcher.finish(ports))
        let lost = integer(feed, "losses", "kernel") ?? 0
        #expect(lost > 0 && integer(feed, "losses", "wire") == 0 && integer(feed, "losses", "here") == 0)
        #expect((integer(feed, "messages") ?? 0) + lost == 60_000)
        #expect(integer(feed, "sequence", "missing") == lost)
        let ledger = try #require(feed["ledger"] as? [[String: Any]])
        #expect(!ledger.isEmpty && ledger.allSatisfy { $0["cause"] as? String == "kernel" })
    }

    /// Datagrams of one message each; those after the last one received are in no gap yet.
    @Test("what the kernel drops at the very end is told, though no datagram follows")
    func tail() throws {
        let scratch = Scratch()
        let file = try day(scratch, messages: 30_000)
        let (watcher, sender, ports) = try flood(file)
        usleep(400_000)
        kill(sender, SIGKILL)
        _ = Child.wait(sender)
        watcher.signal(SIGCONT)
        let feed = try onlyFeed(watcher.finish(ports))
        #expect((integer(feed, "kernelDrops") ?? 0) > (integer(feed, "losses", "kernel") ?? 0))
    }

    @Test("two lines with a loss of their own each: merged and by line exactly what the sender says")
    func lines() throws {
        let scratch = Scratch()
        let file = try day(scratch, messages: 40_000)
        let log = scratch.file("log")
        let ports = Watcher.freePorts(2)
        let watcher = try Watcher(ports.flatMap { ["--line", "udp://127.0.0.1:\($0)"] })
        watcher.waitUntilBound(ports)
        let sent = try Program.run(
            ["send", file, "--rate", "60000", "--loss", "1", "--seed", "3", "--log", log]
                + ports.flatMap { ["--to", "udp://127.0.0.1:\($0)"] })
        #expect(sent.code == 0, "\(sent.errors)")
        let feed = try onlyFeed(watcher.finish(ports))

        let ends = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").compactMap {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }.filter { $0["event"] as? String == "end" }
        let lost = ends.map { end -> Set<Int> in
            let sessions = end["missing"] as? [[String: Any]] ?? []
            let ranges = sessions.flatMap { $0["ranges"] as? [[Int]] ?? [] }
            return Set(ranges.flatMap { Array($0[0]...$0[1]) })
        }
        try #require(lost.count == 2 && !lost[0].isEmpty && !lost[1].isEmpty)
        let both = lost[0].intersection(lost[1])
        #expect(integer(feed, "sequence", "missing") == both.count)
        #expect(integer(feed, "losses", "wire") == both.count)
        #expect(integer(feed, "messages") == 40_000 - both.count)
        let lines = try #require(feed["lines"] as? [[String: Any]])
        #expect(lines.map { $0["line"] as? String } == ["A", "B"])
        for (line, missing) in zip(lines, lost) {
            #expect(integer(line, "missing") == missing.count)
            #expect(integer(line, "messages") == 40_000 - missing.count)
        }
        let wins = lines.map { integer($0, "wins") ?? 0 }
        #expect(wins[0] + wins[1] == 40_000 - both.count)
    }

    @Test("a gap is filled by the request server in time, and the books are whole")
    func request() throws {
        let scratch = Scratch()
        let file = try day(scratch, messages: 30_000)
        let ports = Watcher.freePorts(2)
        let watcher = try Watcher(["udp://127.0.0.1:\(ports[0])?request=127.0.0.1:\(ports[1])"])
        watcher.waitUntilBound([ports[0]])
        let sent = try Program.run([
            "send", file, "--to", "udp://127.0.0.1:\(ports[0])", "--rate", "20000", "--loss", "0.5",
            "--request", "127.0.0.1:\(ports[1])", "--linger", "1",
        ])
        #expect(sent.code == 0, "\(sent.errors)")
        let feed = try onlyFeed(watcher.finish([ports[0]]))
        let filled = integer(feed, "losses", "filledByRequest") ?? 0
        let late = integer(feed, "losses", "filledLate") ?? 0
        let missing = integer(feed, "sequence", "missing") ?? 0
        // A busy machine may answer too late for the books; nothing may be lost altogether.
        #expect(filled > 0 && missing == late)
        #expect((integer(feed, "messages") ?? 0) + missing == 30_000)
    }

    @Test("a sender that is killed and begins anew is one reset; nothing that came is lost")
    func restart() throws {
        let scratch = Scratch()
        let file = try day(scratch, messages: 20_000)
        let ports = Watcher.freePorts(1)
        let watcher = try Watcher(["udp://127.0.0.1:\(ports[0])"])
        watcher.waitUntilBound(ports)
        let arguments = ["send", file, "--to", "udp://127.0.0.1:\(ports[0])", "--rate", "20000"]
        let first = try Child.spawn(Program.path, arguments, input: 0, output: 2, errors: 2)
        usleep(500_000)
        kill(first, SIGKILL)
        _ = Child.wait(first)
        let sent = try Program.run(arguments)
        #expect(sent.code == 0, "\(sent.errors)")
        let feed = try onlyFeed(watcher.finish(ports))
        #expect(integer(feed, "sequence", "resets") == 1 && integer(feed, "sequence", "missing") == 0)
        #expect(integer(feed, "sequence", "duplicates") == 0)
        let whole = try onlyFeed(Program.summary([file]))
        #expect(feed["instruments"] as? NSArray == whole["instruments"] as? NSArray)
    }
}
