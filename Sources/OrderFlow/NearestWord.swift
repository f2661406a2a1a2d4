/// The word that somebody probably meant.
public enum NearestWord {
    /// The known word with the fewest edits between it and what was written; the first of several.
    public static func of(_ word: String, among known: [String]) -> String {
        var nearest = ""
        var fewest = Int.max
        for candidate in known {
            let edits = edits(word, candidate)
            if edits < fewest { (nearest, fewest) = (candidate, edits) }
        }
        return nearest
    }

    /// Insertions, deletions and changes that turn one word into the other (Levenshtein distance), of the first 64
    /// bytes of each.
    public static func edits(_ word: String, _ other: String) -> Int {
        let word = Array(word.utf8.prefix(64))
        let other = Array(other.utf8.prefix(64))
        var previous = Array(0...other.count)
        for (row, letter) in word.enumerated() {
            var current = [row + 1]
            for (column, candidate) in other.enumerated() {
                let change = previous[column] + (letter == candidate ? 0 : 1)
                current.append(min(change, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[other.count]
    }
}
