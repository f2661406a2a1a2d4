import Books
import OrderFlow

/// Numbers the losses of all feeds of a market in the order in which they are noticed. One thread at a time uses it.
final class LossOrder: @unchecked Sendable {
    private(set) var latest: UInt64 = 0

    func next() -> UInt64 {
        latest += 1
        return latest
    }
}

/// What was lost, where, and what became of it. The losses of the feed and those of its lines are kept apart,
/// so that a line that loses much does not crowd out what the books lack.
struct SequenceLedger: ~Copyable {
    private var losses = RangeLog()
    private var lineLosses = RangeLog()
    private let order: LossOrder
    /// By line: messages that it lost and no other line brought either.
    private(set) var lostEverywhere = InlineArray<8, UInt64>(repeating: 0)

    var evicted: Int { losses.evicted }
    var evictedOfLines: Int { lineLosses.evicted }

    init(_ order: LossOrder) { self.order = order }

    /// Notes messages that the books do not get, all of them lost: by the wire, the kernel, or here.
    ///
    /// - Parameter instruments: How many the feed has; their books become suspect.
    mutating func insert(_ range: SequenceRange, instruments: Int) {
        losses.insert(range, order: order.next(), instruments: instruments)
        guard range.cause != .here else { return }
        for position in lineLosses.recent {
            let entry = lineLosses[position]
            let more = min(entry.overlap(range.first, range.last), entry.count - entry.lost)
            if more > 0 { setLost(position, entry.lost + more, isLate: false) }
        }
    }

    /// Notes messages that one line did not bring. Another did, but for those known to be lost.
    ///
    /// - Returns: How many are known to be lost on every line.
    @discardableResult
    mutating func insertLine(_ range: SequenceRange) -> UInt64 {
        var range = range
        range.lost = min(range.count, lost(range.first, range.last))
        range.fill = range.lost == range.count ? .none : .line
        lostEverywhere[Int(range.line & 7)].addClamped(range.lost)
        lineLosses.insert(range, order: order.next())
        return range.lost
    }

    /// Messages that were lost came too late for the books. They become a range of their own, cut out of the one they
    /// were lost with, unless too many were cut lately: then that one says how many of it are lost still.
    mutating func fillLate(_ first: UInt64, _ last: UInt64) {
        // Backwards, for what is cut off comes to lie behind.
        let recent = losses.recent
        var position = recent.upperBound
        while position > recent.lowerBound {
            position -= 1
            guard losses[position].isHole else { continue }
            var entry = losses[position]
            let came = min(entry.lost, entry.overlap(first, last))
            guard came > 0 else { continue }
            let part = max(first, entry.first)...min(last, entry.last)
            if entry.fill == .none, moveToNeighbour(part, from: position) { continue }
            let place = entry.fill == .none ? cutOut(part, of: position) : position
            entry = losses[place]
            entry.lost -= min(came, entry.lost)
            entry.fill = .late
            losses[place] = entry
        }
        for position in lineLosses.recent {
            let entry = lineLosses[position]
            let came = min(entry.lost, entry.overlap(first, last))
            if came > 0 { setLost(position, entry.lost - came, isLate: true) }
        }
    }

    /// Messages that were missing were asked for, and came in time.
    mutating func fillByRequest(_ range: SequenceRange) {
        var range = range
        range.lost = 0
        range.fill = .request
        losses.insert(range, order: order.next())
    }

    /// One line brought messages late that it had seemed to lose. A range that is late in part is cut at its
    /// ends; from its middle nothing is taken.
    mutating func takeBack(line: UInt8, _ first: UInt64, _ last: UInt64) {
        for position in lineLosses.recent where lineLosses[position].line == line {
            var entry = lineLosses[position]
            guard entry.overlap(first, last) > 0 else { continue }
            if first <= entry.first, last >= entry.last {
                entry.fill = .late
                lineLosses[position] = entry
                continue
            }
            guard first <= entry.first || last >= entry.last else { continue }
            // Of what is cut off, so much is lost everywhere; should it have come late, that is told next.
            let cut = min(entry.lost, lost(max(first, entry.first), min(last, entry.last)))
            if first <= entry.first {
                entry.first = last + 1
            } else {
                entry.last = first - 1
            }
            entry.fill = .none
            lineLosses[position] = entry
            setLost(position, min(entry.lost - cut, entry.count), isLate: false)
        }
    }

    /// The numbering starts over.
    mutating func startOver() {
        losses.startOver()
        lineLosses.startOver()
    }

    /// Messages of `first ... last` that nobody has brought, as far as the latest holes tell.
    private func lost(_ first: UInt64, _ last: UInt64) -> UInt64 {
        var lost: UInt64 = 0
        for position in losses.recent where losses[position].isHole {
            let entry = losses[position]
            lost.addClamped(min(entry.lost, entry.overlap(first, last)))
        }
        return lost
    }

