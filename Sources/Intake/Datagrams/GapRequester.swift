internal import CLinux
internal import Glibc
internal import Protocols
internal import Wire

/// Asks a MoldUDP64 request server for what no line brought: a socket of its own, connected to the server, so that
/// nobody else's datagrams are taken for answers. It never waits.
///
/// Source: MoldUDP64 1.00, "Request packet".
struct GapRequester {
    /// Closed by whoever receives the answers.
    let descriptor: Int32
    /// The gap that was asked for last, when, and how often.
    private var asked: OpenGap?
    private var askedAt: UInt64 = 0
    private var attempts = 0

    /// An answer that has not come for so long, ns, is asked for again: so often in all.
    private static let interval: UInt64 = 25_000_000
    private static let mostAttempts = 4
    /// A gap that another line may still fill is asked for after so long, ns.
    private static let grace: UInt64 = 10_000_000
    /// One request cannot ask for more.
    private static let mostMessages: UInt64 = 65_534

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// - Parameter server: `host:port`, the host a name or an IP address (IPv6 in brackets).
    /// - Returns: `nil` when asked to stop before the name was looked up.
    static func open(_ server: String, stop: StopSignal) throws(IntakeError) -> GapRequester? {
        let place: HostPort
        do throws(HostPort.Fault) { place = try HostPort.parse(server[...]) } catch {
            throw IntakeError("request=\(server): \(error.why)")
        }
        switch NameLookup.run(place.host, place.port, stop: stop) {
        case .stopped: return nil
        case .failed(let reason, _): throw IntakeError("request=\(server): \(reason.withinSentence)")
        case .found(let names):
            var code: Int32 = 0
            for name in names {
                let made = socket(name.family, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
                code = made < 0 ? errno : StreamSocket.connect(made, name)
                if code == 0 { return GapRequester(made) }
                if made >= 0 { close(made) }
            }
            throw IntakeError(
                "request=\(server): cannot reach the request server: \(IntakeError.reason(code))")
        }
    }

    /// Asks for a gap, if it is time to. Call it often while there is one.
    ///
    /// - Parameter now: Host clock, ns since the epoch.
    mutating func ask(for gap: OpenGap?, at now: UInt64) {
        guard let gap else {
            asked = nil
            return
        }
        guard gap.isOnEveryLine || now > gap.noticed &+ Self.grace else { return }
        if let asked, asked.first == gap.first, asked.session == gap.session {
            guard attempts < Self.mostAttempts, now > askedAt &+ Self.interval else { return }
            attempts += 1
        } else {
            attempts = 1
        }
        asked = gap
        askedAt = now
        send(gap)
    }

    private func send(_ gap: OpenGap) {
        let count = UInt16(min(gap.count, Self.mostMessages))
        var packet = InlineArray<20, UInt8>(repeating: 0)
        for index in 0..<8 {
            packet[index] = UInt8(truncatingIfNeeded: gap.session.high >> UInt64(56 - 8 * index))
            packet[10 + index] = UInt8(truncatingIfNeeded: gap.first >> UInt64(56 - 8 * index))
        }
        for index in 0..<2 {
            packet[8 + index] = UInt8(truncatingIfNeeded: gap.session.low >> UInt64(8 - 8 * index))
            packet[18 + index] = UInt8(truncatingIfNeeded: count >> UInt16(8 - 8 * index))
        }
        // A request that cannot be sent is one that gets no answer: it is sent again, and then given up.
        unsafe packet.span.withUnsafeBytes { bytes in
            // SAFETY: the span lends the twenty bytes for the call.
            _ = unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT))
        }
    }
}
