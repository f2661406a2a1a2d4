import ArgumentParser
import CLinux
import Glibc
import Intake

/// The program: one command to look at a feed, and a few more beside it.
@main
struct Feedtop: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feedtop",
        abstract:
            "top for order feeds: top of book, rates, sequence gaps and latencies, live or from a capture.",
        discussion: """
            feedtop day.pcap.gz             replay a capture (.pcap, .pcapng; .gz, .zst, .xz, .bz2, .lz4) at its own pace
            feedtop 12302019.NASDAQ_ITCH50  replay a day file; "-" reads standard input
            feedtop udp://239.1.2.3:26477   watch a live feed, multicast or unicast
            feedtop tcp://feed.example:9000 watch a byte stream; also unix:///path
            feedtop soup://user@host:9001   log in to a SoupBinTCP server (FEEDTOP_SOUP_PASSWORD)
            feedtop nic://eth1?port=26477   listen to the wire of an interface (CAP_NET_RAW)
            feedtop --line udp://239.1.2.3:26477 --line udp://239.1.2.4:26477    lines A and B of one feed
            feedtop day.itch --follow       watch a file that is still being written
            feedtop demo                    watch a simulated exchange over loopback UDP

            What a source carries is found out by looking; --protocol overrides it. Press ? for the keys.
            """,
        version: "feedtop 0.1.0",
        subcommands: [
            Watch.self, Demo.self, Summary.self, SnapshotCommand.self, ThemesCommand.self, Generate.self,
            Send.self, Bench.self,
        ],
        defaultSubcommand: Watch.self)

    /// Bytes of address space that the least of the commands takes: the runtime cannot tell in one line that it lacks some.
    private static let needed = 32 << 20

    /// Exit codes are part of the interface: 0 fine, 1 failed, 2 usage, 4 no data.
    static func main() {
        linux_keep_standard_streams()
        linux_share_heap()
        linux_require_space(needed)
        // Whoever started us may have left these ignored.
        signal(SIGPIPE, SIG_DFL)
        signal(SIGCHLD, SIG_DFL)
        // Somebody's wish to quit is no crash of ours: no report of one.
        signal(SIGQUIT, SIG_DFL)
        // A file that may grow no further is an error of the write.
        signal(SIGXFSZ, SIG_IGN)
        do {
            var command = try parseAsRoot(Arguments.joined(Arguments.given))
            try command.run()
        } catch let failure as Failure {
            failure.report()
            Glibc.exit(failure.code)
        } catch {
            end(error)
        }
    }

    /// What the argument parser throws; help and the version too, which are no errors.
    private static func end(_ error: any Error) -> Never {
        let code = exitCode(for: error)
        let message = fullMessage(for: error)
        guard code == .success else {
            let line = message.firstLine
            let words = line.hasPrefix("Error: ") ? String(line.dropFirst(7)) : line
            let shown = SourceAddress.conceal(words, Arguments.given)
            Standard.error.line("feedtop: \(shown); 'feedtop --help' shows how")
            Glibc.exit(code == .validationFailure ? 2 : code.rawValue)
        }
        do throws(Failure) {
            try Standard.output.write(message + "\n")
        } catch {
            error.report()
            Glibc.exit(error.code)
        }
        Glibc.exit(0)
    }
}
