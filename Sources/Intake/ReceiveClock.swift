/// Which time of a frame counts as that of its receipt. The raw value is what `--clock` takes.
public enum ReceiveClock: String, Sendable, CaseIterable {
    /// That of the capture's record, or the kernel's.
    case capture
    /// The one that a tap, a switch or a card wrote into the frame; of frames that have none, the capture's.
    case tap
}
