internal import Wire

/// Answers MoldUDP64 requests out of a recording, with what was sent so far. Never sees a socket.
public struct Retransmission: Sendable {
    /// A session as it was sent.
    private struct Session {
        var id: [UInt8]
        var messages: Range<Int>
        /// Where its chunks are.
        var chunks: Range<Int>
        /// Messages sent before it began.
        var before: UInt64
    }

    private let recording: Recording
    private let progress: SendProgress
    private let sessions: [Session]
    /// Bytes of an answer at most; but one message always fits.
    private let limit: Int

    /// Bytes of a request: session (10), sequence (8), count (2).
    static let requestByteCount = 20

    /// - Parameters:
    ///   - firstSession: MoldUDP64's session id of the first run, where the file has none.
    ///   - restart: As given to the packer.
    public init(
        _ recording: Recording, _ progress: SendProgress, firstSession: UInt64 = 1, restart: UInt64? = nil,
        maximumBytes: Int = 1_400
    ) {
        self.recording = recording
        self.progress = progress
        limit = max(maximumBytes, recording.longest + 22)
        var (sessions, before): ([Session], UInt64) = ([], 0)
        let chunks = recording.chunks
        for (index, run) in recording.runs(restart: recording.isCapture ? nil : restart).enumerated() {
            let first = chunks.lastIndex(notAfter: run.lowerBound, by: \.first)
            let last = chunks.lastIndex(notAfter: run.upperBound - 1, by: \.first)
            let id = recording.isCapture ? recording.sessions[index].id : nil
            sessions.append(
                Session(
                    id: id ?? MoldSession.digits(firstSession &+ UInt64(index)), messages: run,
                    chunks: first..<(last + 1), before: before))
            before += UInt64(run.count)
        }
        self.sessions = sessions
    }

    /// A buffer that takes any answer.
    public func buffer() -> MessageBuffer { MessageBuffer(capacity: limit) }

    /// Writes the answer to one request into `reply`, from its beginning.
    ///
    /// - Returns: Messages in it; 0: there is nothing to say, and nobody answers.
    public func answer(_ request: RawSpan, into reply: inout MessageBuffer) -> Int {
        reply.clear()
        guard request.byteCount == Self.requestByteCount else { return 0 }
        let (wanted, sequence): (UInt16, UInt64) = (request.bigEndian(at: 18), request.bigEndian(at: 10))
        guard wanted > 0, wanted < 0xFFFF, sequence > 0,
            let session = sessions.first(where: { session in
                session.id.indices.allSatisfy { session.id[$0] == request.byte(at: $0) }
            }), var cursor = cursor(at: sequence, in: session)
        else { return 0 }
        let sent = progress.messages
        let mapping = recording.mapping
        for offset in stride(from: 0, to: 20, by: 1) {
            let at = reply.reserve(1)
            reply.store(big: request.byte(at: offset), at: at)
        }
        var count = 0
        while count < Int(wanted), isSent(cursor.number, session, sent),
            isNext(cursor.number, count, session, sequence),
            let message = cursor.next(), reply.count + 2 + message.count <= limit
        {
            let at = reply.reserve(2)
            reply.store(big: UInt16(message.count), at: at)
            reply.append(mapping.bytes(at: message.offset, count: message.count))
            count += 1
        }
        reply.store(big: UInt16(count), at: 18)
        return count
    }

    /// A cursor whose next message has this sequence; `nil`: the recording does not have it.
    private func cursor(at sequence: UInt64, in session: Session) -> MessageCursor? {
        let chunks = recording.chunks
        let index = chunks.lastIndex(notAfter: sequence, by: \.sequence, in: session.chunks)
        guard let number = number(of: sequence, in: index), session.messages.contains(number) else {
            return nil
        }
        return MessageCursor(recording, number..<session.messages.upperBound)
    }

    private func number(of sequence: UInt64, in index: Int) -> Int? {
        let chunks = recording.chunks
        let chunk = chunks[index]
        let end = index + 1 < chunks.count ? chunks[index + 1].first : recording.count
        guard sequence >= chunk.sequence, sequence - chunk.sequence < UInt64(end - chunk.first) else {
            return nil
        }
        return chunk.first + Int(sequence - chunk.sequence)
    }

    /// Whether a message has been sent.
    private func isSent(_ number: Int, _ session: Session, _ sent: UInt64) -> Bool {
        guard recording.isCapture else {
            return session.before + UInt64(number - session.messages.lowerBound) < sent
        }
        let chunk = recording.chunks.lastIndex(notAfter: number, by: \.first, in: session.chunks)
        return UInt64(recording.chunks[chunk].arrival) <= sent
    }

    /// Whether the message comes right after those in the answer: a capture may have gaps.
    private func isNext(_ number: Int, _ count: Int, _ session: Session, _ sequence: UInt64) -> Bool {
        guard session.messages.contains(number) else { return false }
        guard recording.isCapture else { return true }
        let index = recording.chunks.lastIndex(notAfter: number, by: \.first, in: session.chunks)
        let chunk = recording.chunks[index]
        return chunk.sequence + UInt64(number - chunk.first) == sequence + UInt64(count)
    }
}
