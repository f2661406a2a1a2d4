internal import Protocols
internal import Wire

/// Datagrams that wait until it is known what they are: the latest of one destination, bounded in number and bytes.
struct HeldDatagrams {
    private struct Entry {
        var context: PacketContext
        var start: Int
        var count: Int
    }

    private var storage: [UInt8] = []
    private var entries: [Entry] = []
    /// Entries before this one were let go.
    private var front = 0

    var count: Int { entries.count - front }
    var isEmpty: Bool { count == 0 }
    /// Bytes that are held.
    private(set) var byteCount = 0

    /// Keeps a copy. For its sake the oldest are let go: what is decoded later then has no hole in it that the wire did
    /// not make.
    mutating func append(_ datagram: RawSpan, _ context: PacketContext, mostPackets: Int, mostBytes: Int) {
        guard datagram.byteCount <= mostBytes, mostPackets > 0 else { return removeAll() }
        while !isEmpty, count >= mostPackets || byteCount + datagram.byteCount > mostBytes { removeFirst() }
        squeeze()
        entries.append(Entry(context: context, start: storage.count, count: datagram.byteCount))
        // SAFETY: the elements are bytes, which have no invalid pattern, and are copied at once.
        unsafe datagram.withUnsafeBytes { bytes in
            unsafe storage.append(contentsOf: bytes)
        }
        byteCount += datagram.byteCount
    }

    mutating func removeAll() { self = HeldDatagrams() }

    /// Calls `visit` with each, in the order in which they came.
    func forEach(_ visit: (RawSpan, PacketContext) -> Void) {
        for entry in entries[front...] {
            visit(storage.rawBytes.bytes(at: entry.start, count: entry.count), entry.context)
        }
    }

    private mutating func removeFirst() {
        byteCount -= entries[front].count
        front += 1
    }

    /// Gives back the room of what was let go, once that is more than what is left: each byte is moved once at most.
    private mutating func squeeze() {
        guard front > 16, storage.count > 2 * byteCount || front > count else { return }
        let start = front < entries.count ? entries[front].start : storage.count
        storage.removeFirst(start)
        entries.removeFirst(front)
        front = 0
        for index in entries.indices { entries[index].start -= start }
    }
}
