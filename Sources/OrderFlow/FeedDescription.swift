/// What is known of a feed once its format is found out.
public struct FeedDescription: Sendable, Equatable {
    /// Where it goes to (`224.2.3.10:16648`), or the file's name.
    public var name: String
    /// `iex-tp`, `moldudp64`, …
    public var transport: String
    /// `iex-deep`, `itch-5.0`, …
    public var content: String
    /// Its times are shown in US Eastern time unless asked otherwise; else in UTC.
    public var isEastern: Bool
    /// Its books are made of orders, so that levels have order counts.
    public var isOrderLevel: Bool
    /// Its books are made of orders or levels that build on each other, so that whoever joins in the middle of a session
    /// lacks what came before; not so where every quote is a whole one.
    public var buildsBooks = true
    /// Where its lines go to, A first; fewer than two: it has no lines to tell apart.
    public var lines: [String] = []
    /// What the specification calls its messages, by the type byte; not there: it has no name for it.
    public var typeNames: [UInt8: String] = [:]

    public init(name: String, transport: String, content: String, isEastern: Bool, isOrderLevel: Bool) {
        self.name = name
        self.transport = transport
        self.content = content
        self.isEastern = isEastern
        self.isOrderLevel = isOrderLevel
    }
}
