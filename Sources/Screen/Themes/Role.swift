/// What a piece of the picture is. A theme gives each role its looks; views never name a colour.
public enum Role: UInt8, Sendable, CaseIterable {
    case background, foreground
    case title, header, heading, border, muted, selection, keyHint, prompt
    case graphLow, graphMid, graphHigh
    case bid, ask, trade, up, down
    case ok, info, warning, alert, stale, frozenBanner

    /// Its name in a theme file.
    public var key: String {
        switch self {
        case .background: "background"
        case .foreground: "foreground"
        case .title: "title"
        case .header: "header"
        case .heading: "heading"
        case .border: "border"
        case .muted: "muted"
        case .selection: "selection"
        case .keyHint: "key-hint"
        case .prompt: "prompt"
        case .graphLow: "graph-low"
        case .graphMid: "graph-mid"
        case .graphHigh: "graph-high"
        case .bid: "bid"
        case .ask: "ask"
        case .trade: "trade"
        case .up: "up"
        case .down: "down"
        case .ok: "ok"
        case .info: "info"
        case .warning: "warning"
        case .alert: "alert"
        case .stale: "stale"
        case .frozenBanner: "frozen-banner"
        }
    }

    /// The role it looks like when a theme leaves it out; `nil` for the two that everything comes from.
    public var parent: Role? {
        switch self {
        case .background, .foreground: nil
        case .title, .muted, .selection, .prompt, .graphLow, .trade, .up, .down, .warning: .foreground
        case .header, .keyHint, .info: .title
        case .heading: .header
        case .border, .stale: .muted
        case .graphMid: .graphLow
        case .graphHigh: .graphMid
        case .bid, .ok: .up
        case .ask: .down
        case .alert, .frozenBanner: .warning
        }
    }

    /// Its parent, that one's parent, and so on.
    var ancestors: [Role] {
        var ancestors: [Role] = []
        var next = parent
        while let role = next {
            ancestors.append(role)
            next = role.parent
        }
        return ancestors
    }
}
