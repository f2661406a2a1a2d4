import OrderFlow

/// What is kept of one line of a feed.
struct LineModel {
    var packets: UInt64 = 0
    var bytes: UInt64 = 0
    /// Messages in its packets, whoever brought them first.
    var messages: UInt64 = 0
    /// Messages that were delivered out of its packets.
    var wins: UInt64 = 0
    var missing: UInt64 = 0
    /// Of those, lost in this host's kernel.
    var missingInKernel: UInt64 = 0
    /// Of those, lacking in the capture.
    var missingInCapture: UInt64 = 0
    var kernelDrops: UInt64 = 0
    /// By how much it was first, where it was.
    var leads = LatencyCounts()
    /// Host clock at its last packet and its last message, ns since the epoch; 0: none.
    var packetSeen: UInt64 = 0
    var messageSeen: UInt64 = 0
    /// When the network saw its last packet.
    var lastPacket: UInt64 = 0
    /// Messages in its packets, by the feed's clock.
    var rates = RateMeter()
    /// The same of its last packet with messages.
    var lastMessage: UInt64 = 0
}

/// The lines of a feed; none where there is only one way for a message to come.
struct LineTable {
    static let most = 8
    var lines: [LineModel] = []
    /// The line of the current packet, and the feed's messages before it; `nil`: none that is known.
    private var current: Int?
    private var messagesBefore: UInt64 = 0

    init(_ names: [String]) { extend(to: names.count) }

    /// There are so many lines now; one alone is none to tell apart.
    mutating func extend(to count: Int) {
        guard count >= 2 else { return }
        while lines.count < min(count, Self.most) { lines.append(LineModel()) }
    }

    var isEmpty: Bool { lines.isEmpty }

    /// The place of a line that is known.
    func index(_ line: UInt8) -> Int? { Int(line) < lines.count ? Int(line) : nil }

    /// A packet begins, or a stretch of a stream.
    ///
    /// - Parameters:
    ///   - messages: Messages of the feed so far.
    ///   - now: Host clock.
    mutating func beginPacket(_ event: OrderEvent, messages: UInt64, now: UInt64) {
        settle(messages: messages)
        current = index(event.packetLine)
        guard let current else { return }
        if event.isPacket { lines[current].packets &+= 1 }
        lines[current].bytes.addClamped(UInt64(event.packetBytes))
        lines[current].messages.addClamped(UInt64(event.packetMessages))
        lines[current].packetSeen = now
        if event.packetMessages > 0 { lines[current].messageSeen = now }
        guard event.packetReceived != 0 else { return }
        lines[current].lastPacket = event.packetReceived
        if event.packetMessages > 0 { lines[current].lastMessage = event.packetReceived }
    }

    /// Counts the messages of a packet for the rate of its line. What comes before the feed has told a time is left
    /// out.
    mutating func countRate(_ event: OrderEvent, at clock: FeedClock) {
        guard let current, clock.now != 0 else { return }
        var traffic = Traffic()
        traffic.messages = UInt64(event.packetMessages)
        lines[current].rates.add(traffic, inMillisecond: clock.millisecondStart)
    }

    /// The feed's clock went back with a new session.
    mutating func restartRates() {
        for index in lines.indices { lines[index].rates.restart() }
    }

    /// The feed's messages are counted from nothing.
    mutating func countFromNothing() { messagesBefore = 0 }

    /// Credits the messages delivered since its packet began to the current line.
    mutating func settle(messages: UInt64) {
        if let current { lines[current].wins &+= messages &- messagesBefore }
        messagesBefore = messages
    }

    /// Messages came first on `first`, so long before `second` brought them.
    mutating func lead(_ event: OrderEvent) {
        guard let first = index(event.messageType), index(event.line) != nil, event.instrument < Self.most,
            event.quantity > 0
        else { return }
        lines[first].leads.record(nanoseconds: event.timestamp, UInt64(event.quantity))
    }
}
