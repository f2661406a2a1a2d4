public import Market

/// What of the screen is kept from one run to the next.
public struct Layout: Sendable, Equatable {
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

    /// - Parameter before: What the run began with. Theme and rate stay as they are there unless they were chosen on
    ///   the screen: a flag counts for one run only.
    func layout(after before: Layout) -> Layout {
        var layout = before
        layout.view = view
        layout.sort = request.sort
        layout.isInverted = request.isInverted
        layout.columns = columns
        layout.filter = request.filter?.text
        layout.search = request.pattern
        let symbol = selectedSymbol ?? wantedSymbol
        layout.selected = symbol?.unicodeScalars.allSatisfy { Glyph.width($0) != nil } == true ? symbol : nil
        if let themeName { layout.theme = themeName }
        if isRateChosen { layout.framesPerSecond = framesPerSecond }
        return layout
    }
}
