import OrderFlow
import Protocols
import Testing
import Wire

@Suite("ITCH times get their day")
struct TradingDayTests {
    private let nineThirty: UInt64 = 34_200_000_000_000
    /// A Friday, the last before summer time.
    private let day = ExchangeTime.days(year: 2024, month: 3, day: 8)
    private var midnight: UInt64 { ExchangeTime.easternMidnight(days: day) }

    private func time(of sinceMidnight: UInt64, day: Int?, received: UInt64) -> UInt64? {
        decode(mold50, [mold(1, [ITCHBytes.delete(1, at: sinceMidnight)])], day: day, received: received)
            .all(.delete).first?.timestamp
    }

    @Test("the named day wins over the time of arrival")
    func named() {
        let received = midnight + 40 * ExchangeTime.nanosecondsPerDay
        #expect(time(of: nineThirty, day: day, received: received) == midnight + nineThirty)
    }

    @Test("else the day that brings the message nearest to its arrival")
    func nearest() {
        #expect(time(of: nineThirty, day: nil, received: midnight + nineThirty + 5) == midnight + nineThirty)
        let late = 86_399_000_000_000 as UInt64
        let afterMidnight = ExchangeTime.easternMidnight(days: day + 1) + 2_000_000_000
        #expect(time(of: late, day: nil, received: afterMidnight) == midnight + late)
        #expect(
            time(of: 1_000_000_000, day: nil, received: midnight - 2_000_000_000) == midnight + 1_000_000_000)
    }

    @Test("else 1970-01-01")
    func none() {
        #expect(
            time(of: nineThirty, day: nil, received: 0) == ExchangeTime.easternMidnight(days: 0) + nineThirty)
    }

    @Test(
        "a day is decided once a session, and a hostile one does no harm",
        arguments: [Int.min, -1, 0, 1_000_000_000, Int.max])
    func bounds(day: Int) {
        #expect(time(of: nineThirty, day: day, received: 0) != nil)
        #expect(time(of: nineThirty, day: nil, received: .max) != nil)
    }

    @Test("a new session may be on another day")
    func sessions() {
        var sink = EventList()
        guard let decoder = ProtocolRegistry.datagramDecoder(mold50, FeedOptions())
        else { return }
        let next = ExchangeTime.easternMidnight(days: day + 3)  // Monday, in summer time
        for (session, received) in [("FRIDAY", midnight + nineThirty), ("MONDAY", next + nineThirty)] {
            let packet = mold(1, [ITCHBytes.delete(1, at: nineThirty)], session: session)
            decoder.decode(
                packet.rawBytes, PacketContext(feed: 0, received: received, intake: 0), into: &sink)
        }
        // One packet is a new session's where nothing comes that says otherwise.
        decoder.finish(into: &sink)
        #expect(sink.events.all(.delete).map { $0.timestamp } == [midnight + nineThirty, next + nineThirty])
        #expect(next - midnight == 3 * ExchangeTime.nanosecondsPerDay - 3_600_000_000_000)
    }
}
