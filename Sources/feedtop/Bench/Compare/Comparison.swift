internal import OrderFlow

/// Two files of measurements, row by row.
struct Comparison {
    let first: MeasurementFile
    let second: MeasurementFile

    private struct Pair {
        let first: Measurement
        let second: Measurement
    }

    private var pairs: [Pair] {
        first.measurements.compactMap { one in
            second.measurements.first { $0.name == one.name && $0.kind == one.kind }.map {
                Pair(first: one, second: $0)
            }
        }
    }

    var hasPairs: Bool { !pairs.isEmpty }

    var text: String {
        var text = ""
        for (letter, file) in [("a", first), ("b", second)] {
            text += HarmlessText.of("\(letter): \(file.path) (\(file.circumstances))") + "\n"
        }
        if first.circumstances != second.circumstances {
            text += "hosts or sources differ, so what differs below may not be feedtop's doing\n"
        }
        let width = (pairs.map(\.first.name.count).max() ?? 0) + 2
        for pair in pairs {
            text += Plain.left(HarmlessText.of(pair.first.name), width)
            text += Self.figure(pair.first) + " " + Self.figure(pair.second) + "  "
            text += Self.verdict(pair.first, pair.second) + "\n"
        }
        text += Self.alone(first, "a", without: second) + Self.alone(second, "b", without: first)
        return text
    }

    private static func figure(_ measurement: Measurement) -> String {
        switch measurement.kind {
        case .cost(let unit):
            let hundredths = UInt64(min(measurement.median * 100, 1e15))
            return Plain.right(Plain.three(hundredths, per: 100), 9)
                + Plain.left(HarmlessText.of(" ns/\(unit)"), 12)
        case .latency: return Plain.right(Plain.duration(UInt64(min(measurement.median, 1e15))), 21)
        case .rate:
            return Plain.right(Plain.grouped(UInt64(min(measurement.median, 1e15))) + " messages/s", 21)
        }
    }

    /// How `second` stands against `first`.
    private static func verdict(_ first: Measurement, _ second: Measurement) -> String {
        let words =
            switch first.kind {
            case .cost: "b is \(hundredths(first.median / second.median))x as fast"
            case .rate: "b is \(hundredths(second.median / first.median))x as fast"
            case .latency: "b takes \(hundredths(second.median / first.median))x as long"
            }
        if first.runs.count == 1 || second.runs.count == 1 {
            return words + " (of single runs: the difference may be noise)"
        }
        return first.overlaps(second) ? words + " (the runs overlap: the difference may be noise)" : words
    }

    private static func hundredths(_ ratio: Double) -> String {
        Plain.three(UInt64(min(ratio * 1000, 1e15)), per: 1000)
    }

    private static func alone(_ file: MeasurementFile, _ letter: String, without other: MeasurementFile)
        -> String
    {
        file.measurements.filter { row in
            !other.measurements.contains { $0.name == row.name && $0.kind == row.kind }
        }
        .map { "only in \(letter): \(HarmlessText.of($0.name))\n" }.joined()
    }
}
