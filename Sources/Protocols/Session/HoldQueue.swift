internal import Wire

/// The memory of a ``HoldQueue``: taken once, written from the front.
@safe
@usableFromInline
final class HoldMemory {
    static let byteCount = 8 << 20
    private let bytes = UnsafeMutableRawPointer.allocate(byteCount: HoldMemory.byteCount, alignment: 64)

    deinit { unsafe bytes.deallocate() }

    func store(_ datagram: RawSpan, at start: Int) {
        precondition(start >= 0 && datagram.byteCount <= Self.byteCount - start, "no room at byte \(start)")
        // SAFETY: the range lies inside the memory, as checked.
        unsafe datagram.withUnsafeBytes { source in
            if let base = source.baseAddress {
                unsafe (bytes + start).copyMemory(from: base, byteCount: source.count)
            }
        }
    }

    @usableFromInline
    @_lifetime(borrow self)
    func read(at start: Int, count: Int) -> RawSpan {
        precondition(start >= 0 && count >= 0 && count <= Self.byteCount - start, "nothing at byte \(start)")
        // SAFETY: the range lies inside the memory, which lives as long as this object, and was stored before.
        let span = unsafe RawSpan(_unsafeStart: bytes + start, byteCount: count)
        return unsafe _overrideLifetime(span, borrowing: self)
    }
}

/// Packets behind a hole in the sequence, copied and kept in order until the hole is filled or given up.
///
/// Bounded in packets and bytes; its memory is taken when the first packet is held. Where one hole opens before the last
/// is filled, so that it is never empty, what was taken out is squeezed out now and then, into a second memory.
@usableFromInline
struct HoldQueue: ~Copyable {
    @usableFromInline
    struct Entry: BitwiseCopyable {
        /// Of its first message.
        @usableFromInline var sequence: UInt64
        /// Messages; 0: a sign of life that only tells what comes next.
        @usableFromInline var count: Int
        /// It is the end of the session.
        @usableFromInline var isEnd: Bool
        @usableFromInline var context: PacketContext
        @usableFromInline var start = 0
        @usableFromInline var byteCount = 0
        /// Rises with every packet that is held.
        @usableFromInline var order = 0

        @usableFromInline var next: UInt64 { sequence &+ UInt64(count) }
    }

    static let mostPackets = 4096

    private var entries: [Entry] = []
    /// Entries before this one have been taken out.
    private var front = 0
    @usableFromInline private(set) var memory: HoldMemory?
    /// What takes the memory's place when it is squeezed.
    private var spare: HoldMemory?
    private var order = 0
    private var end = 0
    /// No message from here on is in a packet that is held.
    private var reach: UInt64 = 0

    @usableFromInline init() {}

    @usableFromInline var isEmpty: Bool { front == entries.count }

    /// The packet with the lowest sequence.
    @usableFromInline var first: Entry? { isEmpty ? nil : entries[front] }

    /// Whether every message of `first ..< next` is in a packet that is held.
    @usableFromInline
    func covers(_ first: UInt64, _ next: UInt64) -> Bool {
        guard next <= reach else { return false }
        var wanted = first
        for index in front..<entries.count {
            let entry = entries[index]
            if wanted >= next || entry.sequence > wanted { break }
            wanted = max(wanted, entry.next)
        }
        return wanted >= next
    }

    /// Whether a sign of life that tells the same is held.
    @usableFromInline
    func hasSign(_ sequence: UInt64, isEnd: Bool) -> Bool {
        for index in front..<entries.count {
            let entry = entries[index]
            if entry.count == 0, entry.sequence == sequence, entry.isEnd || !isEnd { return true }
        }
        return false
    }

    /// Keeps a copy; `false`, with nothing kept, when there is no room.
    @usableFromInline
    mutating func insert(
        _ datagram: RawSpan, sequence: UInt64, count: Int, isEnd: Bool = false, _ context: PacketContext
    ) -> Bool {
        if isEmpty {
            entries.removeAll(keepingCapacity: true)
            front = 0
            end = 0
            reach = 0
        }
        // At least an eighth of it: each packet is moved a few times at most.
        if front > 0, 8 * front >= entries.count,
            entries.count == Self.mostPackets || datagram.byteCount > HoldMemory.byteCount - end
        {
            squeeze()
        }
        guard entries.count < Self.mostPackets, datagram.byteCount <= HoldMemory.byteCount - end else {
            return false
        }
        if memory == nil { entries.reserveCapacity(Self.mostPackets) }
        let memory = memory ?? HoldMemory()
        self.memory = memory
        memory.store(datagram, at: end)
        let entry = Entry(
            sequence: sequence, count: count, isEnd: isEnd, context: context, start: end,
            byteCount: datagram.byteCount, order: order)
        order &+= 1
        end += datagram.byteCount
        reach = max(reach, entry.next)
        var index = entries.count
        while index > front, entries[index - 1].sequence > sequence { index -= 1 }
        entries.insert(entry, at: index)
        return true
    }

    /// Lets go of what was taken out, in a queue that never was empty.
    private mutating func squeeze() {
        guard let memory else { return }
        let fresh = spare ?? HoldMemory()
        entries.removeFirst(front)
        front = 0
        end = 0
        for index in entries.indices {
            let entry = entries[index]
            fresh.store(memory.read(at: entry.start, count: entry.byteCount), at: end)
            entries[index].start = end
            end += entry.byteCount
        }
        spare = memory
        self.memory = fresh
    }

    /// The packet that came first of those with message `sequence`, and where the part begins that an earlier one has.
    @usableFromInline
    func earliest(with sequence: UInt64) -> (entry: Entry, end: UInt64)? {
        var found: Entry?
        for index in front..<entries.count {
            let entry = entries[index]
            if entry.sequence > sequence { break }
            if entry.next > sequence, entry.order < found?.order ?? .max { found = entry }
        }
        guard let found else { return nil }
        var end = found.next
        for index in front..<entries.count {
            let entry = entries[index]
            if entry.sequence >= end { break }
            if entry.sequence > sequence, entry.order < found.order, entry.count > 0 { end = entry.sequence }
        }
        return (found, end)
    }

    /// Takes out the packet with the lowest sequence.
    @usableFromInline
    mutating func removeFirst() { front += 1 }
}
