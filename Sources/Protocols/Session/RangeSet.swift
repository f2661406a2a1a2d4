/// Sequence numbers as a few ranges, in ascending order, apart from each other. Bounded: the oldest give way.
@usableFromInline
struct RangeSet {
    @usableFromInline
    struct Piece: BitwiseCopyable, Equatable {
        @usableFromInline var first: UInt64
        @usableFromInline var last: UInt64
    }

    static let capacity = 256
    @usableFromInline private(set) var pieces: [Piece] = []

    @usableFromInline init() {}

    @inlinable var isEmpty: Bool { pieces.isEmpty }

    @usableFromInline
    mutating func removeAll() { pieces.removeAll(keepingCapacity: true) }

    /// Takes in `first ... last`.
    @usableFromInline
    mutating func insert(_ first: UInt64, _ last: UInt64) {
        guard first <= last else { return }
        if pieces.capacity < Self.capacity { pieces.reserveCapacity(Self.capacity + 1) }
        var piece = Piece(first: first, last: last)
        // Almost always the greatest so far: look from the end.
        var index = pieces.count
        while index > 0, pieces[index - 1].first > piece.last { index -= 1 }
        while index > 0, pieces[index - 1].last >= piece.first || pieces[index - 1].last &+ 1 == piece.first {
            index -= 1
            piece.first = min(piece.first, pieces[index].first)
            piece.last = max(piece.last, pieces[index].last)
            pieces.remove(at: index)
        }
        pieces.insert(piece, at: index)
        if pieces.count > Self.capacity { pieces.removeFirst() }
    }

    /// The lowest part of `first ... last` that is in the set.
    @usableFromInline
    func firstPart(of first: UInt64, _ last: UInt64) -> Piece? {
        for piece in pieces where piece.last >= first {
            guard piece.first <= last else { return nil }
            return Piece(first: max(piece.first, first), last: min(piece.last, last))
        }
        return nil
    }

    /// Takes out the lowest part of `first ... last` that is in the set, and returns it.
    @usableFromInline
    mutating func takeFirstPart(of first: UInt64, _ last: UInt64) -> Piece? {
        guard let part = firstPart(of: first, last),
            let index = pieces.firstIndex(where: { $0.last >= part.first })
        else { return nil }
        let piece = pieces.remove(at: index)
        if piece.last > part.last {
            pieces.insert(Piece(first: part.last + 1, last: piece.last), at: index)
        }
        if piece.first < part.first {
            pieces.insert(Piece(first: piece.first, last: part.first - 1), at: index)
        }
        if pieces.count > Self.capacity { pieces.removeFirst() }
        return part
    }
}
