/// The views of the screen, in the order of their keys: which details a snapshot is filled with.
public enum SnapshotView: String, Sendable, CaseIterable {
    case overview, book, flow, rates, latency, gaps, events
}
