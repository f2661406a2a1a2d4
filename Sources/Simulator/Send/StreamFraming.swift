internal import Wire

/// How messages stand in a byte stream.
enum StreamFraming: Sendable {
    /// A length before each, 0 at the end of a session (BinaryFILE 1.00).
    case binaryFile
    /// One behind the other.
    case bare
    /// SoupBinTCP's sequenced data.
    case soup

    /// Bytes around a message at most.
    static let mostOverhead = 4

    /// Appends one message.
    func append(_ message: RawSpan, startsSession: Bool, to buffer: inout MessageBuffer) {
        switch self {
        case .bare: break
        case .binaryFile:
            if startsSession { put(0, &buffer) }
            // A length of 0 would end the session: a message without bytes says nothing, and is left out.
            if message.byteCount == 0 { return }
            put(UInt16(message.byteCount), &buffer)
        case .soup:
            put(UInt16(message.byteCount + 1), &buffer)
            let at = buffer.reserve(1)
            buffer.store(big: UInt8(ascii: "S"), at: at)
        }
        buffer.append(message)
    }

    private func put(_ length: UInt16, _ buffer: inout MessageBuffer) {
        let at = buffer.reserve(2)
        buffer.store(big: length, at: at)
    }

    /// What stands behind the last message.
    func end(_ buffer: inout MessageBuffer) {
        if self == .binaryFile { put(0, &buffer) }
    }
}
