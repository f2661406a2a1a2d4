internal import Wire

/// Puts the bytes of one direction of a TCP connection in order: segments may come in any order, again, and overlapping.
///
/// What was first seen of a byte counts. A hole is waited for, since a retransmission may fill it, until that is known to
/// be in vain; then whoever reads the bytes jumps over it.
///
/// Source: RFC 9293, section 3.4.
public struct SegmentSorter: Sendable {
    /// Bytes behind a hole.
    public struct Piece: Sendable {
        /// When their segment was seen, ns since the epoch.
        public let time: UInt64
        public fileprivate(set) var bytes: [UInt8]
        fileprivate var position: Int
        fileprivate var end: Int { position + bytes.count }
    }

    /// Where the bytes of a hole were lost.
    public enum Loss: Sendable, Equatable {
        /// They were delivered, or must have been: the capture lacks them.
        case capture
        case wire
    }

    /// So much is kept behind a hole, with what it takes to keep it in order.
    static let mostHeld = 1 << 20
    static let mostPieces = 4096
    /// Packet time after which bytes that the receiver has acknowledged will not come any more, ns: taps may hand on the
    /// two directions a little out of order.
    static let acknowledgedPatience: UInt64 = 200_000_000
    /// And segments, where there is no time.
    static let acknowledgedSegments = 256
    /// The same for bytes that are not acknowledged: several retransmissions would have come.
    static let patience: UInt64 = 10_000_000_000
    /// What is further ahead is of no window that TCP allows.
    static let farthest = 1 << 30

    /// Position of the next byte in order. Positions are sequence numbers that do not wrap.
    private var next = 0
    private var start = 0
    /// A SYN or data has told where the stream begins.
    private var isAnchored = false
    private var pieces: [Piece] = []
    /// Pieces before this one were handed over.
    private var front = 0
    /// What the pieces take.
    public private(set) var held = 0
    /// What the other side has acknowledged; 0: nothing was seen.
    private var acknowledged = 0
    private var end: Int?
    /// Where a segment was cut, so that what follows is known to lack in the capture.
    private var cuts: [Int] = []
    /// When the present hole was first in the way, ns since the epoch, and segments since.
    private var stalledSince: UInt64 = 0
    private var stalledSegments = 0

    public init() {}

    /// Whether bytes wait behind a hole.
    public var isStalled: Bool { front < pieces.count }
    /// Everything up to the FIN was handed over.
    public var isFinished: Bool { end.map { next >= $0 } ?? false }

    /// Whether a SYN with that sequence number opens another connection than the present one.
    public func isAnother(_ sequence: UInt32) -> Bool {
        isAnchored && UInt32(truncatingIfNeeded: start) != sequence &+ 1
    }

    /// A SYN: the stream begins behind it.
    public mutating func open(_ sequence: UInt32) {
        guard !isAnchored else { return }
        self = SegmentSorter()
        anchor(sequence &+ 1)
    }

    /// A FIN that stands at that sequence number.
    public mutating func close(_ sequence: UInt32) {
        if isAnchored { end = max(position(of: sequence), end ?? 0) }
    }

    public mutating func acknowledge(_ sequence: UInt32) {
        if isAnchored { acknowledged = max(acknowledged, position(of: sequence)) }
    }

    /// Takes in the bytes of a segment.
    ///
    /// - Parameter missing: Bytes of it that the capture lacks behind those.
    /// - Returns: Those of them that come next. What is behind a hole is kept for ``takeNext()``.
    public mutating func take(
        _ sequence: UInt32, _ bytes: RawSpan, missing: Int, at time: UInt64
    ) -> Range<Int>? {
        let count = bytes.byteCount
        guard count > 0 || missing > 0 else { return nil }
        if !isAnchored { anchor(sequence) }
        let place = position(of: sequence)
        guard place - next <= Self.farthest else { return nil }
        if missing > 0, place + count >= next, cuts.count < 64 { cuts.append(place + count) }
        stalledSegments += 1
        guard place + count > next else { return nil }
        if place <= next {
            let from = next - place
            advance(to: place + count, at: time)
            return from..<count
        }
        if !isStalled {
            stalledSince = time
            stalledSegments = 0
        }
        hold(bytes, at: place, time)
        return nil
    }