    /// Gives a part of a hole that came late to the late range that it follows or precedes.
    private mutating func moveToNeighbour(_ part: ClosedRange<UInt64>, from position: Int) -> Bool {
        var entry = losses[position]
        guard part.lowerBound > entry.first || part.upperBound < entry.last else { return false }
        if part.lowerBound == entry.first, losses.recent.contains(position - 1) {
            var before = losses[position - 1]
            if before.isAllLate, before.cause == entry.cause, before.last == entry.first &- 1 {
                before.last = part.upperBound
                entry.first = part.upperBound + 1
                entry.lost = entry.count
                losses[position - 1] = before
                losses[position] = entry
                return true
            }
        }
        if part.upperBound == entry.last, losses.recent.contains(position + 1) {
            var next = losses[position + 1]
            if next.isAllLate, next.cause == entry.cause, next.first == entry.last &+ 1 {
                next.first = part.lowerBound
                entry.last = part.lowerBound - 1
                entry.lost = entry.count
                losses[position + 1] = next
                losses[position] = entry
                return true
            }
        }
        return false
    }

    /// Makes a part of a hole an entry of its own, as far as there is room.
    ///
    /// - Returns: The place of the entry that it is in now.
    private mutating func cutOut(_ part: ClosedRange<UInt64>, of position: Int) -> Int {
        var place = position
        if part.lowerBound > losses[place].first, losses.cut(place, before: part.lowerBound) { place += 1 }
        if part.upperBound < losses[place].last { _ = losses.cut(place, before: part.upperBound + 1) }
        return place
    }

    private mutating func setLost(_ position: Int, _ lost: UInt64, isLate: Bool) {
        var entry = lineLosses[position]
        let line = Int(entry.line & 7)
        lostEverywhere[line] = (lostEverywhere[line] - min(lostEverywhere[line], entry.lost)).addingClamped(
            lost)
        entry.lost = lost
        entry.fill =
            isLate || entry.fill == .late ? .late : lost == entry.count ? .none : .line
        lineLosses[position] = entry
    }
}

extension SequenceLedger {
    /// Losses of the feed that are kept.
    var count: Int { losses.positions.count }
    /// Where they end, and those of one line alone.
    var ends: (losses: Int, lines: Int) { (losses.positions.upperBound, lineLosses.positions.upperBound) }

    /// Where those losses of the feed end that have at most this order.
    func end(ofOrder order: UInt64) -> Int { losses.end(ofOrder: order) }
    func count(upToOrder order: UInt64) -> Int { end(ofOrder: order) - losses.positions.lowerBound }

    /// The entry before an end, for going through them from the newest to the oldest; `nil`: there is none left.
    func entry(before end: Int, ofLines: Bool) -> (range: SequenceRange, order: UInt64, instruments: Int)? {
        let position = end - 1
        guard (ofLines ? lineLosses.positions : losses.positions).contains(position) else { return nil }
        return ofLines
            ? (lineLosses[position], lineLosses.order(position), 0)
            : (losses[position], losses.order(position), losses.instruments(position))
    }

    /// Everything kept, in the order in which it was noticed.
    var all: [SequenceRange] {
        var ranges: [SequenceRange] = []
        var ofLines = lineLosses.positions
        for position in losses.positions {
            while let next = ofLines.first, lineLosses.order(next) < losses.order(position) {
                ranges.append(lineLosses[ofLines.removeFirst()])
            }
            ranges.append(losses[position])
        }
        for position in ofLines { ranges.append(lineLosses[position]) }
        return ranges
    }

    /// What came on no line, whoever is to blame; ranges that follow upon each other as one.
    var missing: [SequenceRange] {
        var ranges: [SequenceRange] = []
        for position in losses.positions where losses[position].isHole {
            let range = losses[position]
            if let latest = ranges.last, latest.last < .max, latest.last + 1 == range.first {
                ranges[ranges.count - 1].last = range.last
                ranges[ranges.count - 1].lost.addClamped(range.lost)
            } else {
                ranges.append(range)
            }
        }
        return ranges
    }

    /// The latest, newest first: what the books lack before what one line lost and another had.
    func latest(_ count: Int) -> [SequenceRange] {
        var ranges: [SequenceRange] = []
        for position in losses.positions.suffix(count).reversed() { ranges.append(losses[position]) }
        for position in lineLosses.positions.suffix(RangeLog.window).reversed() {
            guard ranges.count < count else { break }
            if lineLosses[position].isOfOneLine { ranges.append(lineLosses[position]) }
        }
        return ranges
    }

    /// Goes through what one line lost and another had, from the oldest on.
    func eachOfOneLine(_ body: (SequenceRange) -> Void) {
        for position in lineLosses.positions where lineLosses[position].isOfOneLine {
            body(lineLosses[position])
        }
    }
}

extension SequenceRange {
    /// A hole in the sequence, on every line, that no request filled.
    fileprivate var isHole: Bool { isMissingInBooks && cause != .here }
    /// All of it came, too late for the books.
    fileprivate var isAllLate: Bool { isHole && fill == .late && lost == 0 }
}
