import Protocols

/// What a fuzzer calls: the first byte chooses what is tried, the rest is its input.
///
/// Whatever the input says, nothing may trap, hang, or read beyond what it was given. The trials also hold
/// what they see against what the interfaces promise.
///
///     FUZZ=1 swift build -c release --product Fuzz --sanitize=fuzzer --sanitize=address \
///         -Xswiftc -sanitize=fuzzer,address -Xswiftc -enable-testing
///     SWIFT_BACKTRACE=enable=no .build/release/Fuzz -max_len=6000 -timeout=10 -rss_limit_mb=4096 \
///         -detect_leaks=0 corpus
///
/// Leaks are left out because TOMLKit leaks a table with each theme it parses.
/// Of two `-sanitize` options the compiler takes the last alone, which would leave the fuzzer blind.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    // SAFETY: the fuzzer lends `count` bytes for the time of the call; they are copied at once.
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    var input = FuzzInput(bytes)
    switch input.byte() % 19 {
    case 0: DatagramTrial.run(.init(.moldUDP64, .itch50), &input)
    case 1: DatagramTrial.run(.init(.iexTP, .iexTOPS), &input)
    case 2: DatagramTrial.run(.init(.iexTP, .iexDEEP), &input)
    case 3: DatagramTrial.run(.init(.datagram, .orderUpdate), &input)
    case 4: StreamTrial.run(.init(.binaryFile, .itch50), &input)
    case 5: StreamTrial.run(.init(.stream, .orderUpdate), &input)
    case 6: CaptureTrial.run(&input)
    case 7: HeadTrial.run(&input)
    case 8: TextTrial.run(&input)
    case 9: EventTrial.run(&input)
    case 10: StreamTrial.run(.init(.soupBinTCP, .itch50), &input)
    case 11: LinesTrial.run(&input)
    case 12: SoupTrial.run(&input)
    case 13: RecordingTrial.run(&input)
    case 14: InterfaceTrial.run(&input)
    case 15: KeyTrial.run(&input)
    case 16: FilterTrial.run(&input)
    case 17: SettingTrial.run(&input)
    default: PenTrial.run(&input)
    }
    return 0
}
