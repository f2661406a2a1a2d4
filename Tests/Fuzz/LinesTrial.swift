import OrderFlow
import Protocols
import Wire

@testable import Intake

/// What lines and a request server bring of one feed, in any order and at any time.
struct LinesTrial {
    private let isMold: Bool
    private let lines: Int
    private let isArbitrated: Bool
    private let decoder: DatagramDecoder
    private var list = EventList()
    private var account = SequenceAccount()
    private var now: UInt64 = 1_577_700_000_000_000_000
    /// What comes next on each line.
    private var fronts = [UInt64](repeating: 1, count: 8)
    /// One beyond the highest message of the session that was there first.
    private var highest: UInt64 = 0
    private var session: UInt8?

    static func run(_ input: inout FuzzInput) {
        var trial = LinesTrial(&input)
        while !input.isEmpty { trial.step(&input) }
        trial.finish()
    }

    private init(_ input: inout FuzzInput) {
        let setting = input.byte()
        var options = FeedOptions(day: 19_591)
        options.lines = 1 + Int(setting & 3)
        options.isFillable = setting & 4 != 0
        lines = options.lines
        isArbitrated = lines > 1 || options.isFillable
        isMold = setting & 8 == 0
        let format: FeedFormat = isMold ? .init(.moldUDP64, .itch50) : .init(.datagram, .orderUpdate)
        guard let decoder = ProtocolRegistry.datagramDecoder(format, options) else {
            preconditionFailure("\(format) is no datagram format")
        }
        self.decoder = decoder
        if setting & 16 != 0 {
            fronts = [UInt64](repeating: min(max(input.number(), 1), .max - 1 << 40), count: 8)
        }
    }

    private mutating func step(_ input: inout FuzzInput) {
        let (kind, place) = (input.byte(), input.byte())
        let pauses: [UInt64] = [0, 0, 1_000, 1_000_000, 30_000_000, 110_000_000, 600_000_000, 4_000_000_000]
        now &+= pauses[Int(place >> 5)]
        if kind & 7 == 7 {
            decoder.expire(at: kind & 8 == 0 ? now : input.number(), into: &list)
        } else {
            send(kind, line: Int(place & 7) % (lines + 1), session: place >> 3 & 3, &input)
        }
        account.take(list)
        if let gap = decoder.openGap {
            precondition(gap.count > 0 && gap.first == account.next ?? gap.first, "not what comes next")
        }
    }

    /// - Parameter choice: Session; most often the first.
    private mutating func send(_ kind: UInt8, line: Int, session choice: UInt8, _ input: inout FuzzInput) {
        let identity = choice == 3 ? 1 : choice == 2 ? input.byte() & 3 : 0
        let amount = UInt64(input.byte())
        let front = fronts[line]
        let first =
            switch kind >> 3 & 3 {
            case 0: front
            case 1: front + amount
            case 2: max(1, front - min(front, amount))
            default: 1 + amount
            }
        let count = UInt64(input.byte() & 15)
        let isSign = isMold && (kind & 7 >= 5 || count == 0)
        guard isMold || count > 0 else { return }
        var bytes: [UInt8]
        if isMold {
            bytes = Array("SESSION00".utf8) + [48 + identity] + Self.big(first)
            bytes += isSign ? kind & 7 == 6 ? [0xFF, 0xFF] : [0, 0] : [0, UInt8(count)]
        } else {
            bytes = []
        }
        if !isSign { for sequence in first..<(first + count) { bytes += message(sequence) } }
        if kind & 0x20 != 0 { bytes.removeLast(min(bytes.count, Int(input.byte()))) }
        let received = kind & 0x40 == 0 ? now : input.number()
        note(bytes, first, line, identity, received)
        fronts[line] = isSign ? max(front, first) : first + count
        decoder.decode(
            bytes.rawBytes,
            PacketContext(
                feed: 0, line: UInt8(line), received: received, intake: now,
                gapCause: kind & 0x80 != 0 ? .kernel : .wire),
            into: &list)
    }

    /// Keeps in mind how far a datagram tells the sequence, when it is one that counts.
    private mutating func note(
        _ bytes: [UInt8], _ first: UInt64, _ line: Int, _ identity: UInt8, _ received: UInt64
    ) {
        let header =
            isMold ? MoldUDP64().header(of: bytes.rawBytes) : OrderUpdateFraming().header(of: bytes.rawBytes)
        guard let header else { return }
        let isAnswer = line == lines && isArbitrated
        guard !isAnswer else { return }  // what no line has shown to exist is no answer
        if session == nil { session = identity }
        guard session == identity || !isMold else { return }
        highest = max(highest, header.sequence + UInt64(header.count))
    }

    private func message(_ sequence: UInt64) -> [UInt8] {
        if isMold {
            return [0, 19, UInt8(ascii: "D"), 0, 1, 0, 0] + [UInt8](repeating: 0, count: 6)
                + Self.big(sequence)
        }
        let number = Self.big(sequence).reversed()
        return [1, 43, 0] + number + [UInt8](repeating: 0, count: 8) + number
            + [UInt8](repeating: 0, count: 7) + [1, 5, 0, 0, 0, 0, 0, 0, 0]
    }

    private mutating func finish() {
        decoder.finish(into: &list)
        account.take(list)
        precondition(decoder.openGap == nil, "something is waited for at the end")
        if account.resets == 0, account.strays == 0, let next = account.next {
            precondition(next == highest, "\(highest) comes next, and not \(next)")
        }
        var sink = MarketSink()
        var feed = FeedDescription(
            name: "fuzz", transport: "fuzz", content: "fuzz", isEastern: true, isOrderLevel: true)
        feed.lines = lines > 1 ? (0..<lines).map { "line \($0)" } : []
        _ = sink.directory.append(feed)
        for event in list.events { sink.accept(event) }
        sink.look()
    }

    private static func big(_ value: UInt64) -> [UInt8] {
        stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> UInt64($0)) }
    }
}
