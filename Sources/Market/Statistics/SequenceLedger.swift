import OrderFlow

/// What was lost, where, and what became of it. The losses of the feed and those of its lines are kept apart,
/// so that a line that loses much does not crowd out what the books lack.
struct SequenceLedger: ~Copyable {
    private var losses = RangeLog()
    private var lineLosses = RangeLog()
    private var entered: UInt64 = 0
    /// By line: messages that it lost and no other line brought either.
    private(set) var lostEverywhere = InlineArray<8, UInt64>(repeating: 0)

    var evicted: Int { losses.evicted }
    var evictedOfLines: Int { lineLosses.evicted }

    /// Notes messages that the books do not get, all of them lost: by the wire, the kernel, or here.
    mutating func insert(_ range: SequenceRange) {
        enter(range)
        guard range.cause != .here else { return }
        for position in lineLosses.recent {
            let entry = lineLosses[position]
            let more = min(entry.overlap(range.first, range.last), entry.count - entry.lost)
            if more > 0 { setLost(position, entry.lost + more, isLate: false) }
        }
    }

    /// Notes messages that one line did not bring. Another did, but for those known to be lost.
    mutating func insertLine(_ range: SequenceRange) {
        var range = range
        range.lost = min(range.count, lost(range.first, range.last))
        range.fill = range.lost == range.count ? .none : .line
        lostEverywhere[Int(range.line & 7)].addClamped(range.lost)
        entered &+= 1
        lineLosses.insert(range, order: entered)
    }

    /// Messages that were lost came too late for the books.
    mutating func fillLate(_ first: UInt64, _ last: UInt64) {
        for position in losses.recent where losses[position].isHole {
            var entry = losses[position]
            let came = min(entry.lost, entry.overlap(first, last))
            guard came > 0 else { continue }
            entry.lost -= came
            entry.fill = .late
            losses[position] = entry
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
        enter(range)
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

    private mutating func enter(_ range: SequenceRange) {
        entered &+= 1
        losses.insert(range, order: entered)
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

    /// The latest, newest first: what the books lack before what one line lost.
    func latest(_ count: Int) -> [SequenceRange] {
        var ranges: [SequenceRange] = []
        for position in losses.positions.suffix(count).reversed() { ranges.append(losses[position]) }
        for position in lineLosses.positions.suffix(count - ranges.count).reversed() {
            ranges.append(lineLosses[position])
        }
        return ranges
    }
}

extension SequenceRange {
    /// A hole in the sequence, on every line, that no request filled.
    fileprivate var isHole: Bool { isMissingInBooks && cause != .here }
}
