import Market
import OrderFlow
import Testing

@testable import Screen

@Suite("Losses on the screen")
struct LossTests {
    private func text(_ rows: Int, _ columns: Int, _ snapshot: Snapshot) -> String {
        Samples.draw(rows: rows, columns: columns, snapshot).joined(separator: "\n")
    }

    private func doubtful(_ losses: UInt64 = 1) -> Snapshot {
        var snapshot = Samples.snapshot()
        Samples.doubt(&snapshot, losses: losses)
        return snapshot
    }

    @Test("have an address: the wire, the kernel, or here")
    func address() {
        var snapshot = Samples.snapshot()
        (snapshot.counters.lostWire, snapshot.counters.lostKernel, snapshot.counters.shed) = (7, 8, 9)
        let lines = Samples.draw(rows: 24, columns: 80, snapshot)
        #expect(lines[3].contains("  WIRE  KERN  HERE "))
        #expect(lines[4].contains("     7     8     9 "))
        let wide = text(50, 200, snapshot)
        for figure in ["lost wire            7", "lost kernel          8", "lost here            9"] {
            #expect(wide.contains(figure), "\(figure)")
        }
        #expect(text(5, 20, snapshot).contains("wire 7 kern 8 here 9"))
    }

    @Test("in the kernel are datagrams while it is not known which messages they held")
    func datagrams() {
        var snapshot = Samples.snapshot()
        snapshot.counters.kernelDrops = 12
        #expect(text(24, 80, snapshot).contains("kernel drops 12"))
        snapshot.counters.lostKernel = 40
        #expect(text(24, 80, snapshot).contains(" 1,014    40     0 "))
        #expect(text(50, 200, snapshot).contains("kernel drops        12"))
    }

