internal import Capture
internal import Protocols

/// Which destinations of a capture or an interface are lines of one feed.
struct LineGroups {
    /// A line: the feed's line A, and which line it is.
    struct Member {
        let first: Endpoint
        let line: UInt8
    }

    private var members: [Endpoint: Member] = [:]
    private var groups: [Endpoint: [Endpoint]] = [:]

    /// - Parameter groups: The lines of each feed, A first; no destination is in two of them.
    init(_ groups: [[Endpoint]] = []) {
        for group in groups where group.count > 1 {
            let lines = group.prefix(FeedOptions.mostLines)
            for (line, endpoint) in lines.enumerated() {
                members[endpoint] = Member(first: group[0], line: UInt8(line))
            }
            self.groups[group[0]] = Array(lines)
        }
    }

    /// The line that a destination is; alone, it is line A of itself.
    func member(_ endpoint: Endpoint) -> Member {
        members[endpoint] ?? Member(first: endpoint, line: 0)
    }

    /// Where the lines of a feed go to, A first; empty where there is one way only.
    func names(of first: Endpoint) -> [String] { groups[first, default: []].map(\.description) }
}
