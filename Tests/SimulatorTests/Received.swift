import Simulator
import Wire

/// A MoldUDP64 datagram taken apart.
struct Received {
    var facts: DatagramFacts
    var session: String
    var sequence: UInt64
    var count: Int
    var messages: [[UInt8]] = []
    var byteCount: Int

    init(_ facts: DatagramFacts, _ bytes: [UInt8]) {
        let header = Message(bytes: bytes)
        self.facts = facts
        session = header.text(0, 10)
        sequence = header.integer(10, 8)
        count = Int(header.integer(18, 2))
        byteCount = bytes.count
        var at = 20
        while at + 2 <= bytes.count {
            let length = Int(header.integer(at, 2))
            messages.append(Array(bytes[(at + 2)..<(at + 2 + length)]))
            at += 2 + length
        }
    }
}

func collect<Flow: DatagramFlow & ~Copyable>(_ flow: consuming Flow) -> [Received] {
    var received: [Received] = []
    flow.forEach { facts, bytes in received.append(Received(facts, array(bytes))) }
    return received
}
