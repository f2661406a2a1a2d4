internal import Intake

extension SourceReport {
    var systemCalls: UInt64 { 0 }
}
