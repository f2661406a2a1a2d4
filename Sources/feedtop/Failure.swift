internal import Intake

/// What ends a command early, as one line on standard error and an exit code.
struct Failure: Error {
    let line: String
    let code: Int32

    static func failed(_ line: String) -> Failure { Failure(line: line, code: 1) }
    static func usage(_ line: String) -> Failure { Failure(line: line, code: 2) }
    static func noData(_ line: String) -> Failure { Failure(line: line, code: 4) }

    init(line: String, code: Int32) {
        self.line = line
        self.code = code
    }

    init(_ error: IntakeError) {
        switch error.kind {
        case .failed: self = .failed(error.description)
        case .usage: self = .usage(error.description)
        case .noData: self = .noData(error.description)
        }
    }

    func report() {
        // Whatever an argument was taken for, its password is not shown.
        Standard.error.line("feedtop: \(SourceAddress.conceal(line, Arguments.given))")
    }
}
