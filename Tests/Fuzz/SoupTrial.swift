import OrderFlow
import Protocols
import Simulator
import Wire

/// Both ends of SoupBinTCP.
enum SoupTrial {
    static func run(_ input: inout FuzzInput) {
        switch input.byte() % 3 {
        case 0: connections(&input)
        case 1: client(&input)
        default: server(&input)
        }
    }

    /// What servers send over several connections, read whole and in pieces: both must tell the same.
    private static func connections(_ input: inout FuzzInput) {
        let asked = input.number()
        var sizes = FuzzInput(input.chunk())
        var streams: [[UInt8]] = []
        while !input.isEmpty { streams.append(input.chunk()) }
        let whole = read(streams, asked) { .max }
        let cut = read(streams, asked) { 1 + Int(sizes.byte()) }
        precondition(whole == cut, "other events in other pieces")
    }

    private static func read(_ streams: [[UInt8]], _ asked: UInt64, next: () -> Int) -> [OrderEvent] {
        var list = EventList()
        var session = SoupBinTCPStream(ITCH50Codec(FeedOptions(day: 19_591)), asked: asked)
        for bytes in streams {
            var (front, end) = (0, 0)
            reading: while true {
                let progress: StreamProgress
                do throws(StreamError) {
                    progress = try session.decode(
                        bytes.rawBytes.extracting(front..<end),
                        PacketContext(feed: 0, received: 7, intake: 7),
                        StreamLimits(), into: &list)
                } catch {
                    precondition(error.offset <= end - front, "an error beyond what is there")
                    break
                }
                front += progress.consumed
                if case .needsMore(let count) = progress.stop {
                    precondition(count > end - front, "\(count) bytes are there")
                    guard end < bytes.count else { break reading }
                    end = min(bytes.count, end + min(next(), bytes.count))
                } else {
                    precondition(progress.consumed > 0, "no way forward")
                }
            }
            session.interrupt()
        }
        var account = SoupAccount()
        for event in list.events { account.take(event) }
        return list.events.filter { $0.kind != .packet }
    }

    /// The client's side, told anything at any time.
    private static func client(_ input: inout FuzzInput) {
        let login = SoupLogin(
            user: text(&input), password: text(&input), session: text(&input), sequence: input.number())
        var client = SoupBinTCPClient(
            login, beatInterval: max(1, input.number()), silenceLimit: input.number())
        var now: UInt64 = 0
        while !input.isEmpty {
            let choice = input.byte()
            now += min(input.number(), .max - now)
            switch choice % 7 {
            case 0: precondition(client.connect(at: now).count == 49, "a login has 49 bytes")
            case 1: client.hear(at: now)
            case 2: client.send(at: now)
            case 3: client.resume(SessionIdentity(high: input.word(), low: input.word()), at: input.number())
            case 4: _ = client.begin(after: choice & 64 == 0 ? .noSession : .other(choice))
            case 5:
                if case .wait(let time) = client.duty(at: now) {
                    precondition(time > 0, "nothing to wait for")
                }
            default:
                let bytes = input.chunk()
                switch client.greet(bytes.rawBytes) {
                case .needsMore(let count): precondition(count > bytes.count, "\(count) bytes are there")
                case .skip(let count): precondition(count > 2 && count <= bytes.count)
                case .accepted: precondition(client.isLoggedIn && accepts(bytes), "no answer to a login")
                case .rejected(let why): _ = why.description
                case .broken(let fault): _ = fault.description
                }
            }
        }
    }

    /// Whether the decoder takes the same for the answer to a login.
    private static func accepts(_ bytes: [UInt8]) -> Bool {
        var list = EventList()
        var session = SoupBinTCPStream(ITCH50Codec(FeedOptions()))
        let progress = try? session.decode(
            bytes.rawBytes, PacketContext(feed: 0, received: 0, intake: 0), StreamLimits(), into: &list)
        return progress?.consumed == 33 && session.session != nil
    }

    /// The server's side, fed whole and in pieces; what it answers is what a client understands.
    private static func server(_ input: inout FuzzInput) {
        let choice = input.byte()
        var settings = SoupSettings(session: text(&input))
        if choice & 1 != 0 { settings.user = text(&input) }
        if choice & 2 != 0 { settings.password = text(&input) }
        let total = input.number() & 0xFFFF_FFFF
        let generated = choice & 4 == 0 ? nil : min(input.number(), total)
        var whole = SoupServer(settings, now: 5)
        var cut = whole
        var outputs: ([UInt8], [UInt8]) = ([], [])
        var now: UInt64 = 5
        while !input.isEmpty {
            let choice = input.byte()
            now += min(input.number() << 20, 1 << 40)
            switch choice & 3 {
            case 0:
                whole.tick(now, isIdle: choice & 4 != 0, into: &outputs.0)
                cut.tick(now, isIdle: choice & 4 != 0, into: &outputs.1)
            case 1 where choice & 0xFC == 0:
                whole.finish(into: &outputs.0)
                cut.finish(into: &outputs.1)
            default:
                let bytes = input.chunk()
                whole.receive(bytes.rawBytes, at: now, generated: generated, total: total, into: &outputs.0)
                let step = 1 + Int(choice >> 3)
                for start in stride(from: 0, to: bytes.count, by: step) {
                    let piece = bytes.rawBytes.extracting(start..<min(start + step, bytes.count))
                    cut.receive(piece, at: now, generated: generated, total: total, into: &outputs.1)
                }
            }
            precondition(whole.phase == cut.phase && whole.next == cut.next, "other ways in other pieces")
            if whole.phase == .running {
                precondition((1...(total + 1)).contains(whole.next), "\(whole.next)")
            }
        }
        precondition(outputs.0 == outputs.1, "other answers in other pieces")
        check(outputs.0)
    }

    private static func check(_ output: [UInt8]) {
        var offset = 0
        while offset < output.count {
            precondition(output.count - offset >= 3, "a packet is cut")
            let length = Int(output[offset]) << 8 | Int(output[offset + 1])
            let fault = SoupBinTCP.fault(output[offset + 2], length: length, from: .server)
            precondition(
                fault == nil && output.count - offset >= length + 2, "\(fault?.description ?? "cut")")
            offset += length + 2
        }
    }

    private static func text(_ input: inout FuzzInput) -> String {
        String(decoding: input.bytes(Int(input.byte() & 15)), as: UTF8.self)
    }
}

/// Gaps do not overlap, and lie behind what was told before.
private struct SoupAccount {
    private var told: UInt64 = 0

    mutating func take(_ event: OrderEvent) {
        switch event.kind {
        case .reset: told = 0
        case .gap:
            precondition(event.reference > told && event.lastSequence >= event.reference, "a gap again")
            told = event.lastSequence
        default: break
        }
    }
}