    /// Bytes that were kept and come next now.
    public mutating func takeNext() -> Piece? {
        while front < pieces.count, pieces[front].position <= next {
            var piece = pieces[front]
            pieces[front].bytes = []
            front += 1
            held -= cost(piece)
            if front == pieces.count {
                pieces.removeAll()
                front = 0
            } else if front > 64, front > pieces.count / 2 {
                pieces.removeFirst(front)
                front = 0
            }
            guard piece.end > next else { continue }
            piece.bytes.removeFirst(next - piece.position)
            advance(to: next + piece.bytes.count, at: piece.time)
            return piece
        }
        return nil
    }

    /// Why the bytes are lost that are in the way, when there is no use in waiting for them any longer.
    public func loss(at now: UInt64) -> Loss? {
        guard isStalled else { return nil }
        if cuts.contains(next) { return .capture }
        let waited = now > stalledSince ? now - stalledSince : 0
        let isFull = held > Self.mostHeld || pieces.count - front > Self.mostPieces
        let isDelivered =
            acknowledged > next
            && (waited >= Self.acknowledgedPatience || stalledSegments >= Self.acknowledgedSegments)
        return isFull || isDelivered || waited >= Self.patience ? cause : nil
    }

    /// The other side does not go on before it has all, and so nor does this one: where nobody has seen acknowledgements,
    /// more could only come because it had.
    private var cause: Loss { acknowledged > next || acknowledged == 0 ? .capture : .wire }

    /// Why bytes are lost that are in the way at the end of the connection, or before it; `nil`: none are.
    public var lossAtEnd: Loss? {
        if isStalled { return cuts.contains(next) ? .capture : cause }
        // A FIN takes a number as well, and may not have been seen.
        guard isAnchored else { return nil }
        if acknowledged > next + 1 || cuts.contains(next) { return .capture }
        guard let end, end > next else { return nil }
        return acknowledged > next || acknowledged == 0 ? .capture : .wire
    }

    /// Goes on behind the hole.
    public mutating func jump() {
        let target = isStalled ? pieces[front].position : max(next, end ?? max(next, acknowledged - 1))
        cuts.removeAll { $0 <= target }
        next = target
    }

    private mutating func anchor(_ sequence: UInt32) {
        next = Int(sequence) + 1 << 32
        start = next
        isAnchored = true
    }

    private func position(of sequence: UInt32) -> Int {
        next + Int(Int32(bitPattern: sequence &- UInt32(truncatingIfNeeded: next)))
    }

    private mutating func advance(to position: Int, at time: UInt64) {
        next = position
        stalledSince = time
        stalledSegments = 0
        if !cuts.isEmpty { cuts.removeAll { $0 < position } }
    }

    private func cost(_ piece: Piece) -> Int { 128 + piece.bytes.count }

    /// Keeps what is not kept yet, in order.
    private mutating func hold(_ bytes: RawSpan, at position: Int, _ time: UInt64) {
        let end = position + bytes.byteCount
        var index = pieces.count
        while index > front, pieces[index - 1].end > position { index -= 1 }
        var next = position
        while next < end {
            let gapEnd = index < pieces.count ? min(end, pieces[index].position) : end
            if next < gapEnd {
                let part = bytes.bytes(at: next - position, count: gapEnd - next)
                // SAFETY: the buffer is read within the closure that lends it.
                let copy = unsafe part.withUnsafeBytes { buffer in unsafe [UInt8](buffer) }
                let piece = Piece(time: time, bytes: copy, position: next)
                held += cost(piece)
                pieces.insert(piece, at: index)
                next = gapEnd
            } else {
                next = pieces[index].end
            }
            index += 1
        }
    }
}
