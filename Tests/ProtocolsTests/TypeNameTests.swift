import Testing

@testable import Protocols

@Suite("Names of message types")
struct TypeNameTests {
    @Test("every type that a protocol knows has a name of its own, and no other has one")
    func complete() {
        for type in UInt8.min...UInt8.max {
            let names = FeedProtocol.itch50.typeNames
            #expect((names[type] != nil) == (ITCH.byteCount(ofType: type) > 0))
            for isDEEP in [false, true] {
                let names = (isDEEP ? FeedProtocol.iexDEEP : .iexTOPS).typeNames
                #expect((names[type] != nil) == (IEX.byteCount(ofType: type, isDEEP: isDEEP) > 0))
            }
        }
        for content in FeedProtocol.allCases {
            let names = content.typeNames
            #expect(!names.isEmpty && Set(names.values).count == names.count)
        }
        #expect(FeedProtocol.itch50.typeNames[65] == "Add Order")
        #expect(FeedProtocol.iexDEEP.typeNames[56] == "Price Level Update Buy")
        #expect(FeedProtocol.orderUpdate.typeNames == [1: "Order Update"])
    }
}
