import Market
import OrderFlow
import Screen

/// What comes from a terminal, read in pieces of any size.
enum KeyTrial {
    static func run(_ input: inout FuzzInput) {
        var decoder = KeyDecoder()
        var state = ViewState()
        var snapshot = Snapshot()
        snapshot.instrumentCount = 3
        for index in 0..<3 {
            var row = InstrumentRow()
            row.key = InstrumentKey(feed: 0, instrument: UInt16(index))
            row.symbol = SymbolName("S\(index)")
            snapshot.rows.append(row)
        }
        while !input.isEmpty {
            let size = input.byte()
            var keys = decoder.decode(input.bytes(Int(size & 31)))
            if size & 32 != 0 { keys += decoder.flush() }
            for key in keys { _ = state.handle(key, showing: snapshot, SourceStatus()) }
            if size & 128 != 0 {
                let sent = state.takeRequest()
                var answer = snapshot
                answer.request = sent
                state.adopt(answer, sent: sent)
            }
            if size & 64 != 0 {
                var grid = Grid(rows: 1 + Int(input.byte() & 63), columns: 1 + Int(input.byte()))
                Picture.draw(snapshot, SourceStatus(), &state, into: &grid)
            }
        }
    }
}
