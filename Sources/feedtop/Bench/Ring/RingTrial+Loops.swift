internal import CLinux
internal import Ring

/// What the threads do, each a loop that waits awake.
extension RingTrial {
    /// Items written before they are published together.
    private static let run = 256

    /// Who comes too early looks again a little later, so that the other is ahead by more than one.
    @inline(__always)
    private static func breathe() {
        for _ in 0..<4 { linux_spin_pause() }
    }

    static func put(_ items: UInt64, into ring: consuming RingProducer<RingItem>) {
        for number in 0..<items {
            while !ring.push(RingItem(number)) {}
            ring.publish()
        }
    }

    static func putRuns(_ items: UInt64, into ring: consuming RingProducer<RingItem>) {
        var next: UInt64 = 0
        while next < items {
            let end = min(items, next &+ UInt64(run))
            let filled = ring.fill { slots in
                var number = next
                while number < end, !slots.isFull {
                    slots.append(RingItem(number))
                    number &+= 1
                }
                return number
            }
            // There may be no two slots in a row, but one.
            next = filled ?? (ring.push(RingItem(next)) ? next &+ 1 : next)
            ring.publish()
        }
    }

    static func take(_ items: UInt64, from ring: inout RingConsumer<RingItem>) -> UInt64 {
        var (next, wrong): (UInt64, UInt64) = (0, 0)
        while next < items {
            ring.drain { readable in
                guard !readable.isEmpty else {
                    return 0
                }
                wrong &+= readable[0].number == next ? 0 : 1
                next &+= 1
                return 1
            }
        }
        return wrong
    }

    static func takeRuns(_ items: UInt64, from ring: inout RingConsumer<RingItem>) -> UInt64 {
        var (next, wrong): (UInt64, UInt64) = (0, 0)
        while next < items {
            ring.drain { readable in
                if readable.isEmpty { breathe() }
                for index in readable.indices {
                    wrong &+= readable[index].number == next ? 0 : 1
                    next &+= 1
                }
                return readable.count
            }
        }
        return wrong
    }

    static func answer(
        _ items: UInt64, from questions: inout RingConsumer<RingItem>,
        into answers: inout RingProducer<RingItem>
    ) {
        var done: UInt64 = 0
        while done < items {
            questions.drain { readable in
                guard !readable.isEmpty else { return 0 }
                while !answers.push(readable[0]) {}
                answers.publish()
                done &+= 1
                return 1
            }
        }
    }

    static func ask(
        _ items: UInt64, into questions: inout RingProducer<RingItem>,
        from answers: inout RingConsumer<RingItem>
    ) -> UInt64 {
        var wrong: UInt64 = 0
        for number in 0..<items {
            while !questions.push(RingItem(number)) {}
            questions.publish()
            var isBack = false
            while !isBack {
                answers.drain { readable in
                    guard !readable.isEmpty else { return 0 }
                    wrong &+= readable[0].number == number ? 0 : 1
                    isBack = true
                    return 1
                }
            }
        }
        return wrong
    }
}
