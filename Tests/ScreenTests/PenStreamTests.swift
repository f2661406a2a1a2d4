import TestSupport
import Testing

@testable import Screen

extension SeededGenerator {
    fileprivate mutating func range(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.upperBound - range.lowerBound + 1)
    }
}

@Suite("What the terminal draws with")
struct PenStreamTests {
    private func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self).replacing("\u{1B}", with: "^")
    }

    private func process(_ text: String, canEnd: Bool = true) -> String {
        var stream = PenStream(canEnd: canEnd)
        _ = stream.process(Array("\u{1B}[mx".utf8))
        return self.text(stream.process(Array(text.replacing("^", with: "\u{1B}").utf8)))
    }

    @Test(
        "only changes are told, and only before a character",
        arguments: [
            ("^[31m^[40ma^(B^[m^[31m^[40mb", "^[31;40ma^(Bb"),
            ("^[1m^[31ma^(B^[m^[5;6H^[1m^[31mb^(B^[m", "^[1;31ma^[5;6H^(Bb"),
            ("^[1;31;44ma^[m^[31;44mb", "^[1;31;44ma^[22mb"), ("^[31ma^[39mb", "^[31ma^[mb"),
            ("^[31m^[32m^[m^[33m", ""), ("^[31ma^[K^[m^[K", "^[31ma^[K^[m^[K"),
            ("^[38;5;200ma^[38;5;201mb", "^[38;5;200ma^[38;5;201mb"),
            ("^[38:2::1:2:3ma^[38:2::1:2:3mb", "^[38:2::1:2:3mab"),
            ("^[1;38;5;200;44ma^[38;5;200;49;22mb", "^[1;38;5;200;44ma^[22;49mb"), ("a\u{E}\u{F}b", "a\u{F}b"),
        ])
    func changes(input: String, output: String) {
        #expect(process(input) == output)
    }

    @Test("a terminal that cannot end one attribute is reset")
    func resets() {
        #expect(process("^[1;4ma^[22mb", canEnd: false) == "^[1;4ma^[0;4mb")
        #expect(process("^[1ma^[mb", canEnd: false) == "^[1ma^[mb")
    }

    @Test("after what it does not know, everything is told anew", arguments: ["^[?25l", "^7", "^[?7h"])
    func unknown(sequence: String) {
        #expect(process("^[31ma\(sequence)b") == "^[31ma\(sequence)^[0;31mb")
    }

    @Test(
        "attributes that are not known last until the reset, and what is known ends when it is said",
        arguments: [
            ("^[31ma^[53mb^[mc", "^[31ma^[0;31;53mb^[mc"), ("^[1ma^[0;10mb", "^[1ma^[0;10mb"),
            ("^[0;10ma^[0;10;7mb^[0;10mc", "^[0;10ma^[7mb^[0;10mc"),
            ("^[4:3;31ma^[24mb^[0;31mc", "^[0;4:3;31ma^[24mb^[0;31mc"),
            ("^[1m^[53m^[38;5;200ma^[1mb", "^[0;1;53;38;5;200ma^[1mb"),
            ("^[53;10ma^[0;53;107mb", "^[0;53;10ma^[0;53;107mb"),
        ])
    func unknownAttributes(input: String, output: String) {
        #expect(process(input) == output)
        #expect(process(input, canEnd: false) == output)
    }

    @Test("what is not known cannot pile up")
    func boundedMemory() {
        var stream = PenStream(canEnd: true)
        for _ in 0..<1000 { _ = stream.process(Array("\u{1B}[53ma".utf8)) }
        #expect(stream.process(Array("\u{1B}[1mb".utf8)).count < 1100)
    }

    @Test(
        "lines that scrolling brings in have the ground told before; a line feed elsewhere only moves",
        arguments: [
            ("^[44ma^[m\nb", "^[44ma\n^[mb"), ("^[44ma^[m^[9;1H\nb", "^[44ma^[9;1H^[m\nb"),
            ("^[44ma^[mb^[2;5r^[5;1H\n\n^[1;9r", "^[44ma^[mb^[2;5r^[5;1H\n\n^[1;9r"),
            ("^[44ma^[m^[2;5r^[5;1H\n^[1;9rb", "^[44ma^[2;5r^[5;1H^[m\n^[1;9rb"),
            ("^[44ma^[m^[2;5r^[2;1H^M^[1;9rb", "^[44ma^[2;5r^[2;1H^[m^M^[1;9rb"),
            ("^[44ma^[m^[2;5r^[3T^[1;9rb", "^[44ma^[2;5r^[m^[3T^[1;9rb"), ("^[44ma^[m^Mb", "^[44ma^M^[mb"),
        ])
    func scrolling(input: String, output: String) {
        #expect(process(input) == output)
    }

    @Test("entries of our own become 24-bit colours; everything else stays")
    func rewrite() {
        var colours = TrueColour()
        #expect(colours.entry(for: .rgb(1, 2, 3)) == 16)
        #expect(colours.entry(for: .rgb(200, 100, 0)) == 17)
        #expect(colours.entry(for: .rgb(1, 2, 3)) == 16)
        var stream = PenStream(canEnd: true)
        let bytes = Array("\u{1B}[38;5;16mb\u{1B}[48;5;17mc\u{1B}[38;5;99md\u{1B}[1;38;5;16me".utf8)
        #expect(
            text(stream.process(bytes, colours))
                == "^[0;38;2;1;2;3mb^[48;2;200;100;0mc^[38;5;99md^[1;38;2;1;2;3me")
    }

    /// A stream as curses might send it: moves, colours, attributes, resets, text, erasing.
    private func randomStream(_ random: inout SeededGenerator, _ depth: ColourDepth) -> [UInt8] {
        func colour(_ layer: Int, _ value: Int) -> String {
            switch depth {
            case .eight, .none: "\(layer * 10 + value % 8)"
            case .sixteen: value % 16 < 8 ? "\(layer * 10 + value % 8)" : "\(layer * 10 + 60 + value % 8)"
            case .direct: "\(layer)8:2::\(value % 3):\(value % 5):\(value % 2)"
            case .twoHundredFiftySix, .rewritten: "\(layer)8;5;\(16 + value % 40)"
            }
        }
        var text = ""
        for _ in 0..<random.range(5...60) {
            let value = random.range(0...999)
            switch random.range(0...16) {
            case 16 where value % 3 == 0:
                // As curses scrolls: margins, to one of them, lines, and all rows again.
                let (top, bottom) = (value % 5 + 1, value % 5 + 2 + value / 100 % 3)
                let down = ["\u{1B}[\(value % 3 + 1)T", "\u{1B}M", "\u{1B}M\u{1B}M"][value % 7 % 3]
                let up = ["\u{1B}[\(value % 3 + 1)S", "\n", "\n\n", "\u{1B}D"][value % 4]
                text += "\u{1B}[\(top);\(bottom)r"
                text += value % 2 == 0 ? "\u{1B}[\(top);1H\(down)" : "\u{1B}[\(bottom);1H\(up)"
                text += "\u{1B}[1;8r\u{1B}[\(value % 8 + 1);\(value % 20 + 1)H"
            case 16: text += "\u{1B}[\(value % 7 + 2);3H\u{1B}M"
            case 15: text += "\u{1B}[\(value % 8 + 1)d"
            case 0: text += "\u{1B}[\(value % 8 + 1);\(value % 20 + 1)H"
            case 1: text += "\u{1B}(B\u{1B}[m"
            case 2: text += "\u{1B}[\([1, 2, 4, 7][value % 4])m"
            case 3: text += "\u{1B}[\([22, 24, 27, 39, 49][value % 5])m"
            case 4, 5, 6: text += "\u{1B}[\(colour(3, value))m"
            case 7, 8: text += "\u{1B}[\(colour(4, value))m"
            case 9: text += "\u{1B}[0;1;\(colour(3, value))m\u{1B}[\(colour(4, value / 7))m"
            case 10: text += ["\u{1B}[K", "\u{1B}[4X", "\u{1B}[J", "\r", "\u{8}", "\u{1B}[3dx\n", "\u{1B}[3C"][value % 7]
            case 11 where value % 7 == 0: text += ["\u{1B}[53m", "\u{1B}[0;10;7m", "\u{1B}[4:3m"][value / 7 % 3]
            case 11: text += ["\u{1B}(0q\u{1B}(B", "\u{E}x\u{F}"][value % 2]
            default: text += ["abc", "─╭", "9", "東x", "  "][value % 5]
            }
        }
        return Array(text.utf8)
    }

    @Test(
        "the terminal shows the same cells with the stage as without it",
        arguments: [ColourDepth.none, .eight, .sixteen, .twoHundredFiftySix, .direct, .rewritten])
    func sameCells(depth: ColourDepth) {
        for seed in 1...150 as ClosedRange<UInt64> {
            var random = SeededGenerator(seed: seed)
            var colours = TrueColour()
            for index in 0..<20 { _ = colours.entry(for: .rgb(UInt8(index), 1, 2)) }
            var (plain, staged) = (TinyTerminal(rows: 8, columns: 20), TinyTerminal(rows: 8, columns: 20))
            var stream = PenStream(canEnd: seed % 3 != 0)
            var (plainCount, stagedCount) = (0, 0)
            for picture in 0..<6 {
                let bytes = randomStream(&random, depth)
                // The reference: each entry replaced by itself, nothing left out.
                let direct = depth == .rewritten ? replaced(bytes, colours) : bytes
                plain.feed(direct)
                plainCount += direct.count
                // In pieces, as a sequence may be cut anywhere.
                let cut = random.range(0...bytes.count)
                let out = [bytes[..<cut], bytes[cut...]].flatMap {
                    stream.process(Array($0), depth == .rewritten ? colours : nil)
                }
                staged.feed(out)
                stagedCount += out.count
                if picture == 3, seed % 5 == 0 { stream.forget() }
                let isSame = plain.places == staged.places
                #expect(isSame, "seed \(seed), picture \(picture)")
                if !isSame { return }
            }
            #expect(stagedCount < plainCount)
        }
    }

    /// Every `8;5;n` of ours replaced, and nothing else done.
    private func replaced(_ bytes: [UInt8], _ colours: TrueColour) -> [UInt8] {
        var text = String(decoding: bytes, as: UTF8.self)
        for entry in (16...35).reversed() {
            guard case .rgb(let red, let green, let blue)? = colours.colour(of: entry) else { continue }
            text = text.replacing("8;5;\(entry)m", with: "8;2;\(red);\(green);\(blue)m")
        }
        return Array(text.utf8)
    }
}
