extension Theme {
    /// What a terminal of that depth is asked for.
    ///
    /// Fewer colours never cost legibility: of the entries a terminal has, a text gets the nearest whose contrast to its
    /// ground is what the theme's own colours have, or ``Contrast/ofText`` where they have more. A text on the ground of
    /// another role, for which its colour was not chosen, is made legible too. Only `border` may stay faint.
    public func drawn(_ style: Style, at depth: ColourDepth) -> DrawnLook {
        let look = resolve(style, hasColours: depth != .none)
        guard depth != .none else { return DrawnLook(.standard, .standard, look.attributes) }
        var text = look.foreground
        var ground = look.background ?? .standard
        var attributes = look.attributes
        let isReversed = attributes.contains(.reverse)
        if isReversed, text != .standard {
            // Ours to turn round: where bold stands for bright, terminals brighten either of the two.
            swap(&text, &ground)
            attributes.remove(.reverse)
        }
        if text == .standard, ground != .standard, !attributes.contains(.reverse) { text = Contrast.better(on: ground) }
        let isForeign = style.role != .border && style.ground.map { self[$0].background != nil } == true
        let needed = isForeign ? Contrast.ofText : min(Contrast.ofText, Contrast.ratio(text, ground))
        let wanted = Contrast.legible(text, on: ground, ratio: needed)
        let below = (style.ground ?? style.role) == .selection ? self[.background].background ?? .standard : nil
        switch depth {
        case .none, .direct, .rewritten:
            return DrawnLook(TerminalColour(wanted), TerminalColour(ground), attributes)
        case .twoHundredFiftySix:
            let entry = Self.entry256(ground, differingFrom: below == ground ? nil : below)
            let front = Self.text256(wanted, on: entry.shown, needed)
            return DrawnLook(front, entry, attributes)
        case .sixteen, .eight:
            let isBadge = isReversed && !attributes.contains(.reverse)
            let entry = Self.basicGround(
                ground, isBadge: isBadge, differingFrom: below == ground ? nil : below, isEight: depth == .eight)
            let drawn = Self.basic(wanted, on: entry, needed, attributes, isEight: depth == .eight)
            return marked(drawn, style.role)
        }
    }

    /// A warning whose colour no entry can stand for here is underlined instead.
    private func marked(_ look: DrawnLook, _ role: Role) -> DrawnLook {
        guard role == .warning || role == .alert, case .entry(let entry) = look.foreground, [0, 7, 8, 15].contains(entry),
            Palette.basicTexts(self[role].foreground).first.map({ $0 & 7 != entry & 7 }) == true
        else { return look }
        var look = look
        look.attributes.insert(.underline)
        return look
    }

    private static func entry256(_ ground: Colour, differingFrom below: Colour?) -> TerminalColour {
        guard ground != .standard else { return .standard }
        let taken = below.map { Palette.nearest256($0) { _ in true } }
        return .entry(Palette.nearest256(ground) { $0 != taken || below == .standard })
    }

    private static func text256(_ text: Colour, on ground: Colour, _ needed: Double) -> TerminalColour {
        guard text != .standard else { return .standard }
        return .entry(Palette.nearest256(text) { Contrast.ratio(Palette.colour(of: $0), ground) >= needed })
    }

    private static func basicGround(
        _ ground: Colour, isBadge: Bool, differingFrom below: Colour?, isEight: Bool
    ) -> TerminalColour {
        guard case .rgb(let red, let green, let blue) = ground else { return .standard }
        let mask = isEight ? 7 : 15
        let entry = (isBadge ? Palette.nearest16(red, green, blue) : Palette.basicGround(ground)) & mask
        guard let below, below != .standard, Palette.basicGround(below) & mask == entry else {
            return .entry(entry)
        }
        return .entry(Palette.basicGround(beside: entry, isEight: isEight))
    }

    /// With eight colours bold stands for bright, so it is set for the bright ones and for no other. With sixteen it may
    /// brighten what is dark, so it is kept where both can be read.
    private static func basic(
        _ text: Colour, on ground: TerminalColour, _ needed: Double, _ attributes: Attributes, isEight: Bool
    ) -> DrawnLook {
        var attributes = attributes
        func isLegible(_ entry: Int) -> Bool { Contrast.ratio(Palette.colour(of: entry), ground.shown) >= needed }
        guard text != .standard else { return DrawnLook(.standard, ground, attributes) }
        var entries = Palette.basicTexts(text)
        if isEight {
            // Bright black would be invisible where bold does not brighten.
            entries.removeAll { $0 == 8 }
            if attributes.contains(.bold) {
                entries = entries.flatMap { $0 > 0 && $0 < 8 ? [$0 + 8, $0] : [$0] }
            }
        }
        let entry = entries.first(where: isLegible) ?? entries.last ?? 7
        if isEight {
            attributes.remove(.bold)
            // Reversed by the terminal, bold would brighten what is then the text on some and the ground on others.
            if entry > 8, !attributes.contains(.reverse) { attributes.insert(.bold) }
            return DrawnLook(.entry(entry & 7), ground, attributes)
        }
        if attributes.contains(.bold), entry < 8, !isLegible(entry + 8) { attributes.remove(.bold) }
        return DrawnLook(.entry(entry), ground, attributes)
    }
}
