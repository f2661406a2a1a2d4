import Foundation
import TestSupport
import Testing

@Suite("Damaged files of every format: a report or one clear line, never a signal, never a hang")
struct DamagedInputTests {
    /// What is damaged: a file of each format, as the generator writes it.
    static let formats: [[String]] = [
        ["pcap"], ["pcapng"], ["binaryfile"], ["order-update"], ["pcap", "--protocol", "order-update"],
    ]
    private static let copies = 400

    @Test("hundreds of damaged copies of a file", arguments: formats)
    func damagedCopies(format: [String]) throws {
        let scratch = Scratch()
        let whole = scratch.file("whole")
        let made = try Program.run(
            ["generate", whole, "--messages", "400", "--symbols", "5", "--format"] + format)
        try #require(made.code == 0, "\(made.errors)")
        try damage(Array(try Data(contentsOf: URL(fileURLWithPath: whole))), format.joined(), in: scratch)
    }

    @Test("hundreds of damaged copies of real packets", .enabled(if: Captures.areThere))
    func damagedCaptures() throws {
        let files = Captures.files("").map { Captures.contents($0) }
        try #require(!files.isEmpty)
        var damage = Damage(seed: 7)
        let scratch = Scratch()
        for number in 0..<Self.copies {
            let bytes = damage.apply(to: files[number % files.count])
            try check(bytes, "real packets, copy \(number)", in: scratch)
        }
    }

    private func damage(_ whole: [UInt8], _ name: String, in scratch: Scratch) throws {
        var damage = Damage(seed: name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
        for number in 0..<Self.copies {
            try check(damage.apply(to: whole), "\(name), copy \(number)", in: scratch)
        }
    }

    private func check(_ bytes: [UInt8], _ name: String, in scratch: Scratch) throws {
        let path = try scratch.write("damaged", bytes)
        let result = try Program.run(["summary", path, "--json"], seconds: 30)
        #expect(result.signal == 0, "\(name): died of signal \(result.signal)")
        #expect([0, 1, 4].contains(result.code), "\(name): exit code \(result.code)")
        if result.output.isEmpty {
            #expect(result.code != 0, "\(name): nothing was printed")
            #expect(result.errors.hasPrefix("feedtop: "), "\(name): \(result.errors)")
        } else {
            #expect(throws: Never.self, "\(name): no JSON") {
                _ = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
            }
        }
    }
}

/// Damages bytes the way disks, networks and wrong senders do; the same seed does the same damage.
struct Damage {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// A copy with one to four faults.
    mutating func apply(to whole: [UInt8]) -> [UInt8] {
        var bytes = whole
        for _ in 0...random.below(4) where !bytes.isEmpty { damage(&bytes) }
        return bytes
    }

    private mutating func damage(_ bytes: inout [UInt8]) {
        let place = random.below(bytes.count)
        let count = min(1 + random.below(random.once(in: 4) ? 2000 : 12), bytes.count - place)
        switch random.below(8) {
        case 0: bytes[place] ^= 1 << UInt8(random.below(8))
        case 1: bytes.removeLast(bytes.count - place)
        case 2: bytes.removeSubrange(place..<place + count)
        case 3: bytes.insert(contentsOf: random.bytes(count), at: place)
        case 4: bytes.insert(contentsOf: bytes[place..<place + count], at: random.below(bytes.count))
        case 5: bytes.replaceSubrange(place..<place + count, with: random.bytes(count))
        // Lengths and numbers at the ends of their range.
        case 6: for index in place..<place + min(count, 8) { bytes[index] = 0xFF }
        default: for index in place..<place + min(count, 8) { bytes[index] = 0 }
        }
    }
}
