import Glibc
import Market
import Testing

@testable import Screen

@Suite("What is kept between runs")
struct LayoutTests {
    private func full() throws -> Layout {
        var layout = Layout()
        layout.source = "day.pcap"
        layout.view = .flow
        layout.sort = .spread
        layout.isInverted = true
        layout.columns = [.symbol, .ask, .bid]
        layout.filter = "spread > 0.05"
        layout.search = "a\"\\b"
        layout.selected = "BRK.A"
        layout.theme = "dark"
        layout.framesPerSecond = 30
        return layout
    }

    @Test("a layout comes back as it was written, and one as it is when new leaves only a comment")
    func roundTrip() throws {
        let layout = try full()
        let (read, wrong) = Layout.parse(layout.text)
        #expect(read == layout)
        #expect(wrong == nil)
        let empty = Layout.parse(Layout().text)
        #expect(empty.0 == Layout() && empty.1 == nil)
        #expect(Layout().text.split(separator: "\n").count == 1)
    }

    @Test("a file full of unknown keys is read at once", .timeLimit(.minutes(1)))
    func manyUnknown() {
        let text = (0..<6000).map { "k\($0)=1\n" }.joined() + "view = \"flow\"\n"
        let (layout, wrong) = Layout.parse(text)
        #expect(layout.view == .flow)
        #expect(wrong != nil)
    }

    @Test("any text in a filter or a search comes back")
    func strings() {
        for text in ["", "\"", "\\", "'", "\\u0041", "é東 ×", "a]b[c#d=e", "{}"] {
            var layout = Layout()
            layout.search = text
            layout.filter = text.isEmpty ? nil : text
            let (read, wrong) = Layout.parse(layout.text)
            #expect(read == layout)
            #expect(wrong == nil)
        }
    }

    @Test(
        "what is wrong is told by line, with the remedy, and is as it is when new; the rest counts",
        arguments: [
            ("view = \"flow\"\nsort = 7\n", 2, "'sort'"), ("view = \"books\"", 1, "overview"),
            ("\n\ncolumns = [\"symbol\", 3]", 3, "'columns'"), ("inverted = \"yes\"", 1, "true or false"),
            ("pictures-per-second = 61", 1, "1 to 60"), ("filter = 1", 1, "quotes"),
            ("search = \"\\u001b[2J\"", 1, "printable"), ("colums = []", 1, "did you mean 'columns'"),
            ("view = ", 1, "e"), ("# x\n[view]\n", 2, "a table begins"), ("\u{FEFF}[", 1, "a table begins"),
            ("view.name = 3", 1, "'view'"), ("columns = \"symbol\"", 1, "'columns'"),
        ])
    func wrong(text: String, line: Int, words: String) {
        let (layout, wrong) = Layout.parse(text)
        #expect(wrong?.line == line)
        #expect(wrong?.reason.contains(words) == true)
        #expect(layout.view == (text.hasPrefix("view = \"flow\"") ? .flow : .overview))
        #expect(wrong?.reason.unicodeScalars.allSatisfy { $0.value >= 0x20 } == true)
    }

    @Test("columns come once each, with the symbol whatever the file says")
    func columns() {
        #expect(Layout.parse("columns = [\"bid\", \"bid\"]").0.columns == [.symbol, .bid])
        #expect(Layout.parse("columns = []").0.columns == [.symbol])
    }

