/// How patient connections are. Nanoseconds where nothing else is said; tests have less time.
struct ConnectionPace: Sendable {
    /// Before the first attempt after a loss, in milliseconds; doubled with each attempt that fails.
    var firstDelay: Int32 = 50
    var longestDelay: Int32 = 1000
    /// An address that does not answer is given up after so many milliseconds.
    var connectLimit: Int32 = 5000
    /// A SoupBinTCP client sends a sign of life when it has sent nothing for so long.
    var beatInterval: UInt64 = 1_000_000_000
    /// A SoupBinTCP server that sends nothing for so long is gone.
    var silenceLimit: UInt64 = 15_000_000_000
}
