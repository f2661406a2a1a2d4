import Glibc
import OrderFlow
import Ring

@testable import Intake

/// A replay at the hands of a test, which takes the market's place: it keeps the events.
final class ReplayTrial {
    let control: ReplayControl
    /// There as long as the trial.
    private let file: ReplayFile
    private(set) var setting: ReceiverSetting
    private(set) var events: [OrderEvent] = []
    /// Receivers so far.
    private(set) var receivers = 0
    private var consumer: RingConsumer<OrderEvent>?
    private var thread: WorkerThread?

    /// Small, so that it is full now and then.
    private static let capacity = 1024

    init(_ file: ReplayFile, isPaused: Bool = true, speed: Double = .infinity) {
        self.file = file
        control = ReplayControl(speed: speed)
        if isPaused { control.togglePause() }
        setting = file.setting(control)
        start()
    }

    deinit { stop() }

    private func start() {
        receivers += 1
        events = []
        let ring = Ring<OrderEvent>(capacity: Self.capacity)
        let consumer = ring.consumer
        self.consumer = consume consumer
        thread = WorkerThread(name: "receiver", carrying: Receiver(setting, into: ring.producer)) { $0.run() }
    }

    /// Ends the receiver wherever it is.
    func stop() {
        setting.stop.raise()
        control.announce()
        _ = consumer.take()
        thread.take()?.join()
    }

    /// Takes what is there.
    func pump() {
        guard var taker = consumer.take() else { return }
        while taker.depth > 0 {
            taker.drain { readable in
                for index in readable.indices where readable[index].kind != .published {
                    events.append(readable[index])
                }
                return readable.count
            }
        }
        consumer = consume taker
    }

    /// Takes what comes until something has become true, at most twenty seconds.
    @discardableResult
    func wait(_ condition: () -> Bool) -> Bool {
        for _ in 0..<100_000 {
            // In this order: what was published before it became true is taken.
            let isDone = condition()
            pump()
            if isDone { return true }
            usleep(200)
        }
        return false
    }

    var messages: Int { events.count { $0.isMessage } }

    /// Goes there as the screen does, with another receiver where it must; `false` when it does not arrive.
    func seek(_ target: ReplayTarget) -> Bool {
        control.seek(target)
        return finishSeek()
    }

    func finishSeek() -> Bool {
        wait {
            if control.mustBeginAnew { beginAnew() }
            return !control.isSeeking
        }
    }

    func beginAnew() {
        stop()
        control.beginAnew()
        setting = setting.anew
        start()
    }

    /// Steps, and looks whether that was all.
    func step(_ count: Int) {
        let wanted = messages + count
        control.step(messages: count)
        wait { messages >= wanted || setting.report.isFinished }
        usleep(3000)
        pump()
    }

    var facts: MarketFacts { MarketFacts(events, setting.directory) }
}
