internal import Intake

extension SourceReport {
    /// Whose times the packets have, for the screen's header; empty: the capture's own.
    var clockFact: String {
        guard clock == .tap else { return "" }
        let (packets, stamped) = (packets, tapTimes)
        guard stamped < packets else { return "tap clock" }
        return "tap clock in \(Plain.grouped(stamped)) of \(Plain.grouped(packets)) packets"
    }
}
