import Testing

@testable import Screen

@Suite("Giving way to whoever receives")
struct CourtesyTests {
    private static let millisecond: UInt64 = 1_000_000

    @Test(
        "kept waiting for longer than 50 ms the screen takes its share for two seconds, and gives way again")
    func insistence() {
        let start = 1000 * Self.millisecond
        #expect(Courtesy.insists(until: nil, late: 50 * Self.millisecond, at: start) == nil)
        let until = Courtesy.insists(until: nil, late: 51 * Self.millisecond, at: start)
        #expect(until == start + 2000 * Self.millisecond)
        #expect(Courtesy.insists(until: until, late: 0, at: start + 1999 * Self.millisecond) == until)
        #expect(Courtesy.insists(until: until, late: 0, at: start + 2000 * Self.millisecond) == nil)
        let later = Courtesy.insists(
            until: until, late: 60 * Self.millisecond, at: start + 1000 * Self.millisecond)
        #expect(later == start + 3000 * Self.millisecond)
    }
}
