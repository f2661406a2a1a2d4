internal import Glibc
internal import Wire

/// One client of a stream server: its connection, its place in the recording, and what waits to be written.
final class ServedClient {
    /// What became of a client.
    enum Fate: Equatable {
        case served
        /// It left, was refused or was given up before it had everything.
        case left
    }

    let descriptor: Int32
    private let recording: Recording
    private let framing: StreamFraming
    private var cursor: MessageCursor
    /// The message that comes next, made but not due.
    private var pending: RecordedMessage?
    private var clock: PaceClock
    private let start: UInt64
    private(set) var soup: SoupServer?
    private var output: MessageBuffer
    private var written = 0
    private var control: [UInt8] = []
    private(set) var messages: UInt64 = 0
    private(set) var fate: Fate?
    /// Everything was written; the client is given time to take it and to close.
    private var isClosing = false
    private var closingSince: UInt64 = 0
    private var isComplete = false
    /// The client has closed its side.
    private var hasReadAll = false
    private var hasBegun = false
    /// When it last took a byte, or had everything that there was for it.
    private var lastTaken: UInt64

    /// Output that is made before it is written.
    private static var outputBytes: Int { 256 << 10 }
    /// How long a client has to close after everything was written, or to take what it is told before it is sent away, ns.
    private static var closingPatience: UInt64 { 5_000_000_000 }

    init(
        _ descriptor: Int32, _ recording: Recording, _ framing: StreamFraming, _ pace: Pace,
        soup: SoupServer?, now: UInt64
    ) {
        self.descriptor = descriptor
        self.recording = recording
        self.framing = framing
        self.soup = soup
        start = now
        lastTaken = now
        clock = PaceClock(pace)
        cursor = MessageCursor(recording, 0..<recording.count)
        output = MessageBuffer(capacity: Self.outputBytes + recording.longest + StreamFraming.mostOverhead)
    }

    deinit { close(descriptor) }

    var hasOutput: Bool { written < output.count || !control.isEmpty }

    /// What poll shall look for.
    var events: Int16 { (hasReadAll ? 0 : Int16(POLLIN)) | (hasOutput ? Int16(POLLOUT) : 0) }

    /// Since when it has kept a place for nothing: has not logged in, or has not taken a byte of what waits for it,
    /// or does not close though it has had everything. Such clients make room for others. `nil`: it does neither.
    var idleSince: UInt64? {
        if isClosing { return closingSince }
        if let soup, soup.phase == .connected { return start }
        return hasOutput ? lastTaken : nil
    }

    /// Makes room for another.
    func giveUp() { fate = isClosing ? .served : .left }

    /// Reads, makes and writes what there is.
    ///
    /// - Parameters:
    ///   - generated: Messages that may be sent by now; `nil`: by the client's own clock, or before the session.
    ///   - isLast: No more will be generated.
    /// - Returns: The moment at which there is something to do again.
    func serve(_ now: UInt64, generated: Int?, isLast: Bool) -> UInt64 {
        read(now, generated)
        // The answer to a login stands before all that was asked for.
        if !hasBegun { write() }
        guard fate == nil else { return now }
        if isClosing {
            if hasReadAll || now &- closingSince > Self.closingPatience { fate = .served }
            return now &+ 100_000_000
        }
        let due = fill(now, generated, isLast)
        soup?.tick(now, isIdle: !hasOutput, into: &control)
        let waited = output.count - written + control.count
        write()
        guard fate == nil else { return now }
        if !hasOutput || output.count - written + control.count < waited { lastTaken = now }
        // It takes not even the reason.
        if isSentAway, hasOutput, now &- lastTaken > Self.closingPatience {
            fate = .left
            return now
        }
        if !hasOutput, isOver { beginClosing(now) }
        // With output waiting the socket tells when to go on; without, it may be that there is more to make.
        return hasOutput ? now &+ 100_000_000 : due
    }

    private var isOver: Bool {
        if let soup, case .over = soup.phase { return true }
        return isComplete
    }

