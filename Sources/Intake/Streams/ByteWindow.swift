/// A view that moves along the bytes of a source: a mapped file or a stream, with the same face.
protocol ByteWindow: ~Copyable {
    /// What is there from the front on, in place.
    var front: RawSpan { @_lifetime(borrow self) borrowing get }
    /// Bytes passed since the start.
    var position: Int { get }
    /// The source became shorter while it was read: what stands at the front may never have been in it.
    var hasShrunk: Bool { get }
    /// Moves the front on.
    mutating func advance(by count: Int)
    /// Tries to have `count` bytes at the front. May sleep for a stream: publish first.
    ///
    /// - Returns: `false` when the source has come to its end (or was stopped) with fewer.
    mutating func fill(atLeast count: Int) throws(IntakeError) -> Bool
    /// The same, but at most so long (-1: for ever).
    mutating func fill(atLeast count: Int, milliseconds: Int32) throws(IntakeError) -> Filling
}

/// How an attempt to fill a window came out.
enum Filling {
    case filled
    /// The source has come to its end, or was stopped.
    case ended
    /// There was no more in time. What came stands at the front.
    case late
}

extension ByteWindow where Self: ~Copyable {
    /// For a source that never makes anybody wait.
    mutating func fill(atLeast count: Int, milliseconds: Int32) throws(IntakeError) -> Filling {
        try fill(atLeast: count) ? .filled : .ended
    }
}

/// The window over a mapped file: everything is always there.
struct MappedWindow: ByteWindow, ~Copyable {
    private let file: MappedFile
    private(set) var position = 0
    /// So far the file is in memory.
    private var populated = 0

    /// `nil` when the descriptor is no regular file or cannot be mapped.
    init?(descriptor: Int32) {
        guard let file = MappedFile.map(descriptor) else { return nil }
        self.file = file
    }

    var front: RawSpan {
        @_lifetime(borrow self)
        borrowing get {
            let all = file.bytes
            return all.extracting(position..<all.byteCount)
        }
    }

    var hasShrunk: Bool { file.hasShrunk }

    mutating func advance(by count: Int) {
        position += count
        if position >= populated { populated = file.populate(around: position) }
    }

    mutating func fill(atLeast count: Int) throws(IntakeError) -> Bool {
        front.byteCount >= count
    }
}
