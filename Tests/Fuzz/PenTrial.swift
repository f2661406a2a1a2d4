@testable import Screen

/// Any bytes through the stage behind curses: whole or in pieces, the same comes out.
enum PenTrial {
    static func run(_ input: inout FuzzInput) {
        let canEnd = input.byte() & 1 == 1
        let cut = Int(input.byte())
        let bytes = input.rest()
        var (whole, pieces) = (PenStream(canEnd: canEnd), PenStream(canEnd: canEnd))
        let expected = whole.process(bytes)
        let found = pieces.process(Array(bytes.prefix(cut))) + pieces.process(Array(bytes.dropFirst(cut)))
        precondition(found == expected, "cut at \(cut) it is another stream")
    }
}