    /// It ends before it has had everything, for a reason of its own.
    private var isSentAway: Bool {
        if let soup, case .over(let end) = soup.phase { return end != .complete }
        return false
    }

    private func beginClosing(_ now: UInt64) {
        if let soup, soup.phase != .over(.complete) {
            // Refused, logged out or silent: it has what it is told, and goes.
            shutdown(descriptor, Int32(SHUT_WR))
            fate = .left
            return
        }
        (isClosing, closingSince) = (true, now)
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Makes output until it is enough or nothing more is due.
    private func fill(_ now: UInt64, _ generated: Int?, _ isLast: Bool) -> UInt64 {
        guard written == output.count else { return now &+ 100_000_000 }
        // A session that has just begun has nothing yet.
        let generated = soup == nil ? generated : generated ?? 0
        output.clear()
        written = 0
        if let soup {
            guard soup.phase == .running, hasBegun || control.isEmpty else { return now &+ 100_000_000 }
            if !hasBegun { cursor = MessageCursor(recording, Int(soup.next - 1)..<recording.count) }
        }
        if !hasBegun { pending = cursor.next() }
        hasBegun = true
        let (mapping, before) = (recording.mapping, messages)
        var due = now &+ 100_000_000
        while let message = pending, output.count < Self.outputBytes {
            if let generated {
                guard message.number < generated else { break }
            } else {
                let moment = start &+ clock.moment(message.number, at: message.time)
                guard moment <= now else {
                    due = min(due, moment)
                    break
                }
            }
            framing.append(
                mapping.bytes(at: message.offset, count: message.count),
                startsSession: isStart(message.number), to: &output)
            messages &+= 1
            pending = cursor.next()
        }
        if messages > before { soup?.didSend(messages - before, at: now) }
        if pending == nil, generated == nil || isLast, !isComplete {
            if soup == nil { framing.end(&output) }
            isComplete = true
        }
        if isComplete { soup?.finish(into: &control) }
        if output.count >= Self.outputBytes { due = now }
        return due
    }

    /// Whether another session begins with a message.
    private func isStart(_ number: Int) -> Bool {
        guard framing == .binaryFile, recording.sessions.count > 1, number > 0 else { return false }
        let sessions = recording.sessions
        return sessions[sessions.lastIndex(notAfter: number, by: \.first)].first == number
    }

    private func read(_ now: UInt64, _ generated: Int?) {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        while fate == nil, !hasReadAll {
            // SAFETY: the array has as many bytes as are asked for.
            let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
            if count > 0 {
                if !isClosing {
                    soup?.receive(
                        bytes.rawBytes.extracting(0..<count), at: now,
                        generated: generated.map { UInt64($0) },
                        total: UInt64(recording.count),
                        into: &control)
                }
            } else if count == 0 {
                // A reader may close its sending side; then it still takes what comes. SoupBinTCP needs both.
                if soup != nil, !isClosing { fate = .left }
                hasReadAll = true
            } else if errno == EAGAIN {
                return
            } else if errno != EINTR {
                fate = isClosing ? .served : .left
            }
        }
    }

    private func write() {
        while fate == nil, written < output.count {
            let (descriptor, written) = (descriptor, written)
            // SAFETY: the buffer lends its bytes for the time of the call.
            let count = unsafe output.withUnsafeBytes(from: written) { buffer in
                unsafe Glibc.send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
            }
            guard settled(count) else { return }
            self.written += count
        }
        while fate == nil, !control.isEmpty {
            // SAFETY: the array has as many bytes as are told.
            let count = unsafe Glibc.send(descriptor, control, control.count, Int32(MSG_NOSIGNAL))
            guard settled(count) else { return }
            control.removeFirst(count)
        }
    }

    /// Whether a call wrote something.
    private func settled(_ count: Int) -> Bool {
        if count >= 0 { return true }
        if errno != EAGAIN, errno != EINTR { fate = .left }
        return false
    }
}
