import Capture
import TestSupport
import Testing

@Suite("The time that a tap wrote into a frame")
struct TapTimeTests {
    /// 2019-12-30 14:30:01 UTC, and what taps are to say: 0.123456789 s later.
    let captured: UInt64 = 1_577_716_201_000_000_000
    let seconds: UInt32 = 1_577_716_201
    let nanoseconds: UInt32 = 123_456_789
    var expected: UInt64 { captured + 123_456_789 }

    /// IPv4 and UDP with so many bytes of payload, padded as on the wire.
    func frame(payload: Int, padded: Bool = true, tags: Int = 0) -> [UInt8] {
        var builder = ByteBuilder(isBigEndian: true)
        builder.bytes = hex("01005e360c6f d4aff7cb20d5")
        for _ in 0..<tags { builder.bytes += hex("8100 608d") }
        builder.bytes += hex("0800 4500")
        builder.add(UInt16(28 + payload))
        builder.bytes += hex("b9054000 15110000 cec87f8a e9360c6f c1f5676d")
        builder.add(UInt16(8 + payload))
        builder.bytes += hex("0000") + [UInt8](repeating: 0x55, count: payload)
        let padding = padded ? max(0, 60 - builder.bytes.count) : 0
        return builder.bytes + [UInt8](repeating: 0, count: padding)
    }

    /// The check sequence as it stands on the wire, computed bit by bit.
    func check(_ frame: [UInt8]) -> [UInt8] {
        var remainder = UInt32.max
        for byte in frame {
            for bit in 0..<8 {
                let low = (remainder ^ UInt32(byte >> UInt8(bit))) & 1
                remainder = remainder >> 1 ^ (low == 0 ? 0 : 0xEDB8_8320)
            }
        }
        return (0..<4).map { UInt8(truncatingIfNeeded: ~remainder >> UInt32(8 * $0)) }
    }

    func metamako(
        _ flags: UInt8 = 1, extensions: String = "", seconds: UInt32? = nil, nanoseconds: UInt32? = nil
    )
        -> [UInt8]
    {
        var builder = ByteBuilder(isBigEndian: true)
        builder.bytes = hex(extensions)
        builder.add(seconds ?? self.seconds)
        builder.add(nanoseconds ?? self.nanoseconds)
        builder.add(flags)
        builder.bytes += hex("0102 07")
        return builder.bytes
    }

    func exablaze(reserved: UInt8 = 0, seconds: UInt32? = nil) -> [UInt8] {
        var builder = ByteBuilder(isBigEndian: true)
        builder.bytes = hex("0107")
        builder.add(seconds ?? self.seconds)
        // The least number of 2^-40 s that is not before the nanosecond.
        let fraction = (UInt128(nanoseconds) << 40 + 999_999_999) / 1_000_000_000
        builder.add(UInt32(fraction >> 8))
        builder.add(UInt8(truncatingIfNeeded: fraction))
        builder.add(reserved)
        return builder.bytes
    }

    func find(
        _ frame: [UInt8], _ linkType: LinkType = .ethernet, isCut: Bool = false, captured: UInt64? = nil
    ) -> UInt64? {
        // SAFETY: every byte of the array is initialised.
        unsafe TapTime.find(
            in: frame.span.bytes, linkType, isCut: isCut, captured: captured ?? self.captured)
    }

    @Test("trailers of both makers, behind short and long frames, with a new check sequence and without")
    func trailers() {
        for trailer in [metamako(), metamako(0), exablaze()] {
            for payload in [0, 4, 17, 18, 19, 1000] {
                for tags in [0, 2] {
                    for isPadded in [false, true] {
                        let frame = frame(payload: payload, padded: isPadded, tags: tags)
                        let stamped = frame + check(frame) + trailer
                        #expect(find(stamped) == expected)
                        #expect(find(stamped + check(stamped)) == expected)
                        #expect(find(stamped, isCut: true) == nil)
                        // The datagram is what it was.
                        #expect(dissect(stamped) == dissect(frame))
                    }
                }
            }
        }
    }

    @Test(
        "Metamako's extensions: short and long tags, several; a chain that leads out of the trailer is none")
    func extensions() {
        let frame = frame(payload: 100)
        let (fraction, hash) = ("abcdef21", "0102030405060708 000000a2")
        let (text, last) = ("41424344 45464748 0000007f", "41424344 0000003f")
        // The one that stands last is read first; each word ends in kind, last, and length.
        for chain in [
            fraction, hash, text, last, fraction + " 00012300", hash + " abcdef01", last + " 00000003",
        ] {
            let stamped = frame + check(frame) + metamako(3, extensions: chain)
            #expect(find(stamped) == expected, "\(chain)")
            #expect(find(stamped + check(stamped)) == expected, "\(chain)")
        }
        // No tag is the last; one is longer than there is room for; extensions that the flags do not tell.
        for (flags, chain) in [(3, "abcdef01"), (3, "abcdefff"), (1, "abcdef21")] as [(UInt8, String)] {
            #expect(find(frame + check(frame) + metamako(flags, extensions: chain)) == nil, "\(chain)")
        }
    }

