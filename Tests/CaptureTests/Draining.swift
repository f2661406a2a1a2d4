import Capture

/// A packet with its frame copied out.
struct ReadPacket: Equatable {
    var timestamp: UInt64
    var frame: [UInt8]
    var originalCount: Int
    var linkType: UInt16
}

/// How reading a file came out.
enum Ending: Equatable {
    case whole
    /// The last record is not whole.
    case cut
    case corrupt(at: Int)
}

struct Reading: Equatable {
    var packets: [ReadPacket] = []
    var ending = Ending.whole
}

/// What a parser that breaks its own contract did.
struct BrokenContract: Error { var what: String }

func recognises(_ head: [UInt8]) -> Bool {
    // SAFETY: every byte of the array is initialised.
    unsafe CaptureParser.recognises(head.span.bytes)
}

func parser(_ head: [UInt8]) throws(CaptureError) -> CaptureParser {
    // SAFETY: every byte of the array is initialised.
    try unsafe CaptureParser(head: head.span.bytes)
}

func step(_ parser: inout CaptureParser, _ bytes: [UInt8]) throws(CaptureError) -> CaptureStep {
    // SAFETY: every byte of the array is initialised.
    try unsafe parser.next(bytes.span.bytes)
}

func dissect(_ frame: [UInt8], _ linkType: LinkType = .ethernet, isCut: Bool = false) -> Dissection {
    // SAFETY: every byte of the array is initialised.
    unsafe FrameDissector.dissect(frame.span.bytes, linkType, isCut: isCut)
}

/// Reads a whole file, with `window` telling how many of the bytes left to show when `needed` are asked for.
func read(_ file: [UInt8], window: (_ needed: Int, _ left: Int) -> Int) throws -> Reading {
    var reading = Reading()
    do {
        var parser = try parser(file)
        var needed = 0
        var lastNeed = -1
        while true {
            let left = file.count - parser.position
            let shown = min(left, window(needed, left))
            let front = parser.position
            let bytes = Array(file[front..<front + shown])
            switch try step(&parser, bytes) {
            case .packet(let packet, let consumed):
                guard consumed > 0, consumed <= shown, packet.offset + packet.count <= consumed else {
                    throw BrokenContract(what: "\(packet), consumed \(consumed) of \(shown)")
                }
                let frame = Array(bytes[packet.offset..<packet.offset + packet.count])
                reading.packets.append(
                    ReadPacket(
                        timestamp: packet.timestamp, frame: frame, originalCount: packet.originalCount,
                        linkType: packet.linkType.rawValue))
                (needed, lastNeed) = (0, -1)
                guard parser.position == front + consumed, parser.packets == reading.packets.count else {
                    throw BrokenContract(what: "position \(parser.position) after \(front) + \(consumed)")
                }
            case .skip(let consumed):
                guard consumed > 0, consumed <= shown, parser.position == front + consumed else {
                    throw BrokenContract(what: "skip \(consumed) of \(shown)")
                }
                (needed, lastNeed) = (0, -1)
            case .needsMore(let count):
                guard count > shown, count > lastNeed, count <= 17 << 20 else {
                    throw BrokenContract(what: "needs \(count), has \(shown), needed \(lastNeed) before")
                }
                if shown == left {
                    reading.ending = left == 0 ? .whole : .cut
                    return reading
                }
                (needed, lastNeed) = (count, count)
            }
        }
    } catch let error as CaptureError {
        guard case .corrupt(let at, _, _) = error else { throw error }
        reading.ending = .corrupt(at: at)
        return reading
    }
}

/// Reads a whole file as if mapped.
func read(_ file: [UInt8]) throws -> Reading { try read(file) { _, left in left } }
