import Market
import Testing

@testable import Screen

@Suite("The rates")
struct RatesViewTests {
    private func text(
        _ rows: Int, _ columns: Int, span: Int = 0, _ snapshot: Snapshot = Samples.views(),
        isASCII: Bool = false
    ) -> String {
        Samples.draw(.rates, rows: rows, columns: columns, span: span, snapshot, isASCII: isASCII)
            .joined(separator: "\n")
    }

    @Test("say at 80×24 how fast it is now, on average and at most, with units, over three stretches of time")
    func essentials() {
        let minute = text(24, 80)
        for figure in [
            "rates · last 1 min", "each second", "msg/s   4,000", "mean   10,168", "max    17,912",
            "at   09:30:35",
            "pkt/s   1,333", "B/s    151 kB", "20k┤", "│09:30:30", "time in ET", "session peak",
            "1511 09:30:42", "31k 09:17:45", "1 ms at 101× its second", "Add Order", "181,204 46.2 % 4,530",
            "types 6/15", "w last 10 min",
        ] {
            #expect(minute.contains(figure), "\(figure)")
        }
        #expect(text(24, 80, span: 1).contains("highest of each 5 s"))
        let session = text(24, 80, span: 2)
        #expect(session.contains("busiest second of each 10 s") && session.contains("max    31,204"))
    }

    @Test("a burst of a millisecond stands out in its strip and nowhere in that of the second")
    func burst() {
        let snapshot = Samples.views()
        for span in 0..<2 {
            let lines = Samples.draw(.rates, rows: 24, columns: 80, span: span, snapshot)
            let strips = lines.filter { $0.hasPrefix("  1ms ") || $0.hasPrefix("   1s ") }
            #expect(strips.count == 2)
            let bars = strips.map { Array($0.unicodeScalars.dropFirst(6).prefix(60)) }
            #expect(bars[0].filter { $0 == "█" }.count == 1 && bars[0].filter { $0 == "▁" }.count == 59)
            #expect(bars[1].filter { $0 == "█" }.count != 1)
        }
    }

    @Test("a few messages are no burst, and their bars stay low")
    func trickle() {
        var snapshot = Samples.views()
        for index in snapshot.history.seconds.indices {
            snapshot.history.seconds[index].messages = 1
            snapshot.history.seconds[index].peak1ms = 1
        }
        let lines = Samples.draw(.rates, rows: 24, columns: 80, snapshot)
        let hasNote = lines.contains { $0.contains("its second") }
        #expect(!hasNote)
        let strip = lines.first { $0.hasPrefix("  1ms ") } ?? ""
        let bars = strip.unicodeScalars.dropFirst(6).prefix(60)
        let areLow = bars.count == 60 && bars.allSatisfy { $0 == "▁" }
        #expect(areLow)
    }

    @Test("are all there side by side at 200×60, with the shown peaks beside the session's")
    func wide() {
        let text = text(60, 200)
        for figure in [
            "last 1 min", "last 10 min", "session",
            "messages/s  now 4,000  mean 10,168  max 17,912  at 09:30:35",
            "packets/s  now 1,333", "bytes/s  now 151 kB", "highest of each 5 s", "1,494  09:30:42", "101×",
            "1,511 09:30:42.412", "Order Executed with Price", "MWCB Decline Level",
        ] {
            #expect(text.contains(figure), "\(figure)")
        }
    }

    @Test("tell the essence on the smallest screens")
    func small() {
        let tiny = text(5, 20)
        #expect(tiny.contains("4,000 msg/s") && tiny.contains("max 17.9k 09:30:35"))
        #expect(tiny.contains("1 ms 1.51k 09:30:42"))
        let small = text(12, 40)
        for figure in [
            "mean 10,168", "151 kB/s", "peak 1 ms   1,511 msgs 09:30:42.412", "peak 1 s    31,204",
        ] {
            #expect(small.contains(figure), "\(figure)")
        }
    }

    @Test("print - for what is not known, and say what they wait for")
    func unknown() {
        let new = text(24, 80, Snapshot())
        #expect(new.contains("waiting for the first packet on udp://239.1.2.3:26477"))
        var begun = Snapshot()
        begun.counters.packets = 1
        #expect(text(24, 80, begun).contains("waiting for the first whole second of messages"))
        var young = Samples.views()
        young.rates.messages1s = nil
        young.history.types[0].lastSecond = nil
        let lines = text(24, 80, young).split(separator: "\n")
        #expect(lines.contains { $0.hasSuffix("msg/s       -") })
        #expect(lines.contains { $0.contains("181,204 46.2 %     -") })
    }

    @Test("keep names apart that differ at their ends, and show bytes that are no letters as numbers")
    func names() {
        #expect(RatesView.shortened("Price Level Update Buy", width: 15) == "Price L…ate Buy")
        #expect(RatesView.shortened("Price Level Update Sell", width: 15) == "Price L…te Sell")
        #expect(RatesView.shortened("Trade", width: 5) == "Trade")
        #expect(
            RatesView.letter(65) == "A" && RatesView.letter(7) == "0x07" && RatesView.letter(0xFF) == "0xFF")
        #expect(
            RatesView.share(0.0001) == "<0.1 %" && RatesView.share(0) == "0.0 %"
                && RatesView.share(1) == "100 %")
    }

    @Test("the mean of a session counts an unfinished stretch by the time it has lasted")
    func unfinished() {
        var history = RateHistory()
        history.secondsPerPoint = 10
        var point = RatePoint()
        point.time = 100 * Samples.second
        point.packets = 100
        history.session = [point]
        point.time = 110 * Samples.second
        point.packets = 20
        history.session.append(point)
        let series = RateSeries(history, .session, feedClock: 112 * Samples.second)
        #expect(series.mean(.packets) == 10)
        #expect(series.value(.packets, at: 0) == 10 && series.value(.packets, at: 1) == 10)
    }

    @Test("share out the rows of any height", arguments: 12...120)
    func heights(rows: Int) {
        let heights = StackHeights(rows, types: 8)
        #expect(heights.charts + heights.bursts + heights.types == rows)
        #expect(heights.perChart.allSatisfy { $0 >= 1 })
    }
}
