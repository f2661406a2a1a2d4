import Capture
import Protocols
import Wire

@testable import Intake

/// A capture file, whole and in a window that grows as asked for, through feed table and decoders.
enum CaptureTrial {
    static func run(_ input: inout FuzzInput) {
        let batch = 1 + Int(input.byte() & 15)
        let bytes = input.rest()
        let whole = messages(bytes, window: bytes.count, atMost: .max)
        let cut = messages(bytes, window: 24, atMost: batch)
        precondition(whole == cut, "\(whole) messages in one window, \(cut) in a growing one")
    }

    private static func messages(_ bytes: [UInt8], window: Int, atMost limit: Int) -> UInt64 {
        let head = bytes.rawBytes.extracting(0..<min(24, bytes.count))
        let parser: CaptureParser
        do throws(CaptureError) { parser = try CaptureParser(head: head) } catch {
            _ = error.description
            return 0
        }
        let setting = ReceiverSetting(.standardInput)
        var sink = MarketSink(directory: setting.directory)
        var reader = CaptureReader<MarketSink>(parser, setting)
        var front = 0
        var end = min(window, bytes.count)
        reading: while true {
            do throws(CaptureError) {
                let stop = try reader.read(
                    bytes.rawBytes.extracting(front..<end), atMost: limit, intake: 1, into: &sink)
                front += reader.takeConsumed()
                precondition(front <= end, "read beyond what is there")
                switch stop {
                case .batch, .notDue: break
                case .damaged: break reading
                case .needsMore(let count):
                    precondition(count > end - front, "\(count) bytes are there")
                    guard count <= bytes.count - front else { break reading }
                    end = front + count
                }
            } catch {
                _ = error.description
                break
            }
        }
        reader.finish(into: &sink)
        reader.report(to: setting.report, position: front)
        reader.reportSkipped(to: setting.report)
        _ = reader.noFeed("fuzz").description
        sink.look()
        return sink.messages
    }
}
