internal import OrderFlow

/// One of the lines that a feed comes on.
public struct LineSummary: Sendable, Equatable {
    /// 0 is line A.
    public var line: UInt8 = 0
    /// Where it goes to.
    public var name = ""
    /// Whether it lives, by its own packets.
    public var state = FeedState.waiting
    public var packets: UInt64 = 0
    public var bytes: UInt64 = 0
    /// Messages in its packets, whoever brought them first.
    public var messages: UInt64 = 0
    /// Messages in its packets per second, over the last whole second of feed time, and the most in one millisecond;
    /// `nil`: not known yet.
    public var messages1s: Double?
    public var peak1ms: UInt64?
    /// Messages that it brought first.
    public var wins: UInt64 = 0
    /// Messages that it did not bring.
    public var missing: UInt64 = 0
    /// Of those, lost in this host's kernel.
    public var missingInKernel: UInt64 = 0
    /// Of those, lacking in the capture, though they may have been on the wire.
    public var missingInCapture: UInt64 = 0
    /// Messages that no other line brought; `nil`: with more than two lines that is not known.
    public var onlyHere: UInt64?
    /// Datagrams that the kernel dropped for want of socket buffer.
    public var kernelDrops: UInt64 = 0
    /// By how much it was first, where it was: messages, and ns.
    public var leads: UInt64 = 0
    public var leadP50: UInt64 = 0
    public var leadP99: UInt64 = 0
    public var leadMax: UInt64 = 0
    /// When the network saw its last packet, ns since the epoch; 0: not known.
    public var lastPacket: UInt64 = 0
    public init() {}

    /// `A`, `B`, …
    public var letter: String { LineName.of(line) }
}

extension FeedModel {
    /// The lines at a moment of the host's clock, and of the feed's.
    func lineSummaries(at now: UInt64, feedTime: UInt64) -> [LineSummary] {
        var summaries: [LineSummary] = []
        for index in lines.lines.indices {
            let line = lines.lines[index]
            var summary = LineSummary()
            summary.line = UInt8(truncatingIfNeeded: index)
            summary.name = description.lines[index]
            summary.state = state(of: line, at: now)
            summary.packets = line.packets
            summary.bytes = line.bytes
            summary.messages = line.messages
            let rates = line.rates.summary(at: feedTime)
            summary.messages1s = rates.messages1s
            summary.peak1ms = rates.peak1ms.at == 0 ? nil : rates.peak1ms.messages
            summary.wins = line.wins
            summary.missing = line.missing
            summary.missingInKernel = line.missingInKernel
            summary.missingInCapture = line.missingInCapture
            summary.kernelDrops = line.kernelDrops
            summary.lastPacket = line.lastPacket
            if lines.lines.count == 2 {
                let missed = lines.lines[1 - index].missing
                summary.onlyHere = missed - min(missed, ledger.lostEverywhere[1 - index])
            }
            summary.leads = line.leads.count
            if summary.leads > 0 {
                summary.leadP50 = line.leads.value(at: 50)
                summary.leadP99 = line.leads.value(at: 99)
                summary.leadMax = line.leads.max
            }
            summaries.append(summary)
        }
        return summaries
    }

    /// The end that the sender told goes for the lines that were there to hear it.
    private func state(of line: LineModel, at now: UInt64) -> FeedState {
        if hasEnded, line.packetSeen != 0, line.packetSeen.addingClamped(3 * FeedClock.second) > endSeen {
            return .ended
        }
        if let replayTime, line.lastPacket != 0 {
            return FeedState(packetSeen: line.lastPacket, messageSeen: line.lastMessage, now: replayTime)
        }
        return FeedState(packetSeen: line.packetSeen, messageSeen: line.messageSeen, now: now)
    }
}

extension FeedState {
    /// By the host's clock at the last packet and the last message (0: none).
    init(packetSeen: UInt64, messageSeen: UInt64, now: UInt64) {
        self =
            if packetSeen == 0 {
                .waiting
            } else if messageSeen != 0, now < messageSeen.addingClamped(2 * FeedClock.second) {
                .live
            } else if now >= packetSeen.addingClamped(3 * FeedClock.second) {
                .silent
            } else {
                // Nothing at all since the last message may still be a short pause; only heartbeats are idleness.
                packetSeen > messageSeen ? .idle : .live
            }
    }
}
