internal import CLinux
internal import Intake
internal import Market
internal import OrderFlow
internal import Ring

/// A source being watched: its receiver thread, its ring, its market thread.
struct Pipeline: ~Copyable {
    let setting: ReceiverSetting
    let market: MarketControl
    private let receiverThread: WorkerThread
    private let marketThread: WorkerThread

    /// Slots of the ring: eight megabytes of events. A live feed at a million messages a second has a quarter of a
    /// second in hand before anything is shed.
    static let ringCapacity = 1 << 18

    /// Bytes of address space that a small feed takes: the ring, two threads with their stacks, tables, and what the
    /// runtime asks for as it goes, where a refusal could not be told.
    private static let needed = 96 << 20

    /// Starts both threads.
    ///
    /// - Parameters:
    ///   - isWatched: Details are kept for a screen.
    ///   - thresholds: When its alerts are raised.
    init(
        _ setting: ReceiverSetting, endsWithSource: Bool, isWatched: Bool,
        thresholds: AlertThresholds = AlertThresholds()
    ) {
        self.init(
            setting, endsWithSource: endsWithSource,
            MarketControl(isWatched: isWatched, thresholds: thresholds, isReplay: setting.replay != nil))
    }

    /// - Parameter market: Of a pipeline before, which has been stopped: whoever asked that is answered by this one.
    init(_ setting: ReceiverSetting, endsWithSource: Bool, _ market: MarketControl) {
        linux_require_space(Self.needed)
        self.setting = setting
        self.market = market
        let ring = Ring<OrderEvent>(capacity: Self.ringCapacity, doorbell: market.doorbell)
        let events = ring.consumer
        marketThread = WorkerThread(
            name: "market",
            carrying: MarketThread(events, setting.directory, market, endsWithSource: endsWithSource)
        ) { $0.run() }
        receiverThread = WorkerThread(name: "receiver", carrying: Receiver(setting, into: ring.producer)) {
            $0.run()
        }
    }

    /// Waits until the source has ended and the market has applied its last event.
    consuming func finish() -> MarketReport? {
        receiverThread.join()
        marketThread.join()
        return market.report
    }

    /// Ends both threads wherever they are.
    consuming func stop() {
        setting.stop.raise()
        setting.replay?.announce()
        market.stop()
        receiverThread.join()
        marketThread.join()
    }
}
