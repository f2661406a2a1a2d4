internal import ArgumentParser

/// `feedtop bench`: how fast this host is.
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare the ways to receive on this host, or measure one stage of the path by itself.",
        discussion: """
            feedtop bench                        the four receive techniques, over TCP and UDP on loopback
            feedtop bench --technique in-place --transport tcp --seconds 5
            feedtop bench screen                 what a screen costs the receive path

            feedtop bench decode                 a file into order events: the framing alone, and all of it
            feedtop bench book                   the same and all books, on one thread
            feedtop bench summary                the same on two threads, as feedtop summary does it
            feedtop bench feeds                  one receiver, then two at once, into one market thread
            feedtop bench ring                   events from thread to thread: one by one, in runs, there and back
            feedtop bench book --messages 20000000 --symbols 2000 --live-orders 5000000 --uniform
            feedtop bench decode day.itch        of a file or capture of yours

            feedtop bench book --json > before.json
            feedtop bench compare before.json after.json
            """,
        subcommands: [
            BenchReceive.self, BenchDecode.self, BenchBook.self, BenchSummary.self, BenchFeeds.self,
            BenchRing.self, BenchCompare.self, BenchScreen.self, BenchSend.self,
        ],
        defaultSubcommand: BenchReceive.self)
}
