/// What is known of a feed. Until its format is found out, which may never be, that is where it goes to and how it begins.
public struct FeedDescription: Sendable, Equatable {
    /// Where it goes to (`224.2.3.10:16648`), or the file's name.
    public var name: String
    /// `iex-tp`, `moldudp64`, …; ``unknown``.
    public var transport: String
    /// `iex-deep`, `itch-5.0`, …; empty: not known.
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
    /// Its transport numbers what it carries. Where it does not, nobody can say what is missing.
    public var isNumbered = true
    /// How its first packet begins, where its format is not known.
    public var firstBytes: [UInt8] = []

    /// The transport of a feed of no known format.
    public static let unknown = "unknown"

    public init(name: String, transport: String, content: String, isEastern: Bool, isOrderLevel: Bool) {
        self.name = name
        self.transport = transport
        self.content = content
        self.isEastern = isEastern
        self.isOrderLevel = isOrderLevel
    }

    /// What goes to a destination, as long as nobody can say what it is.
    public init(unknown name: String, firstBytes: [UInt8]) {
        self.init(name: name, transport: Self.unknown, content: "", isEastern: false, isOrderLevel: false)
        self.firstBytes = firstBytes
    }

    /// What its messages are is known.
    public var isKnown: Bool { !content.isEmpty }
    /// Nothing is: what comes there may be no feed at all.
    public var isUnknown: Bool { transport == Self.unknown }
}
