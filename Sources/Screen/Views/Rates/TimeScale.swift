import Market

/// Which points of the rates share a column of a chart, and when each column begins.
///
/// Where there is more room than points, each takes several columns. Where there is less, columns stand on round
/// times, so a picture moves on as a whole and does not shimmer.
struct TimeScale {
    /// Columns of a chart to a column of the grid: two of dots, or one of blocks.
    let perCell: Int
    /// Shape `[columns]`: the points of each, oldest first; empty: before the first one.
    private(set) var columns: [Range<Int>] = []
    /// Seconds that share a column, at most.
    private(set) var secondsPerColumn = 1
    /// The moments at the left and right edge, ns since the epoch.
    private(set) var start: UInt64 = 0
    private(set) var end: UInt64 = 0

    private static let second: UInt64 = 1_000_000_000

    /// Whole seconds.
    ///
    /// - Parameters:
    ///   - points: One for each second, oldest first, without holes.
    ///   - span: Seconds to show in all; those before the first point stay empty.
    ///   - cells: Columns of the grid there are.
    init(seconds points: ArraySlice<RatePoint>, span: Int, cells: Int, perCell: Int = 2) {
        self.perCell = perCell
        let room = cells * perCell
        guard let last = points.last, room > 0 else { return }
        let lastSecond = last.time / Self.second
        end = (lastSecond &+ 1).multipliedClamped(Self.second)
        guard room < span else {
            let wide = room / span
            for back in (1...span).reversed() {
                let point = points.endIndex - back
                let range = point >= points.startIndex ? point..<(point + 1) : 0..<0
                columns += Array(repeating: range, count: wide)
            }
            start = end.subtractingClamped(UInt64(span) * Self.second)
            return
        }
        let shared = (span + room - 1) / room
        secondsPerColumn = shared
        columns = Array(repeating: 0..<0, count: (span + shared - 1) / shared)
        let newest = lastSecond / UInt64(shared)
        for back in 0..<min(points.count, span) {
            let bin = lastSecond.subtractingClamped(UInt64(back)) / UInt64(shared)
            let column = columns.count - 1 - Int(newest - bin)
            guard column >= 0 else { break }
            let point = points.endIndex - 1 - back
            columns[column] = point..<(columns[column].isEmpty ? point + 1 : columns[column].upperBound)
        }
        end = ((newest &+ 1) &* UInt64(shared)).multipliedClamped(Self.second)
        start = end.subtractingClamped(UInt64(columns.count * shared) * Self.second)
    }

    /// A whole session, spread over all the room.
    ///
    /// - Parameter points: Oldest first, without holes, each of so many seconds.
    init(session points: ArraySlice<RatePoint>, secondsPerPoint: Int, cells: Int, perCell: Int = 2) {
        self.perCell = perCell
        let room = cells * perCell
        guard let first = points.first, room > 0 else { return }
        let seconds = max(1, secondsPerPoint)
        let count = points.count
        for column in 0..<room {
            let low = column * count / room
            let high = max(low + 1, (column + 1) * count / room)
            columns.append((points.startIndex + low)..<(points.startIndex + high))
        }
        secondsPerColumn = (count + room - 1) / room * seconds
        start = first.time
        end =
            start.addingReportingOverflow(
                UInt64(count).multipliedClamped(UInt64(seconds)).multipliedClamped(Self.second)
            ).partialValue
    }

    /// Columns of the grid that all of them take.
    var cells: Int { (columns.count + perCell - 1) / perCell }

    /// The highest value of each column; `nil`: nothing is known of it.
    func highest(_ value: (Int) -> Double) -> [Double?] {
        columns.map { range in range.map(value).max() }
    }

    /// The highest of each column of the grid.
    func highestByCell(_ value: (Int) -> Double) -> [Double?] {
        let all = highest(value)
        return stride(from: 0, to: all.count, by: perCell).map { index in
            all[index..<min(index + perCell, all.count)].compactMap { $0 }.max()
        }
    }

    // MARK: The axis of times

    private static let steps: [UInt64] = [
        1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 14_400, 21_600,
        43_200,
        86_400, 172_800, 604_800,
    ]

    /// Round times of the feeds' zone and the columns of the grid they stand at, as many as there is room for.
    func ticks(_ zone: ClockText.Zone) -> [(column: Int, text: String)] {
        guard end > start, cells > 0 else { return [] }
        let seconds = (end - start) / Self.second
        let width = cells
        let step = Self.steps.first { step in
            let label = step < 60 ? 8 : 5
            return UInt64(label + 4) * max(1, seconds) <= step * UInt64(width)
        }
        guard let step else { return [] }
        let offset = ClockText.behindUTC(start, zone)
        let local = start.subtractingClamped(offset) / Self.second
        var next = (local + step - 1) / step * step
        var ticks: [(column: Int, text: String)] = []
        while true {
            let moment = next.multipliedClamped(Self.second).addingReportingOverflow(offset)
            guard !moment.overflow, moment.partialValue < end, moment.partialValue >= start else { break }
            let share = Double(moment.partialValue - start) / Double(end - start)
            let text =
                step >= 86_400
                ? String(ClockText.date(moment.partialValue, zone).suffix(5))
                : String(ClockText.time(moment.partialValue, zone).prefix(step < 60 ? 8 : 5))
            ticks.append((Int(share * Double(width)), text))
            next += step
        }
        return ticks
    }

    /// One row: a mark at each round time, and the time beside it.
    func drawAxis(into grid: inout Grid, row: Int, column: Int, _ zone: ClockText.Zone) {
        for tick in ticks(zone) where tick.column + 1 + tick.text.utf8.count <= cells {
            let next = grid.put("│", row, column + tick.column, Style(.border))
            grid.put(tick.text, row, next, Style(.muted))
        }
    }
}

extension UInt64 {
    fileprivate func subtractingClamped(_ other: UInt64) -> UInt64 { self < other ? 0 : self - other }
    fileprivate func multipliedClamped(_ other: UInt64) -> UInt64 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }
}
