/// Why a window is read no further.
enum WindowEnd {
    /// Somebody asked for it, or nobody takes events any more.
    case stopped
    /// The source has come to its end. What is left at the front is part of a message.
    case ended
    case failed(IntakeError)
    /// What stands at the front cannot be read, and nothing tells where to go on.
    case malformed(String)
}
