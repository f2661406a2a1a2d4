internal import CLinux
internal import Ring
internal import Synchronization

/// Two pinned threads and the rings between them, once.
struct RingTrial {
    let items: UInt64
    let capacity: Int
    let cores: RingCores

    /// The cores of the two threads.
    struct RingCores {
        let producer: Int32
        let consumer: Int32
    }

    /// What both threads of a trial wait for and tell each other.
    private final class Shared: Sendable {
        let ready = Atomic<Int>(0)
        /// The first item was about to go in, and the last was out; ns.
        let began = Atomic<UInt64>(0)
        let ended = Atomic<UInt64>(0)
        /// Items that did not come as they went.
        let wrong = Atomic<UInt64>(0)

        /// Both begin together.
        func meet() {
            ready.add(1, ordering: .acquiringAndReleasing)
            while ready.load(ordering: .acquiring) < 2 { linux_spin_pause() }
        }
    }

    private struct Out: ~Copyable, Sendable {
        var ring: RingProducer<RingItem>
        let shared: Shared
    }

    private struct In: ~Copyable, Sendable {
        var ring: RingConsumer<RingItem>
        let shared: Shared
    }

    private struct Echo: ~Copyable, Sendable {
        var questions: RingConsumer<RingItem>
        var answers: RingProducer<RingItem>
        let shared: Shared
    }

    /// How items go in and come out.
    enum Manner { case singly, inRuns }

    /// All items through one ring.
    ///
    /// - Returns: ns.
    func oneWay(_ manner: Manner) throws(Failure) -> UInt64 {
        let ring = Ring<RingItem>(capacity: capacity)
        let (shared, items, cores) = (Shared(), items, cores)
        let producer = WorkerThread(name: "producer", carrying: Out(ring: ring.producer, shared: shared)) {
            out in
            linux_pin_thread(cores.producer)
            out.shared.meet()
            out.shared.began.store(linux_monotonic(), ordering: .relaxed)
            switch manner {
            case .singly: Self.put(items, into: out.ring)
            case .inRuns: Self.putRuns(items, into: out.ring)
            }
        }
        let consumer = WorkerThread(name: "consumer", carrying: In(ring: ring.consumer, shared: shared)) {
            end in
            var end = end
            linux_pin_thread(cores.consumer)
            end.shared.meet()
            let wrong =
                switch manner {
                case .singly: Self.take(items, from: &end.ring)
                case .inRuns: Self.takeRuns(items, from: &end.ring)
                }
            end.shared.ended.store(linux_monotonic(), ordering: .relaxed)
            end.shared.wrong.store(wrong, ordering: .relaxed)
        }
        producer.join()
        consumer.join()
        return try Self.result(shared)
    }

    /// Items one by one to the other thread and back, by two rings.
    ///
    /// - Returns: ns.
    func roundTrips() throws(Failure) -> UInt64 {
        let there = Ring<RingItem>(capacity: capacity)
        let back = Ring<RingItem>(capacity: capacity)
        let (shared, items, cores) = (Shared(), items, cores)
        let echo = WorkerThread(
            name: "echo",
            carrying: Echo(questions: there.consumer, answers: back.producer, shared: shared)
        ) { echo in
            var echo = echo
            linux_pin_thread(cores.consumer)
            echo.shared.meet()
            Self.answer(items, from: &echo.questions, into: &echo.answers)
        }
        let asker = WorkerThread(
            name: "asker", carrying: Echo(questions: back.consumer, answers: there.producer, shared: shared)
        ) { echo in
            var echo = echo
            linux_pin_thread(cores.producer)
            echo.shared.meet()
            echo.shared.began.store(linux_monotonic(), ordering: .relaxed)
            let wrong = Self.ask(items, into: &echo.answers, from: &echo.questions)
            echo.shared.ended.store(linux_monotonic(), ordering: .relaxed)
            echo.shared.wrong.store(wrong, ordering: .relaxed)
        }
        asker.join()
        echo.join()
        return try Self.result(shared)
    }

    private static func result(_ shared: Shared) throws(Failure) -> UInt64 {
        let wrong = shared.wrong.load(ordering: .relaxed)
        guard wrong == 0 else {
            throw .failed("the ring gave \(wrong) items out of order; that must never be")
        }
        return shared.ended.load(ordering: .relaxed) - shared.began.load(ordering: .relaxed)
    }
}
