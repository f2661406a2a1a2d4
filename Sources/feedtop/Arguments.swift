internal import OrderFlow

/// The words of the command line.
enum Arguments {
    /// As they were given, whatever bytes they are made of (``PathText``), without the program's own name.
    static let given: [String] = {
        var words: [String] = []
        // SAFETY: the runtime keeps the words, of which there are so many, each ending with a zero.
        for index in 1..<max(1, Int(CommandLine.argc)) {
            guard let word = unsafe CommandLine.unsafeArgv[index] else { break }
            unsafe words.append(String(systemText: word))
        }
        return words
    }()

    /// As the parser takes them: a number below zero that follows an option is its value (`--at -10s`), where the parser
    /// would see another option, and miss the value.
    static func joined(_ words: [String]) -> [String] {
        var joined: [String] = []
        var isOver = false
        for word in words {
            if !isOver, let option = joined.last, option.hasPrefix("--"), option.count > 2,
                !option.contains("="), isNegative(word)
            {
                joined[joined.count - 1] = "\(option)=\(word)"
            } else {
                joined.append(word)
            }
            if word == "--" { isOver = true }
        }
        return joined
    }

    private static func isNegative(_ word: String) -> Bool {
        guard word.utf8.first == UInt8(ascii: "-"), let next = word.utf8.dropFirst().first else {
            return false
        }
        return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) || next == UInt8(ascii: ".")
            || ["-inf", "-infinity", "-nan"].contains(word.lowercased())
    }
}
