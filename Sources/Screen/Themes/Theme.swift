/// The looks of every role.
public struct Theme: Sendable, Equatable {
    /// What one role looks like.
    public struct Look: Sendable, Equatable {
        public var foreground: Colour
        /// `nil`: the ground below shows through.
        public var background: Colour?
        public var attributes: Attributes

        public init(_ foreground: Colour, on background: Colour? = nil, _ attributes: Attributes = []) {
            self.foreground = foreground
            self.background = background
            self.attributes = attributes
        }
    }

    /// What a theme says about one role; what it leaves out comes from the role's parent.
    public struct Entry: Sendable, Equatable {
        public var foreground: Colour?
        public var background: Colour?
        public var attributes: Attributes

        public init(foreground: Colour? = nil, background: Colour? = nil, attributes: Attributes = []) {
            self.foreground = foreground
            self.background = background
            self.attributes = attributes
        }
    }

    public var name: String
    /// One for each role, by its raw value.
    private let looks: [Look]

    /// - Parameters:
    ///   - background: The ground of everything.
    ///   - entries: What the theme says. A role without an entry looks like its parent; the foreground at the
    ///     root is the terminal's own.
    public init(name: String, background: Colour, entries: [Role: Entry]) {
        self.name = name
        looks = Role.allCases.map { role in
            if role == .background { return Look(.standard, on: background) }
            let entry = entries[role] ?? role.ancestors.lazy.compactMap { entries[$0] }.first ?? Entry()
            let foreground =
                entry.foreground ?? role.ancestors.lazy.compactMap { entries[$0]?.foreground }.first
            return Look(foreground ?? .standard, on: entry.background, entry.attributes)
        }
    }

    public subscript(role: Role) -> Look { looks[Int(role.rawValue)] }

    /// The colours and attributes of a cell.
    ///
    /// - Parameter hasColours: Without them a role with a ground of its own is reversed, and alarms are bold.
    public func resolve(_ style: Style, hasColours: Bool) -> Look {
        let look = self[style.role]
        let ground = style.ground.map { self[$0] }
        var attributes = look.attributes.union(style.attributes)
        if let ground { attributes.formUnion(ground.attributes) }
        guard hasColours else {
            if ground?.background != nil || (look.background != nil && style.role != .background) {
                attributes.insert(.reverse)
            }
            if style.role == .alert || style.role == .warning { attributes.insert(.bold) }
            return Look(.standard, on: .standard, attributes)
        }
        let background = ground?.background ?? look.background ?? self[.background].background ?? .standard
        // A ground that is made by reversing is one bar only if all that stands on it has its colour.
        let isBar = ground?.background == nil && ground?.attributes.contains(.reverse) == true
        return Look(isBar ? ground?.foreground ?? .standard : look.foreground, on: background, attributes)
    }
}
