import OrderFlow
import Testing

@testable import Intake

@Suite("Sources as people name them")
struct SourceAddressTests {
    @Test("paths, standard input and UDP addresses are told apart")
    func forms() throws {
        #expect(try SourceAddress.parse("day.pcap").0 == .file(path: "day.pcap"))
        #expect(try SourceAddress.parse("file:///tmp/x").0 == .file(path: "/tmp/x"))
        #expect(try SourceAddress.parse("-").0 == .standardInput)
        #expect(
            try SourceAddress.parse("udp://239.1.2.3:26477").0
                == .udp([UDPAddress(group: "239.1.2.3", port: 26_477)]))
        #expect(
            try SourceAddress.parse("udp://10.0.0.9@239.1.2.3:1?interface=eth1").0
                == .udp([UDPAddress(group: "239.1.2.3", port: 1, source: "10.0.0.9", interface: "eth1")]))
        #expect(
            try SourceAddress.parse("udp://[ff15::7]:9").0 == .udp([UDPAddress(group: "ff15::7", port: 9)]))
        let (address, symbol) = try SourceAddress.parse("acme.bin?symbol=ACME")
        #expect(address == .file(path: "acme.bin") && symbol == SymbolName("ACME"))
        #expect(try SourceAddress.parse("udp://127.0.0.1:5?symbol=X").symbol == SymbolName("X"))
    }

    @Test(
        "what cannot be understood says why",
        arguments: [
            "", "tcp://host:1", "udp://239.1.2.3", "udp://239.1.2.3:0", "udp://239.1.2.3:70000",
            "udp://host:1",
            "udp://1.2.3.4:5?interface", "udp://1.2.3.4:5?colour=red", "udp://x@239.1.2.3:1", "udp://[::1:5",
            "udp://",
        ])
    func refusals(text: String) {
        let error = #expect(throws: SourceAddressError.self) { _ = try SourceAddress.parse(text) }
        #expect(error.map { $0.description.count > 20 } == true)
    }

    @Test(
        "a multicast group is known by its address",
        arguments: [
            ("224.0.0.1", true), ("239.255.0.1", true), ("240.0.0.1", false), ("127.0.0.1", false),
            ("ff02::1", true), ("::1", false),
        ])
    func multicast(group: String, isMulticast: Bool) {
        #expect(UDPAddress(group: group, port: 1).isMulticast == isMulticast)
    }
}

@Suite("The trading day of a day file")
struct TradingDayTests {
    static let december30 = ExchangeTime.days(year: 2019, month: 12, day: 30)

    @Test(
        "is read from its name",
        arguments: [
            ("12302019.NASDAQ_ITCH50", december30), ("/data/20191230.itch.gz", december30),
            ("S123019-v50.txt.gz", december30),
            ("2019-12-30.itch", nil), ("day.itch", nil), ("99999999.bin", nil),
            ("02302019.NASDAQ_ITCH50", nil),
        ])
    func names(name: String, day: Int?) {
        #expect(TradingDay.fromFileName(name) == day)
    }

    @Test(
        "is parsed from the option",
        arguments: [
            ("2019-12-30", december30), ("20191230", december30), ("2019-02-30", nil), ("today", nil),
            ("", nil),
        ])
    func options(text: String, day: Int?) {
        #expect(TradingDay.parse(text) == day)
    }
}
