import OrderFlow
import Protocols
import TestSupport
import Testing

/// The obvious way: one message at a time, every number written down.
private struct SlowSession {
    var next: UInt64?
    var delivered: [UInt64] = []
    var missing: Set<UInt64> = []
    /// Of those missing: what came after all, once.
    var late: Set<UInt64> = []
    var duplicates = 0
    var resets = 0

    /// - Parameter epoch: Which life of the sender; references are made of it and the sequence.
    mutating func take(_ sequences: Range<UInt64>, epoch: UInt64) {
        for sequence in sequences {
            if let next, sequence < next {
                let reference = epoch * 1_000_000 + sequence
                if missing.contains(reference), late.insert(reference).inserted { continue }
                duplicates += 1
                continue
            }
            skip(to: sequence, epoch: epoch)
            delivered.append(epoch * 1_000_000 + sequence)
            next = sequence + 1
        }
    }

    mutating func beat(_ sequence: UInt64, epoch: UInt64) { skip(to: sequence, epoch: epoch) }

    private mutating func skip(to sequence: UInt64, epoch: UInt64) {
        if let next, next < sequence { missing.formUnion((next..<sequence).map { epoch * 1_000_000 + $0 }) }
        next = max(next ?? sequence, sequence)
    }

    mutating func restart() {
        next = 1
        resets += 1
    }
}

@Suite("Sequencing against a slow obvious model")
struct SequenceModelTests {
    @Test("loss, duplication, reordering, overlap and restarts", arguments: 1...40)
    func random(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var model = SlowSession()
        var packets: [[UInt8]] = []
        var epoch: UInt64 = 0
        var strays = 0

        func send(_ sequences: Range<UInt64>) {
            packets.append(run(sequences.lowerBound, sequences.count, offset: epoch * 1_000_000))
            model.take(sequences, epoch: epoch)
        }

        for life in 0..<3 {
            epoch = UInt64(life)
            if life > 0 {
                model.restart()
                // By heartbeat, by data that goes on, or by a new session: this test takes turns with the
                // first two.
                if Bool.random(using: &random) {
                    packets.append(heartbeat(1))
                } else {
                    send(1..<4)
                    send(4..<6)
                }
            }
            var ranges: [Range<UInt64>] = []
            var next = model.next ?? UInt64.random(in: 1...50, using: &random)
            for _ in 0..<60 {
                let first = next - min(next - 1, UInt64.random(in: 0...8, using: &random) == 0 ? 3 : 0)
                next += UInt64.random(in: 1...6, using: &random)
                ranges.append(first..<next)
                if Int.random(in: 0..<8, using: &random) == 0 { ranges.append(first..<next) }  // duplicate
                if Int.random(in: 0..<6, using: &random) == 0 { ranges.removeLast() }  // loss
            }
            for index in ranges.indices.dropLast() where Int.random(in: 0..<6, using: &random) == 0 {
                ranges.swapAt(index, index + 1)  // reordering
            }
            // A packet that begins at 1 is the matter of RestartTests; here it would be a restart, not a late
            // one.
            for range in ranges where range.lowerBound > 1 || model.next ?? 1 <= 1 {
                if let next = model.next, next > 1, Int.random(in: 0..<12, using: &random) == 0 {
                    // Far ahead, each elsewhere, or of another session.
                    strays += 1
                    let far = UInt64(strays) * 1_000_000
                    packets.append(
                        [run(far, 1), heartbeat(far), ending(far), run(far, 1, session: "S\(strays)")]
                            .randomElement(using: &random) ?? [])
                }
                send(range)
                if Int.random(in: 0..<10, using: &random) == 0 {
                    let ahead = range.upperBound + UInt64.random(in: 0...2, using: &random)
                    packets.append(heartbeat(max(2, ahead)))
                    model.beat(max(2, ahead), epoch: epoch)
                }
            }
        }

        // The sequence goes on behind the last of them.
        send((model.next ?? 1)..<((model.next ?? 1) + 1))
        let events = decode(mold50, packets)
        #expect(events.strays == strays)
        #expect(events.deleted == model.delivered)
        #expect(events.count(.reset) == model.resets)
        #expect(events.duplicates == model.duplicates)
        var lived: UInt64 = 0
        var (missing, late): (Set<UInt64>, Set<UInt64>) = ([], [])
        for event in events {
            if event.kind == .reset { lived += 1 }
            guard event.kind == .gap || event.kind == .filled else { continue }
            let range = (event.reference...event.lastSequence).map { lived * 1_000_000 + $0 }
            if event.kind == .gap { missing.formUnion(range) } else { late.formUnion(range) }
        }
        #expect(missing == model.missing && late == model.late)
    }
}
