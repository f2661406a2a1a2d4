internal import CLinux

/// Datagrams of several lines on their way out: a run of each line, merged by the kernel's time stamps.
///
/// A line that may have more waiting than was taken holds the others back at its last datagram, so that nothing
/// overtakes what has not been seen yet; what is held back waits for the next batch. With one line nothing is compared
/// or moved.
@safe
struct DatagramBatch: ~Copyable {
    private let lines: Int
    /// Datagrams that a run, or a batch, can have.
    private let capacity: Int
    /// A run after the other, and behind them the merged batch where there are several.
    private let items: UnsafeMutablePointer<linux_datagram>
    private let runs: UnsafeMutablePointer<Run>
    private(set) var count = 0

    private struct Run {
        var head = 0
        var count = 0
        /// From here on it came with the last round.
        var fresh = 0
        var mayHaveMore = false
        /// When the line was found empty.
        var polled: UInt64 = 0
    }

    /// - Parameters:
    ///   - lines: Sockets.
    ///   - buffers: Buffers that each line can have outstanding.
    init(lines: Int, buffers: Int) {
        self.lines = lines
        capacity = buffers * Int(linux_datagram_segments)
        let all = lines > 1 ? 2 * lines * capacity : capacity
        unsafe items = UnsafeMutablePointer<linux_datagram>.allocate(capacity: all)
        unsafe runs = UnsafeMutablePointer<Run>.allocate(capacity: lines)
        unsafe runs.initialize(repeating: Run(), count: lines)
    }

    deinit {
        unsafe items.deallocate()
        unsafe runs.deallocate()
    }

    /// Something came that no batch has shown yet.
    var isHolding: Bool {
        guard lines > 1 else { return false }
        for line in 0..<lines {
            // SAFETY: there is a run for each line.
            if unsafe runs[line].head < runs[line].count { return true }
        }
        return false
    }

    /// Everything of that line has been handed out.
    func isDrained(_ line: Int) -> Bool {
        // SAFETY: there is a run for each line, and the lines are ours to number.
        unsafe lines == 1 || runs[line].head == runs[line].count
    }

    /// A datagram of the batch.
    func datagram(_ index: Int) -> linux_datagram {
        precondition(index >= 0 && index < count, "datagram \(index) of \(count)")
        // SAFETY: the batch has that many.
        return unsafe items[(lines > 1 ? lines * capacity : 0) + index]
    }

    /// Before lines are looked at: forgets the last batch.
    mutating func begin() {
        count = 0
        for line in 0..<lines {
            // SAFETY: both ranges lie inside the line's run.
            let run = unsafe runs[line]
            let held = lines > 1 ? run.count - run.head : 0
            if held > 0, run.head > 0 {
                let start = unsafe items + line * capacity
                unsafe start.update(from: start + run.head, count: held)
            }
            // Whoever still holds something is not looked at, and may have more.
            unsafe runs[line] = Run(head: 0, count: held, fresh: held, mayHaveMore: held > 0)
        }
    }

    /// Where the next datagrams of a line go: a buffer's worth of them at least, as there is a place for all buffers.
    func end(of line: Int) -> UnsafeMutablePointer<linux_datagram> {
        // SAFETY: a run never holds more than its capacity: what is in it holds its buffers.
        unsafe items + line * capacity + runs[line].count
    }

    /// `added` datagrams were put at the end of a line.
    mutating func extend(_ line: Int, by added: Int) {
        unsafe runs[line].count += added
        precondition(unsafe runs[line].count <= capacity, "more datagrams than buffers can hold")
    }

    /// A line was looked at.
    ///
    /// - Parameters:
    ///   - mayHaveMore: Not all of it was taken.
    ///   - time: The host's clock just before.
    mutating func looked(at line: Int, mayHaveMore: Bool, time: UInt64) {
        unsafe runs[line].mayHaveMore = mayHaveMore
        unsafe runs[line].polled = time
    }

    /// Puts together the batch.
    ///
    /// - Returns: How many datagrams it has.
    mutating func merge() -> Int {
        count = lines == 1 ? unsafe runs[0].count : mergeLines()
        return count
    }

    private mutating func mergeLines() -> Int {
        var merged = 0
        let batch = unsafe items + lines * capacity
        // SAFETY: every index is below its run's count, and the batch has room for all runs together.
        while true {
            var first = -1
            var time = UInt64.max
            var horizon = UInt64.max
            for line in 0..<lines {
                let run = unsafe runs[line]
                if run.head == run.count {
                    // Found empty at that time; what it had before is all out.
                    if run.mayHaveMore, run.count > 0 { return merged }
                    horizon = min(horizon, run.polled)
                } else {
                    let next = unsafe items[line * capacity + run.head].received
                    if first < 0 || next < time { (first, time) = (line, next) }
                }
            }
            guard first >= 0 else { return merged }
            // What was held back before has been overtaken by nobody: every line was looked at since.
            if time > horizon, unsafe runs[first].head >= runs[first].fresh { return merged }
            unsafe batch[merged] = items[first * capacity + runs[first].head]
            unsafe runs[first].head += 1
            merged += 1
        }
    }
}