    @Test("of the latest, numbers, count, place, fate and time are told, the time cut first")
    func latest() {
        let zone = ClockText.Zone.eastern
        var range = SequenceRange(first: 1001, last: 1010, noticed: Samples.clock)
        #expect(
            LossText.line(range, zone, width: 80) == "1001-1010 · 10 msgs · wire · lost · 09:31:07.412")
        #expect(LossText.line(range, zone, width: 47) == "1001-1010 · 10 msgs · wire · lost · 09:31:07")
        #expect(LossText.line(range, zone, width: 33) == "1001-1010 · wire · lost")
        range.lost = 3
        range.fill = .late
        #expect(LossText.fate(range) == "3 lost, rest late" && LossText.role(range) == .alert)
        range.lost = 0
        #expect(LossText.fate(range) == "came late" && LossText.role(range) == .warning)
        range.fill = .request
        #expect(LossText.fate(range) == "filled by request" && LossText.role(range) == .ok)
        range = SequenceRange(first: 7, last: 7, noticed: 0, cause: .line, line: 1, lost: 0, fill: .line)
        #expect(LossText.line(range, zone, width: 80) == "7 · 1 msg · line B · other line had it · -")
    }

    @Test("none is said to be none, and not known is -")
    func none() {
        var snapshot = Samples.snapshot()
        snapshot.recentLosses = []
        #expect(Samples.draw(rows: 24, columns: 80, snapshot)[5].hasPrefix(" last loss  none"))
        #expect(text(50, 200, snapshot).contains("last loss  none"))
        #expect(Samples.draw(rows: 24, columns: 80, Snapshot())[5].hasPrefix(" last loss  - "))
        var status = Samples.live()
        status.knowsSequence = false
        #expect(Samples.draw(rows: 24, columns: 80, snapshot, status)[5].hasPrefix(" last loss  - "))
    }

    @Test("on one of two lines stand below their feed, with at least eight instruments at 80×24")
    func lines() {
        let lines = Samples.draw(rows: 24, columns: 80, Samples.twoLines())
        let expected = """
             A 239.1.2.3:26477 LIVE    12,345   511           0     0 won 76.5 % by 12.1 µs
             B 239.1.2.4:26477 SILENT       0   498       2,000    27 won 23.4 % by 12.1 µs
            """.split(separator: "\n").map(String.init)
        #expect(Array(lines[5...6]) == expected)
        #expect(lines.filter { $0.hasPrefix(" SYM") && $0.contains("149.") }.count >= 8)
        for size in [(50, 200), (34, 110)] {
            let wide = text(size.0, size.1, Samples.twoLines())
            for figure in ["SILENT", "76.5 %", "BY p50", "WINS", "2,000"] {
                #expect(wide.contains(figure), "\(figure) at \(size)")
            }
        }
        for figure in ["ONLY HERE", "DROPS", "1,013", "2,027", "BY p99", "180 µs"] {
            #expect(text(50, 200, Samples.twoLines()).contains(figure), "\(figure)")
        }
        #expect(text(50, 200, Samples.twoLines()).contains("line B  other line had it"))
        #expect(text(10, 40, Samples.twoLines()).contains("line B 2,027"))
        #expect(text(5, 20, Samples.twoLines()).contains("B 2,027"))
    }

    @Test("of lines that nothing is known of are -")
    func unknownLines() {
        var snapshot = Samples.twoLines()
        snapshot.feeds[0].lines = snapshot.feeds[0].lines.map { line in
            var unknown = LineSummary()
            unknown.line = line.line
            return unknown
        }
        let lines = Samples.draw(rows: 24, columns: 80, snapshot)
        #expect(lines[5] == " A                 WAITING      -     -           -     0                 won -")
    }

    @Test("make books suspect: a badge, the reason, a flag, and the key that ends it", arguments: [24, 50])
    func suspect(rows: Int) {
        var snapshot = doubtful()
        for index in snapshot.rows.indices { snapshot.rows[index].flags = .suspect }
        let columns = rows == 24 ? 80 : 200
        let text = text(rows, columns, snapshot)
        #expect(text.contains(" SUSPECT "))
        #expect(text.contains("suspect since 09:31:07 (wire gap 1001-1010)"))
        #expect(text.contains("t trust books"))
        #expect(text.contains(rows == 24 ? "12 ?" : "SUSPECT "))
        #expect(text.contains("moldudp64 · itch50 · recvmmsg"))
    }

    @Test("are counted where there were several, and the books where not all are suspect")
    func severalLosses() {
        var snapshot = doubtful(3)
        #expect(text(50, 200, snapshot).contains("(wire gap 1001-1010 and 2 more)"))
        snapshot.feeds[0].suspectInstruments = 12
        #expect(text(50, 200, snapshot).contains("12 books suspect since"))
        snapshot.feeds[0].suspicion?.cause = .loss(.here)
        snapshot.feeds[0].suspicion?.first = 0
        #expect(text(50, 200, snapshot).contains("(shed here and 2 more)"))
        snapshot.feeds.append(FeedSummary())
        #expect(text(50, 200, snapshot).contains("1/2 feeds suspect"))
    }

    @Test("show as a badge on the smallest screens too")
    func small() {
        #expect(Samples.draw(rows: 5, columns: 20, doubtful())[0].contains(" SUSPECT   LIVE"))
        #expect(Samples.draw(rows: 10, columns: 40, doubtful())[0].contains(" SUSPECT "))
    }

    @Test("t trusts the books, and says so; without a suspect book it does nothing")
    func trust() {
        var state = ViewState()
        var effect = state.handle(.character("t"), showing: doubtful(), Samples.live())
        #expect(effect == .trustBooks && state.message?.contains("right again") == true)
        effect = state.handle(.character("t"), showing: Samples.snapshot(), Samples.live())
        #expect(effect == .none && state.message == "no book is suspect")
    }

    @Test("that threaten are told: how far the books are behind, and how old they are")
    func behind() {
        var snapshot = Samples.snapshot()
        snapshot.behind = 1234
        snapshot.behindAge = 3_200_000
        snapshot.mostBehind = 56_789
        snapshot.mostBehindAge = 12_000_000
        #expect(Samples.draw(rows: 24, columns: 80, snapshot)[5].hasSuffix("behind 1,234 · 3.20 ms"))
        #expect(text(50, 200, snapshot).contains("behind 1,234 · 3.20 ms  most 56,789 · 12.0 ms"))
    }

    @Test("of the connection are counted with the source's facts")
    func reconnects() {
        var status = Samples.live()
        #expect(!Samples.draw(rows: 24, columns: 80, Samples.snapshot(), status)[2].contains("reconnect"))
        status.reconnects = 2
        #expect(Samples.draw(rows: 24, columns: 80, Samples.snapshot(), status)[2].contains("2 reconnects"))
    }

    @Test(
        "of any size and number are drawn on any screen",
        arguments: [
            (1, 1), (5, 20), (12, 60), (16, 60), (24, 80), (30, 110), (34, 110), (50, 200), (100, 400),
        ])
    func hostile(rows: Int, columns: Int) {
        var snapshot = Samples.twoLines()
        snapshot.recentLosses = (0..<8).map { number in
            SequenceRange(
                first: 0, last: .max, noticed: .max, cause: LossCause.allCases[number % 4], line: .max,
                lost: .max,
                fill: [.none, .late, .request, .line][number / 2])
        }
        for index in snapshot.feeds[0].lines.indices {
            snapshot.feeds[0].lines[index].name = "\u{1B}[2J東京" + String(repeating: "x", count: 300)
            snapshot.feeds[0].lines[index].wins = .max
            snapshot.feeds[0].lines[index].missing = .max
            snapshot.feeds[0].lines[index].leadP99 = .max
        }
        Samples.doubt(&snapshot, losses: .max)
        snapshot.feeds[0].suspicion?.last = .max
        (snapshot.behind, snapshot.mostBehind) = (-1, .max)
        (snapshot.behindAge, snapshot.mostBehindAge) = (.max, .max)
        let grid = Samples.grid(rows: rows, columns: columns, snapshot)
        #expect(grid.cells.allSatisfy { $0.scalar.value >= 0x20 || $0.scalar == Cell.continuation })
    }
}
