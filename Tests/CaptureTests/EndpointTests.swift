import Capture
import Testing

@Suite("An endpoint as text")
struct EndpointTests {
    @Test(
        "IPv6 by RFC 5952",
        arguments: [
            (0xFF02_0000_0000_0000, 1, "[ff02::1]:26477"),
            (0, 0, "[::]:26477"),
            (0, 1, "[::1]:26477"),
            (0x2001_0DB8_0000_0000, 0, "[2001:db8::]:26477"),
            // One group stays; else the longest run, or the first of equals.
            (0x2001_0DB8_0000_0001, 0x0001_0001_0001_0001, "[2001:db8:0:1:1:1:1:1]:26477"),
            (0x2001_0000_0000_0001, 0x0000_0000_0000_0001, "[2001:0:0:1::1]:26477"),
            (0x2001_0DB8_0000_0000, 0x0001_0000_0000_0001, "[2001:db8::1:0:0:1]:26477"),
            (0x2001_0DB8_AAAA_BBBB, 0xCCCC_DDDD_EEEE_0AF0, "[2001:db8:aaaa:bbbb:cccc:dddd:eeee:af0]:26477"),
            (0, 0x0000_FFFF_C000_0201, "[::ffff:192.0.2.1]:26477"),
        ] as [(UInt64, UInt64, String)])
    func ipv6(high: UInt64, low: UInt64, text: String) {
        #expect(Endpoint(high: high, low: low, port: 26477).description == text)
    }

    @Test("IPv4, and which addresses are groups")
    func ipv4() {
        #expect(Endpoint(ipv4: 0xE936_0C6F, port: 26477).description == "233.54.12.111:26477")
        for (address, isMulticast) in [
            (0xDFFF_FFFF, false), (0xE000_0000, true), (0xEFFF_FFFF, true), (0xF000_0000, false),
        ] as [(UInt32, Bool)] {
            #expect(Endpoint(ipv4: address, port: 1).isMulticast == isMulticast)
        }
        #expect(Endpoint(high: 0xFF05 << 48, low: 2, port: 1).isMulticast)
        #expect(!Endpoint(high: 0xFE80 << 48, low: 0xE000_0001, port: 1).isMulticast)
    }

    @Test("an endpoint is a key: address, port and family all count")
    func equality() {
        let endpoint = Endpoint(ipv4: 1, port: 2)
        #expect(endpoint == Endpoint(ipv4: 1, port: 2))
        #expect(endpoint != Endpoint(high: 0, low: 1, port: 2))
        #expect(endpoint != Endpoint(ipv4: 1, port: 3))
        #expect(MemoryLayout<Endpoint>.stride == 24)
    }
}
