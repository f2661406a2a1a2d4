import Foundation
import Intake
import Market
import OrderFlow
import Screen
import Testing

@testable import feedtop

/// The replay that the screen holds, driven as the screen drives it, but without a terminal.
@Suite("A replay behind the screen")
struct WatchedReplayTests {
    /// What a table shows, and the figures around it.
    private struct Shown: Equatable {
        var rows: [InstrumentRow]
        var counters: FeedCounters
        var rates: RateSummary
        var sparkline: [UInt32]
        var losses: [SequenceRange]
        var feedClock: UInt64
    }

    /// What the Events view shows.
    private struct Told: Equatable {
        var events: [MarketEvent]
        var alerts: AlertSummary
    }

    /// The screen's side: asks, waits at the descriptor, takes.
    private final class Viewer {
        let source: WatchedSource
        private let descriptor: Int32
        private var snapshot = Snapshot()
        private var numbers: [UInt64] = []

        init(_ path: String, isPaused: Bool = true, speed: Double = .infinity) {
            let replay = ReplayControl(speed: speed)
            if isPaused { replay.togglePause() }
            var setting = ReceiverSetting(path == "-" ? .standardInput : .file(path: path))
            setting.replay = replay
            source = WatchedSource(setting, named: path, thresholds: AlertThresholds())
            descriptor = source.readyDescriptor
        }

        deinit { source.stop() }

        @discardableResult
        func look(isComplete: Bool = false) -> Snapshot {
            var request = SnapshotRequest()
            request.rowCount = 100
            request.isComplete = isComplete
            source.request(request)
            for _ in 0..<100 {
                // The screen's descriptor is the same all the time, whatever pipeline answers.
                var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                poll(&poller, 1, 100)
                if poller.revents & Int16(POLLIN) != 0, source.take(into: &snapshot) {
                    numbers.append(snapshot.number)
                    return snapshot
                }
            }
            Issue.record("no picture within ten seconds")
            return snapshot
        }

        /// Looks until something has become true, at most twenty seconds.
        @discardableResult
        func wait(_ what: String, _ isSo: (SourceStatus, Snapshot) -> Bool) -> Snapshot {
            let limit = Date().addingTimeInterval(20)
            while Date() < limit {
                let seen = look()
                if isSo(source.status, seen) { return seen }
            }
            Issue.record("waited 20 s for \(what); the status is \(source.status)")
            return snapshot
        }

        func seek(_ target: SeekTarget) -> Shown {
            source.seek(target)
            return settled()
        }

        func step(_ messages: Int) -> Shown {
            let before = look().counters.messages
            source.step(messages: messages)
            let wanted = before + UInt64(messages)
            let seen = wait("\(messages) steps") { $1.counters.messages >= wanted }
            #expect(seen.counters.messages == wanted)
            return settled()
        }

        func settled() -> Shown {
            let seen = wait("the end of the journey") { status, _ in status.phase != .seeking }
            return Shown(
                rows: seen.rows, counters: seen.counters, rates: seen.rates, sparkline: seen.sparkline,
                losses: seen.recentLosses, feedClock: seen.feedClock)
        }

        /// Goes there, and takes all that is told of the way.
        func told(at target: SeekTarget) -> Told {
            _ = seek(target)
            let seen = look(isComplete: true)
            return Told(events: seen.events.entries, alerts: seen.alerts)
        }

