public import Market

/// What of the screen is kept from one run to the next. How the table looks, the theme and the rate are a person's; view,
/// selection, filter and search are of one source, and of no use with another.
public struct Layout: Sendable, Equatable {
    /// The source that ``view``, ``filter``, ``search`` and ``selected`` belong to, as it was named; `nil`: to none.
    public var source: String?
    public var view = SnapshotView.overview
    public var sort = SnapshotRequest().sort
    public var isInverted = false
    /// `nil`: the most important columns that fit.
    public var columns: [TableColumn]?
    /// In the filter language; `nil`: none.
    public var filter: String?
    /// What was last searched for.
    public var search = ""
    /// Symbol of the selected instrument; `nil`: none was selected.
    public var selected: String?
    /// Name of a theme that was picked on the screen; `nil`: none was.
    public var theme: String?
    /// Pictures per second chosen on the screen, 1...60; `nil`: none were.
    public var framesPerSecond: Int?

    public init() {}

    /// What of it counts for a source of this name.
    func of(source: String) -> Layout {
        guard self.source != source else { return self }
        var kept = self
        kept.leave(Layout())
        return kept
    }

    /// Takes over what belongs to a source.
    fileprivate mutating func leave(_ left: Layout) {
        (source, view, filter, search, selected) = (
            left.source, left.view, left.filter, left.search, left.selected
        )
    }

    /// Nothing that belongs to a source is other than when new.
    fileprivate var isPlain: Bool {
        view == .overview && filter == nil && search.isEmpty && selected == nil
    }
}

extension ViewState {
    /// Begins as the last run ended. What is wrong with its filter is said on the screen.
    mutating func restore(_ layout: Layout) {
        view = layout.view
        request.sort = layout.sort
        request.isInverted = layout.isInverted
        columns = layout.columns
        request.pattern = layout.search
        wantedSymbol = layout.selected
        guard let text = layout.filter else { return }
        do throws(FilterError) {
            request.filter = try Filter(text)
        } catch {
            say("the filter of the last run is left out: \(error)", seconds: 10)
        }
    }

    /// - Parameters:
    ///   - before: As the file had it. Theme and rate stay as they are there unless they were chosen on the screen: a flag
    ///     counts for one run only.
    ///   - name: Of the source.
    func layout(after before: Layout, of name: String) -> Layout {
        func printable(_ text: String?) -> String? {
            text?.unicodeScalars.allSatisfy { Glyph.width($0) != nil } == true ? text : nil
        }
        var layout = before
        layout.sort = request.sort
        layout.isInverted = request.isInverted
        layout.columns = columns
        var left = Layout()
        left.view = view
        left.filter = request.filter?.text
        left.search = request.pattern
        left.selected = printable(selectedSymbol ?? wantedSymbol)
        if left.isPlain {
            // A source that was only looked at does not drive out what is kept of another.
            if before.source == name { layout.leave(Layout()) }
        } else if let name = printable(name) {
            left.source = name
            layout.leave(left)
        }
        if let themeName { layout.theme = themeName }
        if isRateChosen { layout.framesPerSecond = framesPerSecond }
        return layout
    }
}
