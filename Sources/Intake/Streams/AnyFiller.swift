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
        _ view: inout ByteView, toward count: Int, milliseconds: Int32
    ) throws(IntakeError) -> DescriptorReader.Outcome {
        switch consume self {
        case .mirrored(var filler):
            let outcome = filler.attempt(&view, toward: count, milliseconds: milliseconds)
            self = .mirrored(filler)
            return try outcome.get()
        case .linear(var filler):
            let outcome = filler.attempt(&view, toward: count, milliseconds: milliseconds)
            self = .linear(filler)
            return try outcome.get()
        case .ring(var filler):
            let outcome = filler.attempt(&view, toward: count, milliseconds: milliseconds)
            self = .ring(filler)
            return try outcome.get()
        }
    }
}

extension StreamFiller where Self: ~Copyable {
    /// ``fill(_:toward:milliseconds:)`` with its error as a value.
    fileprivate mutating func attempt(
        _ view: inout ByteView, toward count: Int, milliseconds: Int32
    ) -> Result<DescriptorReader.Outcome, IntakeError> {
        do throws(IntakeError) {
            return .success(try fill(&view, toward: count, milliseconds: milliseconds))
        } catch {
            return .failure(error)
        }
    }
}
