import Glibc
import Testing

@testable import Screen

@Suite("Themes to choose from", .serialized)
struct ThemeChoiceTests {
    /// A folder for one test.
    private final class Folder {
        let path: String
        init() {
            path = "/tmp/feedtop-themes-\(getpid())-\(UInt64.random(in: 0 ..< .max))"
            unsafe mkdir(path, 0o700)
        }
        deinit {
            for file in files(in: path) { unsafe unlink("\(path)/\(file)") }
            unsafe rmdir(path)
        }
        func write(_ name: String, _ text: String) {
            let file = unsafe open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
            let bytes = Array(text.utf8)
            let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
            precondition(count == bytes.count)
            close(file)
        }
        func move(_ name: String, to other: String) {
            unsafe rename("\(path)/\(name)", "\(path)/\(other)")
        }
    }

    @Test("every built-in theme says what it is for, names every role and has nothing odd", arguments: Theme.builtIn)
    func builtIn(name: String) throws {
        let choice = ThemeChoice(name: name)
        #expect(try choice.load().warnings.isEmpty)
        let summary = try choice.summary()
        #expect(summary.count > 30 && summary.hasSuffix("."))
        let text = try choice.text()
        for role in Role.allCases {
            let isNamed = text.contains("\n\(role.key) = ")
            #expect(isNamed, "\(role.key)")
        }
    }

    @Test("built-in ones come first, then a person's own by name; an own one takes a built-in one's place")
    func order() {
        let (first, second) = (Folder(), Folder())
        first.write("zebra.toml", "")
        first.write("nord.toml", "")
        first.write(".hidden.toml", "")
        first.write("notes.txt", "")
        second.write("zebra.toml", "")
        second.write("amber.toml", "")
        let all = ThemeChoice.all(in: [first.path, "/no/such/folder", second.path])
        #expect(all.map(\.name) == Theme.builtIn + ["amber", "zebra"])
        #expect(all.first { $0.name == "nord" }?.path == first.path + "/nord.toml")
        #expect(all.last?.path == first.path + "/zebra.toml")
        #expect(ThemeChoice.next(after: "tokyo-night", among: all)?.name == "amber")
        #expect(ThemeChoice.next(after: "zebra", among: all)?.name == "dark")
        #expect(ThemeChoice.next(after: "gone", among: all)?.name == "dark")
    }

    @Test("a file is read again when it has changed, also when an editor put another in its place")
    func changes() throws {
        let folder = Folder()
        folder.write("own.toml", "bid = \"#010101\"")
        var watch = ThemeWatch(ThemeChoice(name: "own", path: folder.path + "/own.toml"))
        var now: UInt64 = 1
        func look() -> Result<ThemeFile, ThemeError>? {
            now += ThemeWatch.interval
            return watch.look(now)
        }
        #expect(look().isNone)
        folder.write("own.toml", "bid = \"#0202022\"")
        guard case .failure(let error)? = look() else {
            Issue.record("a wrong file was taken")
            return
        }
        #expect(error.brief == "own.toml:1: bid is \"#0202022\", not \"#rrggbb\" or \"default\"")
        #expect(look().isNone)
        folder.write("own.toml~", "bid = \"#030303\"")
        folder.move("own.toml~", to: "own.toml")
        let mended = try look()?.get().theme
        #expect(mended?[.bid].foreground == .rgb(3, 3, 3))
        folder.move("own.toml", to: "backup")
        #expect(look().isNone)
        folder.write("own.toml", "bid = \"#040404\"")
        let again = try look()?.get().theme
        #expect(again?[.bid].foreground == .rgb(4, 4, 4))
        // Not more often than once in a while.
        folder.write("own.toml", "bid = \"#05\"")
        #expect(watch.look(now + 1).isNone)
        #expect(ThemeWatch(ThemeChoice(name: "dark")).deadline == .max)
    }

    @Test("a name that is nowhere is told with the nearest there is")
    func nearest() {
        do throws(ThemeError) {
            _ = try Theme.choose("solarised-dark")
            Issue.record("found")
        } catch {
            #expect(error.description.contains("did you mean 'solarized-dark'?"))
        }
    }

    @Test("a pipe in the place of a theme holds nothing up", .timeLimit(.minutes(1)))
    func pipe() throws {
        let path = "/tmp/feedtop-theme-\(getpid()).toml"
        let made = unsafe mkfifo(path, 0o600)
        #expect(made == 0)
        defer { unsafe unlink(path) }
        let choice = ThemeChoice(name: "pipe", path: path)
        let file = try choice.load()
        #expect(file.warnings.isEmpty)
    }
}

extension Optional {
    fileprivate var isNone: Bool {
        if case .none = self { true } else { false }
    }
}
