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
            "", "gopher://host:1", "udp://239.1.2.3", "udp://239.1.2.3:0", "udp://239.1.2.3:70000",
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

    @Test("streams, sessions and interfaces")
    func streams() throws {
        func parse(_ text: String) throws -> SourceAddress { try SourceAddress.parse(text).0 }
        #expect(try parse("tcp://feed.example:9000") == .stream(.tcp(host: "feed.example", port: 9000)))
        #expect(try parse("TCP://[::1]:9000") == .stream(.tcp(host: "::1", port: 9000)))
        #expect(try SourceAddress.parse("tcp://h:1?symbol=A%20B").symbol == SymbolName("A B"))
        #expect(try parse("unix:///run/feed.sock?symbol=X") == .stream(.unix(path: "/run/feed.sock")))
        #expect(try parse("nic://eth1") == .interface(InterfaceAddress(interface: "eth1")))
        #expect(
            try parse("nic://eth1?port=26477&group=239.1.2.3")
                == .interface(InterfaceAddress(interface: "eth1", port: 26_477, group: "239.1.2.3")))
        #expect(
            try parse("soup://me@[::1]:9?session=S1&sequence=77&symbol=X")
                == .soup(SoupAddress(host: "::1", port: 9, user: "me", session: "S1", sequence: 77)))
        #expect(
            try parse("soup://m%65:p%40%3A%2f@h:9")
                == .soup(SoupAddress(host: "h", port: 9, user: "me", password: "p@:/")))
        #expect(
            try parse("soup://me:a@b:c@h:9")
                == .soup(SoupAddress(host: "h", port: 9, user: "me", password: "a@b:c")))
        var wanted = UDPAddress(group: "239.1.2.3", port: 5)
        wanted.request = "[::1]:7"
        #expect(try parse("udp://239.1.2.3:5?request=[::1]:7") == .udp([wanted]))
    }

    @Test("the password of the environment is taken where the URL has none")
    func environment() throws {
        func password(_ text: String) throws -> String? {
            guard case .soup(let soup) = try SourceAddress.parse(text, soupPassword: "ENV").0 else {
                return nil
            }
            return soup.password
        }
        #expect(try password("soup://me@h:1") == "ENV" && password("soup://me:URL@h:1") == "URL")
        #expect(throws: SourceAddressError.self) {
            _ = try SourceAddress.parse("soup://me@h:1", soupPassword: "MUCHTOOLONG")
        }
    }

    @Test(
        "each mistake has its line, and the form of its kind",
        arguments: [
            ("tcp://host", "a port from 1 to 65535", "tcp://host:port"),
            ("tcp://host:0", "a port from 1 to 65535", "tcp://host:port"),
            ("tcp://host:+9", "a port from 1 to 65535", "tcp://host:port"),
            ("tcp://:9", "a host", "tcp://host:port"), ("tcp://::1:9", "brackets", "tcp://host:port"),
            ("tcp://[::g]:9", "no IPv6 address", "tcp://host:port"),
            ("tcp://me@host:9", "no user", "tcp://host:port"),
            ("tcp://h:1?x=1", "no other", "tcp://host:port"),
            ("tcp://h:1?symbol", "name=value", "tcp://host:port"),
            ("tcp://h:1?symbol=A&symbol=B", "twice", "tcp://host:port"),
            ("tcp://h:1?symbol=%4", "hexadecimal", "tcp://host:port"),
            ("tcp://h:1?symbol=%FF", "UTF-8", "tcp://host:port"),
            ("unix://run/x", "three slashes", "unix:///path"),
            ("unix:///" + String(repeating: "x", count: 107), "107 bytes", "unix:///path"),
            ("nic://", "15 characters", "nic://eth1"),
            ("nic://averyverylongname", "15 characters", "nic://eth1"),
            ("nic://eth1?port=0", "not a port", "nic://eth1"),
            ("nic://eth1?group=x", "IP address", "nic://eth1"),
            ("soup://host:9", "a user", "soup://user"), ("soup://@host:9", "a user", "soup://user"),
            ("soup://toolong@host:9", "at most 6", "soup://user"),
            ("soup://me:12345678901@host:9", "at most 10", "soup://user"),
            ("soup://me@host:9?session=12345678901", "at most 10", "soup://user"),
            ("soup://me@host:9?sequence=-1", "not a number", "soup://user"),
            ("soup://m%C3%A9@host:9", "ASCII", "soup://user"),
            ("udp://1.2.3.4:5?request=host", "a port from 1 to 65535", "udp://"),
            ("udp://1.2.3.4:5?request=host:70000", "a port from 1 to 65535", "udp://"),
            ("udp://1.2.3.4:5?request=::1:7", "brackets", "udp://"),
        ])
    func mistakes(text: String, why: String, form: String) {
        let error = #expect(throws: SourceAddressError.self) { _ = try SourceAddress.parse(text) }
        let line = error?.description ?? ""
        #expect(line.contains(why) && line.contains("the form is \(form)"), "\(line)")
        #expect(!line.contains("\n"))
    }

    @Test("a source is shown without its password")
    func shown() {
        let cases = [
            ("soup://me:pw@h:1?session=A&sequence=2", "soup://me@h:1?session=A&sequence=2"),
            ("soup://me@h:1", "soup://me@h:1"), ("soup://me:pw", "soup://me:…"),
            ("SOUP://me:p@w:1@h", "SOUP://me@h"),
            ("soup:me:pw@h:1", "soup://me@h:1"), ("soup://me:pw@h:1?password=pw", "soup://me@h:1"),
            ("day:one.pcap", "day:one.pcap"), ("udp://[::2]@[ff15::7]:9", "udp://[::2]@[ff15::7]:9"),
            ("-", "-"),
        ]
        for (text, expected) in cases { #expect(SourceAddress.shown(text) == expected) }
        let line = SourceAddress.conceal("Unexpected 'soup://me:pw@h:1'", ["summary", "soup://me:pw@h:1"])
        #expect(line == "Unexpected 'soup://me@h:1'")
    }

    @Test(
        "no mistake in a session's URL shows its password",
        arguments: [
            "soup://me:GEHEIM@h", "soup://me:GEHEIM@h:0", "soup://me:GEHEIM@:1", "soup://me:GEHEIM@::1:1",
            "soup://me:GEHEIM@[x]:1", "soup://toolong:GEHEIM@h:1", "soup://me:GEHEIMGEHEIM@h:1",
            "soup://me:GEHEIM%@h:1", "soup://me:GEHEIM%FF@h:1", "soup://me:GEHEIM", "soup://:GEHEIM@h:1",
            "soup://me:GEHEIM@h:1?sequence=x", "soup://me:GEHEIM@h:1?nonsense",
            "soup://me@h:1?password=GEHEIM",
            "soup://me@h:1?GEHEIM", "soup://me:GEHEIM@h:1?session=12345678901", "soup:me:GEHEIM@h:1",
            "soup:/me:GEHEIM@h:1", "Soup:me:GEHEIM@://h:1", "tcp://me:GEHEIM@h:1", "soup://me:/GEHEIM?@h:1",
            "soup://me:GEHEIM@h:1@", "soup://me:\u{7F}GEHEIM@h:1",
        ])
    func concealed(text: String) {
        do throws(SourceAddressError) {
            let address = try SourceAddress.parse(text).0
            #expect(!"\(address)".contains("GEHEIM"), "\(address)")
        } catch {
            #expect(!"\(error)".contains("GEHEIM"), "\(error)")
        }
        #expect(!SourceAddress.shown(text).contains("GEHEIM"))
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
