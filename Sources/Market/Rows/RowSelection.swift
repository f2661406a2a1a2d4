import OrderFlow

/// Where selection and view come to stand, given a request and the order of the rows.
struct RowSelection {
    var firstRow = 0
    var selected: InstrumentKey?
    var searchFailed = false

    /// - Parameter symbol: The symbol of a row.
    init(_ request: SnapshotRequest, _ keys: [InstrumentKey], symbol: (InstrumentKey) -> SymbolName) {
        selected = request.selected
        firstRow = request.firstRow
        // An instrument that the filter took away is not selected any more; one that is not there yet, or no more,
        // remains so.
        if request.filter != nil, let selected, let first = keys.first, !keys.contains(selected) {
            self.selected = first
            firstRow = 0
        }
        defer {
            let visible = max(0, request.rowCount)
            firstRow = max(0, min(firstRow, keys.count - visible))
        }
        let isMoving = request.move != 0 || request.search != 0
        guard !keys.isEmpty, isMoving || request.isRevealing else {
            searchFailed = request.search != 0
            return
        }
        let standing = selected.flatMap { keys.firstIndex(of: $0) }
        if standing == nil, !isMoving { return }
        var row = standing ?? 0
        if request.move != 0 {
            let (moved, overflow) = row.addingReportingOverflow(request.move)
            row = overflow ? (request.move < 0 ? 0 : keys.count - 1) : max(0, min(moved, keys.count - 1))
        }
        if request.search != 0 {
            let pattern = request.isExact ? [] : request.pattern.utf8.map(Self.lowercase)
            let name = request.isExact ? Array(request.pattern.utf8) : []
            let step = request.search < 0 ? keys.count - 1 : 1
            let found = (1...keys.count).lazy.map { (row + $0 * step) % keys.count }.first {
                request.isExact ? symbol(keys[$0]).bytes == name : Self.contains(symbol(keys[$0]), pattern)
            }
            searchFailed = found == nil
            row = found ?? row
        }
        selected = keys[row]
        if row < firstRow { firstRow = row }
        if request.rowCount > 0, row - firstRow >= request.rowCount { firstRow = row - request.rowCount + 1 }
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    /// The symbol has the lower-case `pattern` somewhere in it; the empty one is everywhere.
    private static func contains(_ symbol: SymbolName, _ pattern: [UInt8]) -> Bool {
        let bytes = symbol.bytes.map(lowercase)
        guard bytes.count >= pattern.count else { return false }
        return (0...bytes.count - pattern.count).contains {
            bytes[$0..<$0 + pattern.count].elementsEqual(pattern)
        }
    }
}
