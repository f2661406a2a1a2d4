import Market
import Testing

@testable import Screen

@Suite("The time axis of the rates")
struct TimeScaleTests {
    private func points(_ count: Int, endingAt last: UInt64 = Samples.lastSecond) -> [RatePoint] {
        (0..<count).map { index in
            var point = RatePoint()
            point.time = last - UInt64(count - 1 - index) * Samples.second
            point.messages = UInt64(index)
            return point
        }
    }

    @Test("gives each second as many columns as there is room for, and none to seconds before the first")
    func stretched() {
        let points = points(10)
        let scale = TimeScale(seconds: points[...], span: 60, cells: 60)
        #expect(scale.columns.count == 120 && scale.secondsPerColumn == 1)
        #expect(scale.columns[99].isEmpty && scale.columns[100] == 0..<1 && scale.columns[119] == 9..<10)
        let values = scale.highest { Double(points[$0].messages) }
        #expect(values[99] == nil && values[100] == 0 && values[118] == 9)
    }

    @Test("loses no second where several share a column, and each column begins at a round time")
    func shared() {
        for age in 0..<7 {
            let points = points(600, endingAt: Samples.lastSecond + UInt64(age) * Samples.second)
            let scale = TimeScale(seconds: points[...], span: 600, cells: 50)
            #expect(scale.secondsPerColumn == 6 && scale.columns.count == 100)
            let covered = scale.columns.flatMap { Array($0) }
            #expect(covered == Array((600 - covered.count)..<600))
            #expect(covered.count > 594)
            for column in scale.columns.dropFirst() {
                #expect(points[column.lowerBound].time / Samples.second % 6 == 0)
            }
        }
    }

    @Test("stretches or squeezes a session to all the room", arguments: [1, 7, 60, 120, 240])
    func session(count: Int) {
        let points = points(count)
        let scale = TimeScale(session: points[...], secondsPerPoint: 10, cells: 60)
        #expect(scale.columns.count == 120)
        #expect(scale.columns.first?.lowerBound == 0 && scale.columns.last?.upperBound == count)
        let covered = Set(scale.columns.flatMap { Array($0) })
        #expect(covered.count == count)
    }

    @Test("marks round times of the feeds' zone, and leaves room between them")
    func ticks() {
        let scale = TimeScale(seconds: points(600)[...], span: 600, cells: 60)
        let ticks = scale.ticks(.eastern)
        #expect(ticks.map(\.text) == ["09:22", "09:24", "09:26", "09:28", "09:30"])
        for (left, right) in zip(ticks, ticks.dropFirst()) { #expect(right.column - left.column >= 8) }
        #expect(scale.ticks(.utc).first?.text == "14:22")
    }

    @Test("survives times at both ends of the clock, and no room")
    func hostile() {
        for time in [UInt64(0), 1, .max, .max - Samples.second] {
            var point = RatePoint()
            point.time = time
            for cells in [0, 1, 400] {
                let points = [point, point]
                for scale in [
                    TimeScale(seconds: points[...], span: 60, cells: cells),
                    TimeScale(seconds: points[...], span: 600, cells: cells),
                    TimeScale(session: points[...], secondsPerPoint: 3600, cells: cells),
                ] {
                    #expect(scale.columns.count <= 2 * cells)
                    #expect(scale.ticks(.eastern).allSatisfy { $0.column >= 0 && $0.column <= cells })
                }
            }
        }
    }
}
