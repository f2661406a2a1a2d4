import Market
import OrderFlow
import Testing

@testable import Screen

@Suite("Rates, latency, gaps and events at any size")
struct ViewSizeTests {
    static let views: [SnapshotView] = [.rates, .latency, .gaps, .events]
    static let sizes = [
        (1, 1), (2, 3), (5, 20), (6, 33), (8, 59), (12, 40), (14, 60), (16, 79), (24, 80), (25, 100),
        (40, 120),
        (43, 130), (24, 180), (44, 180), (60, 200), (100, 400),
    ]

    /// Names and figures such as a network might send.
    private var hostile: Snapshot {
        var snapshot = Samples.views()
        snapshot.feedClock = .max
        snapshot.feeds[0].name = "\u{1B}[2J東京\u{202E}" + String(repeating: "x", count: 300)
        for index in snapshot.feeds[0].lines.indices {
            snapshot.feeds[0].lines[index].leadMax = .max
            snapshot.feeds[0].lines[index].wins = .max
        }
        snapshot.counters.missing = .max
        snapshot.counters.shed = .max
        for index in snapshot.history.seconds.indices {
            snapshot.history.seconds[index].messages = .max
            snapshot.history.seconds[index].bytes = .max
            snapshot.history.seconds[index].peak1ms = .max
            snapshot.history.seconds[index].time = index % 2 == 0 ? 0 : .max
        }
        snapshot.history.peak1ms = Peak(messages: .max, at: .max)
        snapshot.history.types = (0...255).map { letter in
            var type = TypeCount()
            type.type = UInt8(letter)
            type.feed = letter % 3
            type.name = letter % 2 == 0 ? "" : "\u{1B}]0;\u{7}" + String(repeating: "名", count: 40)
            type.messages = .max
            type.lastSecond = .max
            return type
        }
        for index in snapshot.latency.summaries.indices {
            snapshot.latency.summaries[index].p50 = .max
            snapshot.latency.summaries[index].max = .max
            snapshot.latency.summaries[index].negative = .max
            snapshot.latency.summaries[index].count = .max
        }
        for index in snapshot.latency.bars.indices {
            snapshot.latency.bars[index].counts = [.max] + Array(repeating: 0, count: 300) + [.max]
        }
        for index in snapshot.gaps.entries.indices {
            snapshot.gaps.entries[index].feed = index
            snapshot.gaps.entries[index].range.last = .max
            snapshot.gaps.entries[index].instruments = .max
        }
        for index in snapshot.events.entries.indices {
            snapshot.events.entries[index].symbol = SymbolName("\u{1B}[2J\u{202E}京")
            snapshot.events.entries[index].priceScale = 255
            snapshot.events.entries[index].feed = index - 1
        }
        for index in snapshot.alerts.alerts.indices {
            snapshot.alerts.alerts[index].value = index % 2 == 0 ? .nan : 1e300
            snapshot.alerts.alerts[index].feed = .max
        }
        return snapshot
    }

    @Test("nothing traps, and nothing reaches the grid that would harm a terminal", arguments: sizes)
    func anySize(rows: Int, columns: Int) {
        for snapshot in [Snapshot(), Samples.snapshot(), Samples.views(seconds: 3), Samples.views(), hostile]
        {
            for view in Self.views {
                for span in [-1, 0, 1, 2, .max] {
                    var state = ViewState()
                    (state.view, state.span) = (view, span)
                    let isASCII = span == 1
                    var grid = Grid(rows: rows, columns: columns, isASCII: isASCII)
                    Picture.draw(snapshot, Samples.live(), &state, into: &grid)
                    let isHarmless = grid.cells.allSatisfy { cell in
                        isASCII
                            ? (0x20...0x7E).contains(cell.scalar.value)
                            : cell.scalar == Cell.continuation || Glyph.width(cell.scalar) != nil
                    }
                    #expect(isHarmless)
                    #expect(state.request.listCount >= 0 && state.request.listCount <= rows)
                }
            }
        }
    }

    @Test("no figure is cut from 80×24 on", arguments: sizes.filter { $0.0 >= 24 && $0.1 >= 80 })
    func uncut(rows: Int, columns: Int) {
        for view in [SnapshotView.latency, .gaps, .events, .rates] {
            for span in 0..<3 {
                let lines = Samples.draw(view, rows: rows, columns: columns, span: span)
                // Names of message types may be shortened; nothing else.
                for line in lines where !line.contains("Add Ord") && !line.contains(" Order ") {
                    #expect(!line.contains("…") && !line.contains("###"), "\(line)")
                }
            }
        }
    }

    @Test("equal inputs make equal pictures")
    func still() {
        for view in Self.views {
            #expect(Samples.draw(view, rows: 40, columns: 120) == Samples.draw(view, rows: 40, columns: 120))
        }
    }
}
