internal import ArgumentParser

/// `feedtop bench`: how fast this host is.
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare the ways to receive on this host, or measure how fast it decodes and keeps books.",
        discussion: """
            feedtop bench                        the four receive techniques, over TCP and UDP on loopback
            feedtop bench --technique in-place --transport tcp --seconds 5
            feedtop generate day.itch --messages 10000000
            feedtop bench decode day.itch
            feedtop bench book day.itch
            feedtop bench screen                 what a screen costs the receive path
            """,
        subcommands: [
            BenchReceive.self, BenchDecode.self, BenchBook.self, BenchScreen.self, BenchSend.self,
        ],
        defaultSubcommand: BenchReceive.self)
}
