internal import Wire

/// What a SoupBinTCP server asks of those who log in.
public struct SoupSettings: Sendable, Equatable {
    /// `nil`: anybody may.
    public var user: String?
    public var password: String?
    /// Ten characters at most.
    public var session: String

    public init(user: String? = nil, password: String? = nil, session: String = "0000000001") {
        self.user = user
        self.password = password
        self.session = session
    }
}

/// The server's side of one SoupBinTCP connection, as a value: bytes and times in, control packets out, no I/O. The
/// sequenced data go past it; it is told that they went.
///
/// Source: SoupBinTCP 3.00, 4.00 and 4.10.
public struct SoupServer: Sendable {
    public enum Phase: Sendable, Equatable {
        /// Waits for the login.
        case connected
        /// Sends sequenced data, from ``next`` on.
        case running
        /// Nothing more is read; what is in the output goes out, and then the connection is closed.
        case over(End)
    }

    /// Why a connection ends.
    public enum End: Sendable, Equatable {
        case rejected, loggedOut, silent, malformed
        /// Everything was sent, the end of session too.
        case complete
    }

    public private(set) var phase = Phase.connected
    /// Of the sequenced data packet that goes out next.
    public private(set) var next: UInt64 = 0
    private let settings: SoupSettings
    private var inbox: [UInt8] = []
    /// When the client connected: what it sends before its login gains it no time.
    private let connected: UInt64
    private var lastReceived: UInt64
    private var lastSent: UInt64
    /// Silence after which the client is given up, ns.
    private var patience: UInt64 = 15_000_000_000

    private static let second: UInt64 = 1_000_000_000
    private static let loginPatience: UInt64 = 30_000_000_000

    /// - Parameter now: Any clock in ns that does not step back.
    public init(_ settings: SoupSettings, now: UInt64) {
        self.settings = settings
        connected = now
        (lastReceived, lastSent) = (now, now)
    }

    /// Takes what the client sent.
    ///
    /// - Parameters:
    ///   - generated: Messages that the session has by now; `nil`: it begins with the first login, and there with
    ///     the message that is asked for, so that a server that was gone goes on where its client is.
    ///   - total: Messages that it will have.
    ///   - output: Control packets are appended.
    public mutating func receive(
        _ bytes: RawSpan, at now: UInt64, generated: UInt64?, total: UInt64, into output: inout [UInt8]
    ) {
        guard bytes.byteCount > 0 else { return }
        if case .over = phase { return }
        lastReceived = now
        for offset in 0..<bytes.byteCount { inbox.append(bytes.byte(at: offset)) }
        var start = 0
        reading: while inbox.count - start >= 2 {
            if case .over = phase { break }
            let length = Int(inbox[start]) << 8 | Int(inbox[start + 1])
            guard length > 0 else {
                phase = .over(.malformed)
                break reading
            }
            guard inbox.count - start >= length + 2 else { break }
            take(inbox[(start + 2)..<(start + 2 + length)], now, generated, total, &output)
            start += length + 2
        }
        inbox.removeFirst(start)
    }

    /// Lets time pass: heartbeats, and the end of a client that is silent.
    ///
    /// - Parameter isIdle: Nothing waits to be written.
    public mutating func tick(_ now: UInt64, isIdle: Bool, into output: inout [UInt8]) {
        let silence = now &- min(lastReceived, now)
        switch phase {
        case .connected: if now &- min(connected, now) >= Self.loginPatience { phase = .over(.silent) }
        case .running:
            if silence >= patience {
                phase = .over(.silent)
            } else if isIdle, now &- min(lastSent, now) >= Self.second {
                packet("H", [], into: &output)
                lastSent = now
            }
        case .over: break
        }
    }

    /// Sequenced data went out.
    public mutating func didSend(_ messages: UInt64, at now: UInt64) {
        next += messages
        lastSent = now
    }

    /// All data went out, and there will be no more.
    public mutating func finish(into output: inout [UInt8]) {
        guard phase == .running else { return }
        packet("Z", [], into: &output)
        phase = .over(.complete)
    }

    private mutating func take(
        _ packet: ArraySlice<UInt8>, _ now: UInt64, _ generated: UInt64?, _ total: UInt64,
        _ output: inout [UInt8]
    ) {
        let payload = packet.dropFirst()
        switch (Unicode.Scalar(packet[packet.startIndex]), phase) {
        case ("+", _): break
        case ("L", .connected): logIn(Array(payload), now, generated, total, &output)
        case ("U", .running): break
        case ("R", .running): if !payload.isEmpty { phase = .over(.malformed) }
        case ("O", .running): phase = .over(payload.isEmpty ? .loggedOut : .malformed)
        default: phase = .over(.malformed)
        }
    }

    private mutating func logIn(
        _ fields: [UInt8], _ now: UInt64, _ generated: UInt64?, _ total: UInt64, _ output: inout [UInt8]
    ) {
        guard fields.count == 46 || fields.count == 51, let wanted = Self.number(fields[26..<46]) else {
            phase = .over(.malformed)
            return
        }
        if fields.count == 51 {
            guard let milliseconds = Self.number(fields[46..<51]) else {
                phase = .over(.malformed)
                return
            }
            if milliseconds > 0 { patience = milliseconds * 1_000_000 }
        }
        guard Self.agrees(settings.user, fields[0..<6]), Self.agrees(settings.password, fields[6..<16]) else {
            return reject("A", &output)
        }
        let session = Self.trimmed(fields[16..<26])
        guard session.isEmpty || session == Self.trimmed(Array(settings.session.utf8)[...]) else {
            return reject("S", &output)
        }
        next =
            if let generated { wanted == 0 || wanted > generated ? generated + 1 : wanted } else {
                max(1, min(wanted, total + 1))
            }
        packet("A", Self.padded(settings.session, 10) + Self.padded(String(next), 20), into: &output)
        phase = .running
        lastSent = now
    }

    private mutating func reject(_ reason: Unicode.Scalar, _ output: inout [UInt8]) {
        packet("J", [UInt8(ascii: reason)], into: &output)
        phase = .over(.rejected)
    }

    private func packet(_ type: Unicode.Scalar, _ payload: [UInt8], into output: inout [UInt8]) {
        let length = payload.count + 1
        output += [UInt8(length >> 8), UInt8(length & 0xFF), UInt8(ascii: type)] + payload
    }

    /// Padded with spaces on the left.
    private static func padded(_ text: String, _ count: Int) -> [UInt8] {
        let bytes = Array(text.utf8.prefix(count))
        return [UInt8](repeating: UInt8(ascii: " "), count: count - bytes.count) + bytes
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") }
        return Array(bytes.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }

    /// Case does not count.
    private static func agrees(_ expected: String?, _ field: ArraySlice<UInt8>) -> Bool {
        guard let expected else { return true }
        func lower(_ bytes: [UInt8]) -> [UInt8] {
            bytes.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
        }
        return lower(trimmed(field)) == lower(trimmed(Array(expected.utf8.prefix(field.count))[...]))
    }

    /// Digits with spaces before them; all spaces are 0.
    private static func number(_ field: ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for byte in field.drop(while: { $0 == UInt8(ascii: " ") }) {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            let (product, over) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
            guard !over, !carry else { return nil }
            value = sum
        }
        return value
    }
}
