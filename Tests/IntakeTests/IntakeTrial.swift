import Testing
import Wire

@testable import Intake

/// A datagram as it was handed out.
struct HandedOut: Sendable {
    var bytes: [UInt8]
    var line: UInt8
    var received: UInt64
    var drops: UInt32?
}

/// What is tried with every technique's intake.
protocol IntakeTrial {
    associatedtype Outcome
    func run<Intake: DatagramIntake & ~Copyable>(_ intake: inout Intake, _ stop: StopSignal) throws -> Outcome
}

func withIntake<Trial: IntakeTrial>(
    _ technique: Technique, ports: [UInt16], bufferBytes: Int = 8 << 20, trial: Trial
) throws -> Trial.Outcome {
    let lines = try UDPLines(
        ports.map { port in
            var address = UDPAddress(group: "127.0.0.1", port: port)
            address.bufferBytes = bufferBytes
            return address
        })
    let stop = StopSignal()
    switch technique {
    case .copying:
        var intake = PooledDatagrams(lines, slots: 1, copies: 2)
        return try trial.run(&intake, stop)
    case .vectored:
        var intake = PooledDatagrams(lines, copies: 1)
        return try trial.run(&intake, stop)
    case .inPlace, .auto:
        var intake = PooledDatagrams(lines, copies: 0)
        return try trial.run(&intake, stop)
    case .ioUring:
        let ring = try ReceiveRing(RingDatagrams.layout(lines: lines.count), stop: stop)
        var intake = RingDatagrams(lines, ring)
        return try trial.run(&intake, stop)
    }
}

/// Receives so many datagrams, or what comes until nothing has come for a while.
func drain<Intake: DatagramIntake & ~Copyable>(
    _ intake: inout Intake, _ stop: StopSignal, count wanted: Int
) throws -> [HandedOut] {
    var got: [HandedOut] = []
    var silence = 0
    while got.count < wanted, silence < (wanted == .max ? 5 : 200) {
        let count = try intake.receive()
        if count == 0 {
            silence += 1
            if wanted == 0 { break }
            _ = intake.wait(stop, milliseconds: 20)
            continue
        }
        silence = 0
        for index in 0..<count {
            let datagram = intake.datagram(index)
            let span = intake.bytes(of: datagram)
            var bytes: [UInt8] = []
            bytes.reserveCapacity(span.byteCount)
            for offset in 0..<span.byteCount { bytes.append(span.byte(at: offset)) }
            got.append(
                HandedOut(
                    bytes: bytes, line: datagram.line, received: datagram.received, drops: datagram.drops))
        }
    }
    return got
}

/// Everything that is sent once the lines are open.
func receiveAll(
    _ technique: Technique, ports: [UInt16], count: Int, bufferBytes: Int = 8 << 20,
    sending: () throws -> Void, after: () throws -> Void = {}
) throws -> [HandedOut] {
    try withoutActuallyEscaping(sending) { sending in
        try withoutActuallyEscaping(after) { after in
            try withIntake(
                technique, ports: ports, bufferBytes: bufferBytes,
                trial: SendingTrial(count: count, sending: sending, after: after))
        }
    }
}

private struct SendingTrial: IntakeTrial {
    let count: Int
    let sending: () throws -> Void
    let after: () throws -> Void

    func run<Intake: DatagramIntake & ~Copyable>(
        _ intake: inout Intake, _ stop: StopSignal
    ) throws -> [HandedOut] {
        try sending()
        var got = try drain(&intake, stop, count: count)
        if count == .max {
            try after()
            got += try drain(&intake, stop, count: 1)
        }
        return got
    }
}
