import OrderFlow
import TestSupport
import Testing
import Wire

@testable import Protocols

@Suite("Where the fields of ITCH 5.0 stand")
struct RecordShapeTests {
    @Test("every field of every type ends within its message")
    func fieldsWithinMessage() {
        for (name, shape) in ITCH.types {
            let length = Int(shape.length)
            #expect(length >= ITCH.shortestMessage && length <= ITCH50Codec.longestMessage, "\(name)")
            #expect(Int(shape.side) + 1 <= length, "\(name)")
            #expect(Int(shape.quantity) + 4 <= length, "\(name)")
            #expect(Int(shape.price) + 4 <= length, "\(name)")
            #expect(Int(shape.stock) + 8 <= length, "\(name)")
            // The second half of a replace has shares and a price behind its reference.
            let second = shape.kind == .replacing ? 16 : 8
            #expect(shape.second == 0 || Int(shape.second) + second <= length, "\(name)")
        }
    }

    @Test("what is read without a check ends within the reach, whatever the type")
    func uncheckedWithinReach() {
        for type in UInt8.min...UInt8.max {
            let shape = RecordShape.all[type]
            #expect(Int(shape.quantity) + 4 <= OrderRecord.reach, "\(type)")
            #expect(shape.length == 0 || !shape.isCommon || Int(shape.length) <= OrderRecord.reach, "\(type)")
        }
        #expect(RecordShape.price + 4 <= OrderRecord.reach && RecordShape.side < OrderRecord.reach)
        #expect(RecordShape.reference + 8 <= OrderRecord.reach)
    }

    @Test("what is masked in stands within its message, and where the table says")
    func maskedWithinMessage() {
        for (name, shape) in ITCH.types where shape.isCommon {
            #expect(shape.quantityMask == 0 || shape.quantity > 0, "\(name)")
            #expect(shape.referenceMask == 0 || RecordShape.reference + 8 <= Int(shape.length), "\(name)")
            guard shape.addMask != 0 else { continue }
            #expect(Int(shape.side) == RecordShape.side && Int(shape.price) == RecordShape.price, "\(name)")
        }
    }

    @Test("a byte that is no type has no length, and is never common")
    func unknown() {
        let known = Set(ITCH.types.map { $0.shape.type })
        #expect(known.count == ITCH.types.count && known.count == 23)
        for type in UInt8.min...UInt8.max where !known.contains(type) {
            #expect(RecordShape.all[type].length == 0 && !RecordShape.all[type].isCommon)
        }
    }

    @Test("records in a run and one by one become the same, also where one is cut off")
    func runsAsSingles() {
        var random = SeededGenerator(seed: 17)
        for _ in 0..<400 {
            let messages = (0..<12).map { _ in mutated(&random) }
            let whole = joined(binaryFile([ITCHBytes.delete(1)]), binaryFile(messages))
            let there = whole.count - Int.random(in: 0...40, using: &random)
            var (runs, singles) = (EventList(), Singles())
            for bytes in [whole, Array(whole.prefix(there))] {
                let options = FeedOptions(day: 19_591)
                let context = PacketContext(feed: 0, received: 0, intake: 1)
                var fast = BinaryFile(ITCH50Codec(options))
                var slow = BinaryFile(ITCH50Codec(options))
                let first = try? fast.decode(bytes.rawBytes, context, StreamLimits(), into: &runs)
                let second = try? slow.decode(bytes.rawBytes, context, StreamLimits(), into: &singles)
                #expect(first == second)
            }
            #expect(runs.events == singles.events)
        }
    }

    private func mutated(_ random: inout SeededGenerator) -> [UInt8] {
        var message = ITCHBytes.valid(ITCHBytes.lengths.randomElement(using: &random)?.type ?? "A")
        let place = Int.random(in: 1..<message.count * 3, using: &random)
        if place < message.count {
            message[place] = [0, 1, 66, 72, 83, 255].randomElement(using: &random) ?? 0
        }
        return message
    }
}

/// Takes events one by one, so that nothing is decoded in a run.
private struct Singles: EventSink {
    var events: [OrderEvent] = []
    mutating func accept(_ event: OrderEvent) { events.append(event) }
}