    @Test("what does not fit in every part is no trailer")
    func refused() {
        let frame = frame(payload: 100)
        let behind = frame + check(frame)
        #expect(find(frame) == nil)
        #expect(find(behind) == nil)
        #expect(find(behind + metamako(nanoseconds: 1_000_000_000)) == nil)
        for bit in [0x08, 0x40, 0x80] as [UInt8] { #expect(find(behind + metamako(bit)) == nil) }
        #expect(find(behind + exablaze(reserved: 1)) == nil)
        for seconds in [0, seconds - 86_402, seconds + 86_402, .max] {
            #expect(find(behind + metamako(seconds: seconds)) == nil)
            #expect(find(behind + exablaze(seconds: seconds)) == nil)
        }
        for seconds in [seconds - 86_399, seconds + 86_399] {
            #expect(find(behind + metamako(seconds: seconds)) != nil)
            #expect(find(behind + exablaze(seconds: seconds)) != nil)
        }
        // Something else stands between the packet and the trailer, or the trailer is not whole.
        for slack in 1...8 {
            #expect(find(frame + [UInt8](repeating: 9, count: slack) + check(frame) + metamako()) == nil)
        }
        for count in 0..<20 {
            #expect(find(frame + Array((check(frame) + metamako()).prefix(count).dropLast())) == nil)
        }
        #expect(find(behind.dropLast(4) + metamako()) == nil)
        // In the padding of a short frame, and where no packet tells its end.
        #expect(find(hex("01005e360c6f d4aff7cb20d5 0806") + frame + metamako()) == nil)
    }

    @Test("without a time in the capture the original check sequence decides")
    func withoutCaptureTime() {
        let frame = frame(payload: 100)
        for trailer in [metamako(), exablaze()] {
            #expect(find(frame + check(frame) + trailer, captured: 0) == expected)
            #expect(find(frame + check(frame).reversed() + trailer, captured: 0) == expected)
            #expect(find(frame + [1, 2, 3, 4] + trailer, captured: 0) == nil)
        }
    }

    @Test("when both trailers fit, neither is taken")
    func ambiguous() {
        // Seconds at 4 and at 6, both near.
        let frame = frame(payload: 100)
        func find(flags: String, port: String) -> UInt64? {
            let trailer = hex("1e0a1e0a 1e0a 0000" + flags + "0000" + port)
            return self.find(frame + check(frame) + trailer, captured: 0x1E0A_1E0A * 1_000_000_000)
        }
        #expect(find(flags: "01", port: "00") == nil)
        #expect(find(flags: "01", port: "07") != nil)
        #expect(find(flags: "08", port: "00") != nil)
    }

    @Test(
        "Arista's header: 64 and 48 bits, UTC and atomic time, either hardware, behind tags, in GRE",
        arguments: [
            ("0010", "5e0a0a0e 075bcd15"), ("0110", "5e0a09e9 075bcd15"), ("0011", "5e0a0a0e 075bcd15"),
            ("0111", "5e0a09e9 075bcd15"), ("0020", "0a0e 075bcd15"), ("0120", "09e9 075bcd15"),
            ("0121", "09e9 075bcd15"),
        ])
    func arista(version: String, stamp: String) {
        let plain = frame(payload: 100)
        let header = hex("d28b 0001" + version + stamp)
        #expect(find(Array(plain[..<12]) + header + plain[12...]) == expected)
        #expect(find(Array(plain[..<12]) + hex("8100 0001") + header + plain[12...]) == expected)
        let whole = Array(plain[..<12]) + header + plain[12...]
        for count in 0..<(12 + header.count) { #expect(find(Array(whole[..<count]), isCut: true) == nil) }
        #expect(find(Array(whole[..<(12 + header.count)]), isCut: true) == expected)
        // More than a day away; of 48 bits the nearest moment is meant.
        let later = find(whole, captured: captured + 2 * 86_400_000_000_000)
        #expect(stamp.count < 16 ? later != expected : later == nil)
    }

    @Test("Arista's header in GRE, its versions that are not known, and nanoseconds that cannot be")
    func aristaOthers() throws {
        let frame = frame(payload: 30)
        var wrapped = try #require(Wrapping.aristaGRE.wrap(frame))
        wrapped.replaceSubrange(50..<58, with: hex("5e0a09e9 075bcd15"))
        #expect(find(wrapped) == expected)
        for header in [
            "d28b 0001 0210 5e0a09e9 075bcd15", "d28b 0001 0030 5e0a09e9 075bcd15",
            "d28b cafe 0001 5e0a09e9 075bcd15", "d28b 0001 0110 5e0a09e9 3b9aca00",
        ] {
            #expect(find(Array(frame[..<12]) + hex(header) + frame[12...]) == nil, "\(header)")
        }
    }

    @Test("ERF records, whatever the capture says; half a second is half of the fraction")
    func records() {
        let bytes = hex("00000080 e9090a5e 02040050 00000040 0000") + frame(payload: 20)
        #expect(find(bytes, .erf) == captured + 500_000_000)
        #expect(find(bytes, .erf, captured: 0) == captured + 500_000_000)
        #expect(find(bytes, .erf, isCut: true) == captured + 500_000_000)
        #expect(find(hex("0000000000000000 02040050 00000040 0000"), .erf) == nil)
        for count in 0..<16 { #expect(find(Array(bytes[..<count]), .erf) == nil) }
        #expect(find(bytes, .raw) == nil)
    }

    @Test("noise and damaged frames are looked at without reading past them")
    func noise() {
        var random = SeededGenerator(seed: 53)
        let frame = frame(payload: 30)
        let seeds = [
            frame + check(frame) + metamako(3, extensions: "abcdef21"), frame + check(frame) + exablaze(),
            Array(frame[..<12]) + hex("d28b 0001 0120 09e9 075bcd15") + frame[12...],
        ]
        for round in 0..<6000 {
            var bytes = seeds[round % 3]
            for _ in 0..<random.below(4) { bytes[random.below(bytes.count)] = random.bytes(1)[0] }
            let part = Array(bytes.prefix(random.below(bytes.count + 1)))
            for linkType in [LinkType.ethernet, .erf] {
                if let time = find(part, linkType), linkType == .ethernet {
                    #expect((time > captured ? time - captured : captured - time) <= 86_400_000_000_000)
                }
            }
            _ = find(random.bytes(random.below(120)))
        }
    }
}
