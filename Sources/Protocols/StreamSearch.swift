internal import Wire

/// Finds the beginning of a message in the middle of a byte stream: where a hole was, or where a capture joined.
///
/// One message may look right by chance, several in a row do not.
public enum StreamSearch {
    @frozen
    public enum Finding: Sendable, Equatable {
        case found(at: Int)
        /// No message that can be told begins before that place; from there on, more bytes may tell.
        case nothing(before: Int)
    }

    /// So many messages in a row convince.
    static let run = 4
    /// Packets between them that carry no message.
    static let mostOthers = 64

    /// - Parameters:
    ///   - start: Before this nothing begins.
    ///   - isWhole: No more bytes come, so that one message convinces if nothing stands behind it.
    public static func find(
        _ format: FeedFormat, in bytes: RawSpan, from start: Int, isWhole: Bool
    ) -> Finding {
        switch format.transport {
        case .soupBinTCP: find(SoupBinTCPITCH50.self, in: bytes, from: start, isWhole: isWhole)
        case .binaryFile: find(BinaryFileITCH50.self, in: bytes, from: start, isWhole: isWhole)
        case .stream: find(OrderUpdateStreamShape.self, in: bytes, from: start, isWhole: isWhole)
        case .datagram, .moldUDP64, .iexTP: .nothing(before: bytes.byteCount)
        }
    }

    private static func find<Shape: SteppedShape>(
        _ shape: Shape.Type, in bytes: RawSpan, from start: Int, isWhole: Bool
    ) -> Finding {
        for offset in min(start, bytes.byteCount)..<bytes.byteCount {
            var (cursor, good, others) = (offset, 0, 0)
            walking: while true {
                switch Shape.step(bytes, at: cursor) {
                case .message(let next):
                    good += 1
                    cursor = next
                    if good == run { return .found(at: offset) }
                case .other(let next) where good > 0 && others < mostOthers:
                    others += 1
                    cursor = next
                case .other, .unlike: break walking
                case .partial:
                    guard isWhole else { return .nothing(before: offset) }
                    if good > 0, cursor == bytes.byteCount { return .found(at: offset) }
                    break walking
                }
            }
        }
        return .nothing(before: bytes.byteCount)
    }
}

/// What stands at a place of a stream.
enum StreamStep {
    /// A message, and where the next begins.
    case message(next: Int)
    /// Something else that may stand between messages.
    case other(next: Int)
    /// There are too few bytes to tell.
    case partial
    case unlike
}

/// A format whose stream can be walked from message to message.
protocol SteppedShape {
    static func step(_ bytes: RawSpan, at offset: Int) -> StreamStep
}

extension SoupBinTCPITCH50: SteppedShape {
    static func step(_ bytes: RawSpan, at offset: Int) -> StreamStep {
        guard bytes.byteCount - offset >= 3 else { return .partial }
        let field: UInt16 = bytes.bigEndian(at: offset)
        let (length, type) = (Int(field), bytes.byte(at: offset + 2))
        guard SoupBinTCP.fault(type, length: length, from: .server) == nil else { return .unlike }
        guard type == UInt8(ascii: "S") else {
            return offset + 2 + length <= bytes.byteCount ? .other(next: offset + 2 + length) : .partial
        }
        return ITCH.step(bytes, at: offset + 3, count: length - 1)
    }
}

extension BinaryFileITCH50: SteppedShape {
    static func step(_ bytes: RawSpan, at offset: Int) -> StreamStep {
        guard bytes.byteCount - offset >= 2 else { return .partial }
        let field: UInt16 = bytes.bigEndian(at: offset)
        return ITCH.step(bytes, at: offset + 2, count: Int(field))
    }
}

extension ITCH {
    /// A message of so many bytes, by its type's very length.
    fileprivate static func step(_ bytes: RawSpan, at offset: Int, count: Int) -> StreamStep {
        guard count > 0, count <= ITCH50Codec.longestMessage else { return .unlike }
        guard offset < bytes.byteCount else { return .partial }
        guard byteCount(ofType: bytes.byte(at: offset)) == count else { return .unlike }
        guard offset + count <= bytes.byteCount else { return .partial }
        return likeness(of: bytes.bytes(at: offset, count: count)) == .fits
            ? .message(next: offset + count) : .unlike
    }
}

extension OrderUpdateStreamShape: SteppedShape {
    static func step(_ bytes: RawSpan, at offset: Int) -> StreamStep {
        guard offset < bytes.byteCount else { return .partial }
        guard bytes.byte(at: offset) == OrderUpdate.type else { return .unlike }
        guard bytes.byteCount - offset >= 3 else { return .partial }
        let length: UInt16 = bytes.littleEndian(at: offset + 1)
        guard Int(length) >= OrderUpdate.Header.byteCount, length <= 255 else { return .unlike }
        guard offset + Int(length) <= bytes.byteCount else { return .partial }
        return OrderUpdate.likeness(of: bytes.bytes(at: offset, count: Int(length))) == .fits
            ? .message(next: offset + Int(length)) : .unlike
    }
}