    @Test("random bytes, and a good file with bytes changed, are survived")
    func hostile() throws {
        let good = Array(try full().text.utf8)
        var seed: UInt64 = 11
        func next() -> UInt64 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return seed >> 33
        }
        for round in 0..<1500 {
            var bytes = round % 3 == 0 ? (0..<(next() % 80)).map { _ in UInt8(next() % 128) } : good
            for _ in 0..<(next() % 4 + 1) where !bytes.isEmpty {
                bytes[Int(next()) % bytes.count] = UInt8(truncatingIfNeeded: next())
            }
            guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else { continue }
            let (layout, _) = Layout.parse(text)
            var state = ViewState()
            state.restore(layout)
            #expect((layout.framesPerSecond ?? 10) <= 60)
        }
        let deep = "columns = " + String(repeating: "[", count: 60_000)
        #expect(Layout.parse(deep).1 != nil)
    }

    @Test("the screen begins as it was left: view, order, columns, filter, search; flags of one run are not kept")
    func restored() throws {
        var state = ViewState()
        let layout = try full()
        state.restore(layout)
        #expect(state.view == .flow && state.request.sort == .spread && state.request.isInverted)
        #expect(state.columns == [.symbol, .ask, .bid] && state.request.pattern == "a\"\\b")
        #expect(state.request.filter?.text == "spread > 0.05")
        state.framesPerSecond = 5
        #expect(state.layout(after: layout, of: "day.pcap") == layout)
        state.themeName = "light"
        _ = state.handle(.character("+"), showing: Snapshot(), SourceStatus())
        let left = state.layout(after: layout, of: "day.pcap")
        #expect(left.theme == "light" && left.framesPerSecond == 10)
    }

    @Test("another source begins in the Overview, with nothing selected, searched or filtered; the looks stay")
    func otherSource() throws {
        let layout = try full()
        #expect(layout.of(source: "day.pcap") == layout)
        for name in ["udp://239.1.2.3:26477", "", "other/day.pcap"] {
            let other = layout.of(source: name)
            #expect(other.view == .overview && other.filter == nil && other.search == "" && other.selected == nil)
            #expect(other.sort == .spread && other.isInverted && other.columns == layout.columns)
            #expect(other.theme == "dark" && other.framesPerSecond == 30)
        }
        // A file of before names no source: nothing of a place in it is of use.
        var old = layout
        old.source = nil
        #expect(old.of(source: "day.pcap").view == .overview)
    }

    @Test("what was left of a source is kept until something is left of another")
    func leaving() throws {
        let layout = try full()
        var probe = StateProbe()
        probe.state.restore(layout.of(source: "demo"))
        #expect(probe.state.layout(after: layout, of: "demo") == layout)
        probe.type("6")
        let left = probe.state.layout(after: layout, of: "demo")
        #expect(left.source == "demo" && left.view == .gaps && left.filter == nil && left.selected == nil)
        // Back in the Overview there is nothing to keep of this source.
        probe.type("1")
        #expect(probe.state.layout(after: left, of: "demo").source == nil)
        // A name that is no printable text cannot be told from others again.
        probe.type("6")
        #expect(probe.state.layout(after: left, of: "a\u{202E}").source == "demo")
    }

    @Test("the selected symbol is looked for, whole, until it is there, and then left alone")
    func selected() {
        var probe = StateProbe()
        var layout = Layout()
        layout.selected = "SYM7"
        probe.state.restore(layout)
        let first = probe.answer { $0.instrumentCount = 3; $0.searchFailed = true }
        #expect(first.search == 1 && first.pattern == "SYM7" && first.isExact)
        #expect(!probe.state.hasSearchFailed && probe.state.request.selected == nil)
        // As long as the table is no longer there is nothing to look for.
        probe.answer { $0.instrumentCount = 40; $0.searchFailed = false }
        let seventh = probe.shown.rows[7].key
        let again = probe.answer { $0.request.selected = seventh; $0.instrumentCount = 40 }
        #expect(again.isExact)
        #expect(probe.state.request.selected == seventh)
        #expect(probe.answer { $0.instrumentCount = 50 }.search == 0)
        #expect(probe.state.layout(after: layout, of: "demo").selected == "SYM7")
        #expect(probe.state.request.pattern == "")
    }

    @Test("a symbol that never came is kept for the next run; another selection takes its place")
    func wanted() {
        var probe = StateProbe()
        var layout = Layout()
        (layout.source, layout.selected) = ("demo", "GONE")
        probe.state.restore(layout)
        probe.answer { $0.searchFailed = true }
        #expect(probe.state.layout(after: layout, of: "demo").selected == "GONE")
        probe.press(.down)
        probe.answer { $0.request.selected = $0.rows[1].key }
        #expect(probe.state.layout(after: layout, of: "demo").selected == "SYM1")
        probe.press(.home)
        probe.answer()
        #expect(probe.state.layout(after: layout, of: "demo").selected == nil)
    }
}

