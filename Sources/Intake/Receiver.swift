public import OrderFlow
public import Ring

/// Reads one source to its end on a thread of its own: takes a buffer from the kernel or a mapped file, parses it in
/// place, and writes events into its ring.
public struct Receiver: ~Copyable, Sendable {
    private let setting: ReceiverSetting
    private let producer: RingProducer<OrderEvent>

    public init(_ setting: ReceiverSetting, into producer: consuming RingProducer<OrderEvent>) {
        self.setting = setting
        self.producer = producer
    }

    /// Runs until the source ends, fails, or is asked to stop. What went wrong stands in the report.
    public consuming func run() {
        let policy: RingSink.Policy = setting.sheds ? .shed : .wait
        let reader = SourceReader(setting, RingSink(producer, policy: policy))
        reader.run()
    }
}
