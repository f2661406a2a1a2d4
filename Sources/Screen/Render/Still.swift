public import Market

/// A single picture, drawn without a terminal.
public struct Still: Sendable {
    public enum Format: String, Sendable, CaseIterable {
        case text, ansi, svg
    }

    public var theme = Theme.dark
    /// Colours of the format `ansi`.
    public var depth = ColourDepth.direct
    /// View, selection, order: as the keys would set them.
    public var state = ViewState()
    private let rows: Int
    private let columns: Int
    private let isASCII: Bool

    public init(rows: Int, columns: Int, isASCII: Bool = false) {
        self.rows = rows
        self.columns = columns
        self.isASCII = isASCII
    }

    /// What the picture has room for depends on what there is to show: the request for one, given what is known.
    public mutating func request(after snapshot: Snapshot, _ status: SourceStatus) -> SnapshotRequest {
        var grid = Grid(rows: rows, columns: columns, isASCII: isASCII)
        Picture.draw(snapshot, status, &state, into: &grid)
        return state.request
    }

    public mutating func draw(_ snapshot: Snapshot, _ status: SourceStatus, as format: Format) -> String {
        var grid = Grid(rows: rows, columns: columns, isASCII: isASCII)
        Picture.draw(snapshot, status, &state, into: &grid)
        return switch format {
        case .text: PlainText.text(grid)
        case .ansi: AnsiText.text(grid, theme, depth)
        case .svg: SVGText.text(grid, theme)
        }
    }
}