@Suite("The file of the layout")
struct LayoutFileTests {
    /// A folder of its own, gone with it.
    private final class Folder {
        let path: String
        init() {
            var template = Array("/tmp/feedtop-layout-XXXXXX".utf8CString)
            path = unsafe String(cString: mkdtemp(&template))
        }
        deinit { _ = unsafe system("rm -rf '\(path)'") }

        func write(_ name: String, _ bytes: [UInt8]) -> String {
            let file = unsafe open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
            _ = writeAll(bytes, to: file)
            close(file)
            return "\(path)/\(name)"
        }

        func mode(_ name: String) -> mode_t {
            var facts = stat()
            return unsafe stat("\(path)/\(name)", &facts) == 0 ? facts.st_mode & 0o777 : 0
        }

        func bytes(_ name: String) -> [UInt8] {
            let file = unsafe open("\(path)/\(name)", O_RDONLY)
            defer { close(file) }
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
            return Array(bytes.prefix(max(0, count)))
        }
    }

    @Test("it is made with its folders, for the person alone, and read again")
    func made() {
        let folder = Folder()
        let path = "\(folder.path)/state/feedtop/layout.toml"
        let file = LayoutFile(reading: path)
        #expect(file.layout == Layout() && file.problem == nil)
        var layout = Layout()
        layout.view = .gaps
        file.keep(layout)
        #expect(LayoutFile(reading: path).layout == layout)
        #expect(folder.mode("state/feedtop") == 0o700)
        #expect(folder.mode("state/feedtop/layout.toml") == 0o600)
        // Nothing else is left behind.
        #expect(unsafe rmdir("\(folder.path)/state/feedtop") == -1)
        #expect(LayoutFile.forget(path) == nil)
        #expect(unsafe rmdir("\(folder.path)/state/feedtop") == 0)
        #expect(LayoutFile.forget(path) == nil)
    }

    @Test("what is the same is not written, so a file with faults stays until something is changed")
    func untouched() {
        let folder = Folder()
        let bad = Array("view = nonsense\n".utf8)
        let path = folder.write("layout.toml", bad)
        let file = LayoutFile(reading: path)
        #expect(file.problem?.contains("\(path):1:") == true)
        #expect(file.problem?.contains("--reset-layout") == true)
        file.keep(file.layout)
        #expect(folder.bytes("layout.toml") == bad)
        var changed = file.layout
        changed.view = .book
        file.keep(changed)
        #expect(LayoutFile(reading: path).layout == changed)
    }

    @Test("pipes, folders, bytes that are no text, and files without end are refused at once")
    func hostile() {
        let folder = Folder()
        #expect(LayoutFile(reading: folder.path).problem?.contains("no regular file") == true)
        _ = unsafe mkfifo("\(folder.path)/pipe", 0o600)
        #expect(LayoutFile(reading: "\(folder.path)/pipe").problem?.contains("no regular file") == true)
        #expect(LayoutFile(reading: "/dev/zero").problem?.contains("no regular file") == true)
        let binary = folder.write("binary", [0xFF, 0xFE, 0x00])
        #expect(LayoutFile(reading: binary).problem?.contains("not a text file") == true)
        let long = folder.write("long", [UInt8](repeating: 0x23, count: 70_000))
        #expect(LayoutFile(reading: long).problem?.contains("longer than") == true)
        #expect(LayoutFile(reading: "/dev/null/x").problem == nil)
    }

    @Test("where nothing can be written nothing happens")
    func readOnly() {
        var layout = Layout()
        layout.view = .gaps
        LayoutFile(reading: "/dev/null/feedtop/layout.toml").keep(layout)
        LayoutFile(reading: "/proc/feedtop/layout.toml").keep(layout)
        #expect(LayoutFile(reading: "/proc/feedtop/layout.toml").layout == Layout())
    }
}