        /// Pictures are numbered upwards, also across pipelines.
        var isInOrder: Bool { zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 } }
    }

    private static func file(_ folder: Scratch, _ name: String, messages: Int = 30_000) throws -> String {
        let path = folder.file(name)
        let ending = name.split(separator: ".").last.map { String($0) } ?? ""
        let format = ["pcap", "pcapng"].contains(ending) ? ending : "binaryfile"
        let made = try Program.run(
            ["generate", path, "--format", format, "--messages", "\(messages)", "--seed", "7"])
        try #require(made.code == 0, "\(made.errors)")
        return path
    }

    @Test(
        "back and there again gives the identical table, from a capture, a day file, and packed",
        arguments: ["day.pcap", "day.pcapng", "01302019.NASDAQ_ITCH50", "packed.pcap"])
    func identical(name: String) throws {
        let folder = Scratch()
        var path = try Self.file(folder, name)
        if name.hasPrefix("packed") {
            let packed = try Child.run("/usr/bin/env", ["gzip", "-1", path])
            try #require(packed.code == 0)
            path += ".gz"
        }
        let viewer = Viewer(path)
        #expect(viewer.source.status.canGoBack)
        let there = viewer.seek(.message(12_345))
        #expect(there.counters.messages == 12_344)
        #expect(!there.rows.isEmpty)
        let further = viewer.step(3)
        #expect(further.counters.messages == 12_347)
        let time = further.feedClock
        _ = viewer.seek(.end)
        viewer.wait("the end") { status, _ in status.phase == .ended }
        let again = viewer.seek(.message(12_345))
        #expect(again == there)
        #expect(viewer.source.status.phase == .paused)
        let stepped = viewer.step(3)
        #expect(stepped == further)
        let atTime = viewer.seek(.time(time))
        #expect(atTime.feedClock < time)
        let later = viewer.seek(.time(time + 1))
        #expect(later.feedClock <= time)
        let started = viewer.seek(.start)
        #expect(started.counters.messages == 0)
        let last = viewer.seek(.message(12_345))
        #expect(last == there)
        #expect(viewer.isInOrder)
    }

    @Test(
        "events and alerts are the same whichever way one got there",
        arguments: ["pcap", "binaryfile"])
    func ways(format: String) throws {
        let folder = Scratch()
        let path = folder.file(format == "pcap" ? "day.pcap" : "01302019.NASDAQ_ITCH50")
        var arguments = [
            "generate", path, "--format", format, "--messages", "60000", "--symbols", "40", "--rate", "2000",
            "--seed", "7", "--crossed",
        ]
        if format == "pcap" { arguments += ["--loss", "0.1"] }
        let made = try Program.run(arguments)
        try #require(made.code == 0, "\(made.errors)")
        let viewer = Viewer(path)
        let there = viewer.told(at: .message(50_000))
        #expect(there.events.count > 5 && (format != "pcap" || !there.alerts.alerts.isEmpty))
        #expect(zip(there.events, there.events.dropFirst()).allSatisfy { $0.time >= $1.time })
        let atEnd = viewer.told(at: .end)
        #expect(viewer.told(at: .message(50_000)) == there)
        _ = viewer.told(at: .start)
        for place in stride(from: 5_000 as UInt64, to: 50_000, by: 9_000) {
            _ = viewer.told(at: .message(place))
            _ = viewer.step(7)
        }
        #expect(viewer.told(at: .message(50_000)) == there)
        #expect(viewer.told(at: .end) == atEnd)
        // Played through, at a pace that takes a second or two.
        let player = Viewer(path, isPaused: false, speed: 20)
        player.wait("the end") { status, _ in status.phase == .ended }
        let played = player.look(isComplete: true)
        #expect(Told(events: played.events.entries, alerts: played.alerts) == atEnd)
    }

    @Test("the way is told while it is gone, and a key that quits is heeded at once")
    func progress() throws {
        let folder = Scratch()
        let viewer = Viewer(try Self.file(folder, "long.pcap", messages: 3_000_000))
        viewer.source.seek(.message(2_900_000))
        #expect(viewer.source.status.phase == .seeking)
        viewer.wait("progress") { status, _ in (status.seekProgress ?? 0) > 0 }
        let clock = ContinuousClock.now
        viewer.source.stop()
        #expect(ContinuousClock.now - clock < .seconds(1))
    }

    @Test("a pipe cannot go back, says why, and stays where it is")
    func pipe() throws {
        let folder = Scratch()
        let path = try Self.file(folder, "day.pcap")
        let pipe = folder.file("pipe")
        try #require(mkfifo(pipe, 0o600) == 0)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        Thread.detachNewThread { try? bytes.write(to: URL(fileURLWithPath: pipe)) }
        signal(SIGPIPE, SIG_IGN)
        let viewer = Viewer(pipe)
        #expect(!viewer.source.status.canGoBack)
        let there = viewer.seek(.message(1000))
        #expect(there.counters.messages == 999)
        let refused = viewer.seek(.message(500))
        #expect(refused == there)
        #expect(viewer.source.status.notice == "cannot go back: a pipe can be read only once")
        #expect(viewer.source.status.phase == .paused)
        #expect(viewer.seek(.message(1500)).counters.messages == 1499)
        #expect(viewer.source.status.notice == nil)
    }

    @Test("a replay that plays goes on playing after it went back")
    func playsOn() throws {
        let folder = Scratch()
        let viewer = Viewer(try Self.file(folder, "day.pcap"), isPaused: false)
        viewer.wait("the end") { status, _ in status.phase == .ended }
        viewer.source.seek(.message(100))
        viewer.wait("the end again") { status, seen in
            status.phase == .ended && seen.counters.messages == 30_000
        }
    }
}
