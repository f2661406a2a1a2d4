import Market

/// The words of the help.
struct HelpText {
    struct Entry {
        var key: String
        var text: String
    }

    /// Keys, and then words.
    let sections: [[Entry]]

    /// - Parameter bytesPerSecond: What the terminal is sent at most.
    init(isReplay: Bool, framesPerSecond: Int, bytesPerSecond: Double = 4000) {
        let views = SnapshotView.allCases.map(\.title).joined(separator: ", ")
        let most = Self.budget(bytesPerSecond)
        let keys: [(String, String)] = [
            ("1 – 7  Tab", views),
            ("Enter  Esc", "the selected instrument's book; back to the Overview"),
            ("↑ ↓  j k  g G", "one row up or down; first and last (Home and End)"),
            ("PgUp PgDn  ^B ^F", "one page; ^U ^D half a page"),
            ("F", "follow the newest again, in tape and lists"),
            ("/  n N", "search by symbol; next and previous match"),
            ("\\  F4", "filter: a condition such as cause=wire count>10 since>09:31"),
            ("< >  F6  I", "sort by the next column, left or right; invert"),
            ("C  F2", "choose the columns and their order"),
            ("w", "the next longer stretch of time"),
            ("Space", isReplay ? "pause and go on" : "freeze the picture (the intake goes on)"),
            (".  [ ]", "replay: one message on, when paused; slower, faster"),
            (":  ← →", "replay: go to 09:31:07, #123456, start, end; 10 s back, on"),
            ("a  t", "acknowledge alerts; trust the books a loss made suspect"),
            ("s  o", "Gaps: save the ledger as a file; list or fold one-line losses"),
            ("^R", "reset counters, peaks, ledger, alerts and events (asks first)"),
            ("+ -", "pictures a second, now up to \(framesPerSecond), fewer above \(most)"),
            ("T  ^L  ^Z", "the next theme; draw everything anew; suspend"),
            ("q  F10  ^C", "quit"),
        ]
        let words: [(String, String)] = [
            ("gaps, missing", "holes in the sequence and the messages they swallowed"),
            ("lost wire", "before this host: missing on every line"),
            ("lost kernel", "in this host's kernel, for want of socket buffer"),
            ("lost capture", "the capture lacks them; they may have been on the wire"),
            ("lost here", "in feedtop, its ring being full; behind: in the ring"),
            ("line A, B", "lost there only; wins, lead: it was first, by so much"),
            ("suspect, ?", "books after a loss, until refreshed, reset or trusted"),
            ("feed, handling", "exchange to host; host to book, of which parse, queue"),
            ("LIVE, IDLE", "messages come; heartbeats only"),
            ("SILENT, ENDED", "nothing at all; the session is over"),
            ("flags", "X crossed L locked H halted S stale 1 one-sided Q O not open"),
            ("-", "not known"),
        ]
        sections = [keys, words].map { $0.map { Entry(key: $0.0, text: $0.1) } }
    }

    private static func budget(_ bytesPerSecond: Double) -> String {
        let thousands = max(1, Int((bytesPerSecond / 1000).rounded()))
        return "\(NumberText.grouped(thousands)) kB/s"
    }

    /// A line of the help: a key where an entry begins, and text.
    struct Line: Equatable {
        var key = ""
        var text = ""
        var isFirst = false
    }

    /// Pages of at most `height` lines and `width` columns, with no word cut that fits a line: all on one page where
    /// there is room, else each section from the top of its own.
    func pages(height: Int, width: Int) -> [[Line]] {
        let height = max(1, height)
        let blocks = sections.map { $0.map { Self.lines($0, width: width) } }
        let whole = blocks.map { $0.flatMap(\.self) }
        let all = Array(whole.joined(separator: [Line()]))
        if all.count <= height { return [all] }
        var pages: [[Line]] = []
        for section in blocks {
            var page: [Line] = []
            for block in section {
                // An entry is not torn, unless it is longer than a page.
                if !page.isEmpty, page.count + block.count > height {
                    pages.append(page)
                    page = []
                }
                for line in block {
                    if page.count == height {
                        pages.append(page)
                        page = []
                    }
                    page.append(line)
                }
            }
            if !page.isEmpty { pages.append(page) }
        }
        return pages
    }

    /// Columns that keys take; on narrow screens they stand on a line of their own.
    static func keyWidth(_ width: Int) -> Int { width >= 56 ? 18 : 0 }

    private static func lines(_ entry: Entry, width: Int) -> [Line] {
        let keys = keyWidth(width)
        if keys > 0 {
            return wrapped(entry.text, width: width - keys).enumerated().map { index, text in
                Line(key: index == 0 ? entry.key : "", text: text, isFirst: index == 0)
            }
        }
        let together = "\(entry.key)  \(entry.text)"
        if Glyph.width(of: together) <= width {
            return [Line(key: entry.key, text: entry.text, isFirst: true)]
        }
        let key = wrapped(entry.key, width: width).map { Line(key: $0, isFirst: true) }
        return key + wrapped(entry.text, width: width - 1).map { Line(text: $0) }
    }

    /// Breaks a text at its spaces; a word longer than a line is cut.
    static func wrapped(_ text: String, width: Int) -> [String] {
        let width = max(1, width)
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            let joined = line.isEmpty ? String(word) : "\(line) \(word)"
            if Glyph.width(of: joined) <= width {
                line = joined
                continue
            }
            if !line.isEmpty { lines.append(line) }
            line = ""
            for scalar in word.unicodeScalars {
                if Glyph.width(of: line + String(scalar)) > width, !line.isEmpty {
                    lines.append(line)
                    line = ""
                }
                line.unicodeScalars.append(scalar)
            }
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }
}
