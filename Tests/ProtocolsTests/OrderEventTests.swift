import OrderFlow
import Testing

@Suite("Events")
struct OrderEventTests {
    @Test("an event counts as a message where it is one, whatever its kind and flags")
    func messageCount() {
        for tag in UInt8.min...UInt8.max {
            var event = OrderEvent(.add)
            event.tag = tag
            #expect(event.messageCount == (event.isMessage ? 1 : 0), "\(tag)")
        }
    }
}
