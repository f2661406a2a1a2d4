import Simulator
import Wire

/// An ITCH message in an array, read by offset; the slow and obvious way.
struct Message {
    var bytes: [UInt8]

    func integer(_ offset: Int, _ count: Int) -> UInt64 {
        bytes[offset..<(offset + count)].reduce(0) { $0 << 8 | UInt64($1) }
    }
    func text(_ offset: Int, _ count: Int) -> String {
        String(decoding: bytes[offset..<(offset + count)], as: UTF8.self)
    }
    var type: Character { Character(Unicode.Scalar(bytes[0])) }
    var locate: Int { Int(integer(1, 2)) }
    var time: UInt64 { integer(5, 6) }

    /// Total lengths by type, from the specification.
    static let lengths: [Character: Int] = [
        "A": 36, "F": 40, "E": 31, "C": 36, "X": 23, "D": 19, "U": 35, "P": 44, "Q": 40, "B": 19, "I": 50,
        "S": 12,
        "R": 39, "H": 25, "Y": 20, "L": 26, "V": 35, "W": 12, "K": 28, "J": 35, "h": 21, "N": 20, "O": 48,
    ]
}

func array(_ span: RawSpan) -> [UInt8] { (0..<span.byteCount).map { span.byte(at: $0) } }

/// Calls `visit` for each message of an exchange.
func forEachMessage(_ settings: ExchangeSettings, _ visit: (Message) -> Void) throws {
    var exchange = try SyntheticExchange(settings)
    var buffer = MessageBuffer(capacity: 64)
    while exchange.next(into: &buffer) > 0 {
        visit(Message(bytes: array(buffer.bytes)))
        buffer.clear()
    }
}

func messages(_ settings: ExchangeSettings) throws -> [[UInt8]] {
    var all: [[UInt8]] = []
    try forEachMessage(settings) { all.append($0.bytes) }
    return all
}

/// The whole output of a generator.
func generated(_ generator: FeedGenerator) throws -> (bytes: [UInt8], report: GenerationReport) {
    var bytes: [UInt8] = []
    let report = try generator.generate { chunk in bytes += array(chunk) }
    return (bytes, report)
}

func smallDay(_ count: Int = 3_000, seed: UInt64 = 1) -> ExchangeSettings {
    var settings = ExchangeSettings(messages: count, seed: seed)
    settings.symbols = 20
    return settings
}
