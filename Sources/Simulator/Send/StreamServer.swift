internal import CLinux
internal import Glibc

/// Serves a recording's messages as a byte stream to those who connect, from whatever thread calls it.
///
/// Over plain TCP or a Unix socket every client has the whole recording, at a pace of its own. Over SoupBinTCP there is
/// one session, which begins with the first login; clients come and go in it.
public struct StreamServer: ~Copyable, Sendable {
    private let listener: StreamListener
    private let recording: Recording
    private let pace: Pace
    private let soup: SoupSettings?
    private let framing: StreamFraming
    public private(set) var report = StreamReport()

    /// Who is there, and how far the session is.
    private struct Room {
        var clients: [ServedClient] = []
        var session: SessionClock?
        /// No client is looked for before: the system had no descriptor or memory for one.
        var admitsFrom: UInt64 = 0
    }

    /// More at once are not let in.
    private static var mostClients: Int { 64 }
    /// One that has done nothing for so long makes room when somebody waits, ns.
    private static var leastPatience: UInt64 { 1_000_000_000 }
    /// After the system had no room for a client, ns.
    private static var pause: UInt64 { 100_000_000 }

    /// - Parameter soup: `nil`: the plain stream, without logins.
    public init(
        _ recording: Recording, at address: ListenAddress, pace: Pace, soup: SoupSettings? = nil
    ) throws(StreamServerError) {
        listener = try StreamListener(address)
        self.recording = recording
        self.pace = pace
        self.soup = soup
        framing = soup != nil ? .soup : recording.hasLengthPrefix ? .binaryFile : .bare
    }

    /// Where clients connect: `127.0.0.1:26400`.
    public var address: String { listener.address.name }

    /// Serves until so many clients have had everything and nobody is left, or until told to stop.
    ///
    /// - Parameter linger: How long others may still come then, ns.
    public mutating func run(clients wanted: Int, linger: UInt64 = 0, until stop: StopFlag) {
        linux_sleep_on_time()
        var room = Room()
        var quietSince: UInt64?
        while !stop.isStopped {
            let now = linux_monotonic()
            admit(now, &room)
            let next = serve(now, &room)
            if report.served >= wanted, room.clients.isEmpty {
                quietSince = quietSince ?? now
                if now &- quietSince! >= linger { return }
            } else {
                quietSince = nil
            }
            sleep(until: next, room)
        }
    }

    private mutating func admit(_ now: UInt64, _ room: inout Room) {
        guard now >= room.admitsFrom else { return }
        while room.clients.count < Self.mostClients || makeRoom(now, &room) {
            switch listener.accept() {
            case .nobody: return
            case .noRoom(let code):
                // Whoever waits would have the loop turn without end.
                room.admitsFrom = now &+ Self.pause
                report.shortage = code
                return
            case .client(let descriptor):
                let connection = soup.map { SoupServer($0, now: now) }
                room.clients.append(
                    ServedClient(descriptor, recording, framing, pace, soup: connection, now: now))
                report.connections += 1
            }
        }
    }

    /// Sends away the client that has kept its place for nothing for the longest, if another waits for it.
    private mutating func makeRoom(_ now: UInt64, _ room: inout Room) -> Bool {
        guard listener.hasArrivals else { return false }
        let idle = room.clients.filter { $0.idleSince != nil }
        guard let longest = idle.min(by: { $0.idleSince! < $1.idleSince! }),
            now &- longest.idleSince! >= Self.leastPatience
        else { return false }
        longest.giveUp()
        sweep(&room)
        return true
    }

    /// Each client once; returns the moment at which there is something to do again.
    private mutating func serve(_ now: UInt64, _ room: inout Room) -> UInt64 {
        var next = now &+ 20_000_000
        if let due = room.session?.advance(to: now) { next = min(next, due) }
        for client in room.clients {
            let generated = room.session?.generated
            next = min(next, client.serve(now, generated: generated, isLast: room.session?.isOver ?? false))
            if room.session == nil, let connection = client.soup, connection.phase == .running {
                room.session = SessionClock(recording, pace, start: now, from: Int(connection.next - 1))
                next = now
            }
        }
        return sweep(&room) ? now : next
    }

    /// Counts and lets go whoever has come to an end; whether there was one.
    @discardableResult
    private mutating func sweep(_ room: inout Room) -> Bool {
        let gone = room.clients.filter { $0.fate != nil }
        for client in gone {
            report.messages += client.messages
            if client.fate == .served { report.served += 1 } else { report.left += 1 }
        }
        room.clients.removeAll { $0.fate != nil }
        // A descriptor is free again.
        if !gone.isEmpty { room.admitsFrom = 0 }
        return !gone.isEmpty
    }

    private func sleep(until moment: UInt64, _ room: Room) {
        let now = linux_monotonic()
        let looks = room.clients.count < Self.mostClients && now >= room.admitsFrom
        var wanted = [pollfd(fd: listener.descriptor, events: looks ? Int16(POLLIN) : 0, revents: 0)]
        for client in room.clients {
            wanted.append(pollfd(fd: client.descriptor, events: client.events, revents: 0))
        }
        // SAFETY: the array has as many entries as are told.
        _ = unsafe linux_poll(
            &wanted, UInt32(wanted.count), moment > now ? min(moment - now, 20_000_000) : 0)
    }
}

/// How far a session has come that goes on whether anybody listens or not.
private struct SessionClock {
    private var cursor: MessageCursor
    private var clock: PaceClock
    private var pending: RecordedMessage?
    private let start: UInt64
    /// Messages that there are by now.
    private(set) var generated: Int
    /// Messages before the session began.
    private let first: Int
    var isOver: Bool { pending == nil }

    init(_ recording: Recording, _ pace: Pace, start: UInt64, from first: Int) {
        cursor = MessageCursor(recording, first..<recording.count)
        self.first = first
        generated = first
        clock = PaceClock(pace)
        self.start = start
        pending = cursor.next()
    }

    /// - Returns: When the next message is due; `nil`: there is none.
    mutating func advance(to now: UInt64) -> UInt64? {
        if clock.pace == .unpaced {
            (generated, pending) = (cursor.end, nil)
        }
        while let message = pending {
            let moment = start &+ clock.moment(message.number - first, at: message.time)
            guard moment <= now else { return moment }
            generated = message.number + 1
            pending = cursor.next()
        }
        return nil
    }
}

/// Who was served.
public struct StreamReport: Sendable, Equatable {
    public var connections = 0
    /// Clients that had everything up to the end.
    public var served = 0
    /// Clients that went before, or were refused.
    public var left = 0
    /// Messages to all of them.
    public var messages: UInt64 = 0
    /// Why the system had no room for a client for a while (the error number); 0: it always had.
    public var shortage: Int32 = 0

    public init() {}
}
