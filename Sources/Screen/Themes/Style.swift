/// How a cell looks, in a theme's words.
public struct Style: Sendable, Hashable {
    public var role: Role
    /// Lends its background (and without colours its attributes): a figure on the selected row keeps its own
    /// colour.
    public var ground: Role?
    public var attributes: Attributes

    public init(_ role: Role, on ground: Role? = nil, _ attributes: Attributes = []) {
        self.role = role
        self.ground = ground
        self.attributes = attributes
    }

    /// Dark text on the role's colour: a badge.
    public static func badge(_ role: Role) -> Style { Style(role, [.reverse, .bold]) }
}

/// What a terminal can do to a character beside colour.
public struct Attributes: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let bold = Attributes(rawValue: 1)
    public static let dim = Attributes(rawValue: 2)
    public static let reverse = Attributes(rawValue: 4)
    public static let underline = Attributes(rawValue: 8)

    /// By their names in a theme file.
    public static let named: [(name: String, attribute: Attributes)] = [
        ("bold", .bold), ("dim", .dim), ("reverse", .reverse), ("underline", .underline),
    ]
}
