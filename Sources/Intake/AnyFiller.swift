/// Any of the techniques, chosen when the stream is opened. One choice per fill, none per message.
enum AnyFiller: StreamFiller, ~Copyable {
    case mirrored(MirroredFiller)
    case linear(LinearFiller)
    case ring(RingFiller)

    var systemCalls: UInt64 {
        switch self {
        case .mirrored(let filler): filler.systemCalls
        case .linear(let filler): filler.systemCalls
        case .ring(let filler): filler.systemCalls
        }
    }

    mutating func fill(
        _ view: inout ByteView, toward count: Int
    ) throws(IntakeError) -> DescriptorReader.Outcome {
        switch consume self {
        case .mirrored(var filler):
            let outcome = filler.attempt(&view, toward: count)
            self = .mirrored(filler)
            return try outcome.get()
        case .linear(var filler):
            let outcome = filler.attempt(&view, toward: count)
            self = .linear(filler)
            return try outcome.get()
        case .ring(var filler):
            let outcome = filler.attempt(&view, toward: count)
            self = .ring(filler)
            return try outcome.get()
        }
    }
}

extension StreamFiller where Self: ~Copyable {
    /// ``fill(_:toward:)`` with its error as a value.
    fileprivate mutating func attempt(
        _ view: inout ByteView, toward count: Int
    ) -> Result<DescriptorReader.Outcome, IntakeError> {
        do throws(IntakeError) { return .success(try fill(&view, toward: count)) } catch {
            return .failure(error)
        }
    }
}
