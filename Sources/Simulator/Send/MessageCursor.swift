internal import Protocols
internal import Wire

/// One message of a recording.
struct RecordedMessage: BitwiseCopyable {
    /// From 0 on.
    var number: Int
    /// Where it begins in the file.
    var offset: Int
    var count: Int
    /// Its own time or that of its packet, in ns; of another origin for every protocol. 0: not known.
    var time: UInt64
}

/// A place in a recording, from which messages are taken one after another. Cheap to copy, safe in any thread.
struct MessageCursor {
    let recording: Recording
    /// Of the message that comes next.
    private(set) var number: Int
    /// One beyond the last message that it takes.
    let end: Int
    private var chunk: Int
    private var offset: Int

    /// - Parameter range: The messages to go through.
    init(_ recording: Recording, _ range: Range<Int>) {
        self.recording = recording
        number = range.lowerBound
        end = min(range.upperBound, recording.count)
        (chunk, offset) = (0, 0)
        guard number < end else { return }
        chunk = recording.chunks.lastIndex(notAfter: number, by: \.first)
        offset = recording.chunks[chunk].offset
        (number, chunk) = (recording.chunks[chunk].first, chunk)
        while number < range.lowerBound, next() != nil {}
    }

    /// `nil` at the end, or where the file became shorter.
    mutating func next() -> RecordedMessage? {
        guard number < end else { return nil }
        let chunks = recording.chunks
        if chunk &+ 1 < chunks.count, number == chunks[chunk &+ 1].first {
            chunk &+= 1
            offset = chunks[chunk].offset
        }
        let mapping = recording.mapping
        let bytes = mapping.bytes
        let left = bytes.byteCount &- offset
        var message = RecordedMessage(number: number, offset: offset, count: 0, time: chunks[chunk].time)
        if recording.hasLengthPrefix {
            guard left >= 2 else { return nil }
            let length: UInt16 = bytes.bigEndian(at: offset)
            message.offset &+= 2
            message.count = Int(length)
        } else {
            guard left >= 3 else { return nil }
            let length: UInt16 = bytes.littleEndian(at: offset &+ 1)
            message.count = Int(length)
        }
        // All this was so when the file was looked through; but somebody may have cut it since.
        guard message.offset &+ message.count <= bytes.byteCount, message.count <= recording.longest else {
            return nil
        }
        if message.time == 0 {
            message.time = time(of: bytes.bytes(at: message.offset, count: message.count))
        }
        offset = message.offset &+ message.count
        number &+= 1
        return message
    }

    private func time(of message: RawSpan) -> UInt64 {
        switch recording.format?.content {
        case .itch50: message.byteCount >= 11 ? message.bigEndian48(at: 5) : 0
        case .orderUpdate: message.byteCount >= 19 ? message.littleEndian(at: 11) : 0
        default: 0
        }
    }
}

extension Array {
    /// The index of the last element whose key is not greater, or 0. The keys ascend.
    func lastIndex<Key: Comparable>(
        notAfter key: Key, by path: (Element) -> Key, in range: Range<Int>? = nil
    ) -> Int {
        var (low, high) = (range?.lowerBound ?? 0, range?.upperBound ?? count)
        let first = low
        while low < high {
            let middle = (low + high) / 2
            if path(self[middle]) <= key { low = middle + 1 } else { high = middle }
        }
        return Swift.max(low - 1, first)
    }
}
