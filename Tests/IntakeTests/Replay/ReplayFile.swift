import Glibc
import OrderFlow
import Protocols
import Simulator
import Wire

@testable import Intake

/// A generated file for a replay; gone with the last reference.
final class ReplayFile {
    enum Kind: CaseIterable, CustomStringConvertible {
        case pcap, pcapng, updates, dayFile, orderUpdate, packedCapture, packedDayFile

        var isCapture: Bool {
            switch self {
            case .pcap, .pcapng, .updates, .packedCapture: true
            case .dayFile, .orderUpdate, .packedDayFile: false
            }
        }
        var isPacked: Bool { self == .packedCapture || self == .packedDayFile }

        var description: String {
            switch self {
            case .pcap: "ITCH in pcap"
            case .pcapng: "ITCH in pcapng"
            case .updates: "order updates in pcap"
            case .dayFile: "day file"
            case .orderUpdate: "order updates"
            case .packedCapture: "gzipped capture"
            case .packedDayFile: "gzipped day file"
            }
        }
    }

    let path: String
    let kind: Kind
    /// Unpacked.
    let bytes: [UInt8]

    init(_ kind: Kind, bytes: [UInt8]) {
        self.kind = kind
        self.bytes = bytes
        let plain = "/tmp/feedtop-replay-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        let file = unsafe open(plain, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        writeAll(file, bytes[...])
        close(file)
        if kind.isPacked {
            let isPacked = unsafe system("gzip -1 \(plain)") == 0
            precondition(isPacked, "gzip does not run")
            path = plain + ".gz"
        } else {
            path = plain
        }
    }

    deinit { unsafe unlink(path) }

    static func make(
        _ kind: Kind, messages: Int = 2000, seed: UInt64 = 1, faults: FaultPlan = .none
    ) throws -> ReplayFile {
        var settings = ExchangeSettings(messages: messages, seed: seed)
        settings.symbols = kind == .updates || kind == .orderUpdate ? 1 : 12
        settings.meanRate = 20_000
        let format: FeedGenerator.Format =
            switch kind {
            case .pcap, .updates, .packedCapture: .pcap
            case .pcapng: .pcapng
            case .dayFile, .packedDayFile: .binaryFile
            case .orderUpdate: .orderUpdate
            }
        var generator = FeedGenerator(format, settings)
        if kind == .updates { generator.content = .orderUpdate }
        if kind.isCapture {
            generator.faults = faults
            var packing = PackingOptions()
            packing.flushAfter = 500_000  // about ten messages to a datagram
            generator.packing = faults.packing(packing)
        }
        var bytes: [UInt8] = []
        _ = try generator.generate { (chunk: RawSpan) throws(FileSinkError) in
            for index in 0..<chunk.byteCount { bytes.append(chunk.byte(at: index)) }
        }
        return ReplayFile(kind, bytes: bytes)
    }

    /// A file of its first messages alone (streams only).
    func cut(afterMessages count: Int) -> ReplayFile {
        var offset = 0
        for _ in 0..<count {
            offset +=
                kind == .orderUpdate
                ? Int(bytes[offset + 1]) | Int(bytes[offset + 2]) << 8
                : 2 + (Int(bytes[offset]) << 8 | Int(bytes[offset + 1]))
        }
        return ReplayFile(kind == .packedDayFile ? .dayFile : kind, bytes: Array(bytes[..<offset]))
    }

    func setting(_ replay: ReplayControl? = nil) -> ReceiverSetting {
        var setting = ReceiverSetting(.file(path: path))
        setting.options.day = 18_260
        setting.options.symbol = SymbolName("TEST")
        if kind == .updates { setting.forced = .orderUpdate }
        setting.replay = replay
        return setting
    }

    /// All its events, as they are read without a pace.
    func events() -> [OrderEvent] {
        var events: [OrderEvent] = []
        DirectRead.run(setting()) { batch in
            for index in batch.indices { events.append(batch[index]) }
        }
        return events
    }
}
