internal import CLinux
internal import Capture
internal import OrderFlow
internal import Protocols
internal import Wire

/// Captures: records, frames, datagrams, each to the feed of its destination, at the replay's pace.
extension SourceReader where Sink: ~Copyable {
    /// Packets read between two publications: the ring's indexes and the clock are touched once for all of them.
    private static var batch: Int { 64 }

    mutating func receiveCapture<Window: ByteWindow & ~Copyable>(
        _ window: inout Window, label: String
    ) throws(IntakeError) {
        var reader: CaptureReader<Sink>
        do throws(CaptureError) {
            reader = CaptureReader<Sink>(try CaptureParser(head: window.front), setting)
        } catch {
            throw IntakeError("\(label): \(error)")
        }
        var failure: IntakeError?
        reading: while !setting.stop.isRaised, !sink.isAbandoned {
            let stop: CaptureStop
            do throws(CaptureError) {
                stop = try reader.read(
                    window.front, atMost: Self.batch, intake: linux_realtime(), into: &sink)
            } catch {
                failure = IntakeError("\(label): \(error)")
                stop = .damaged
            }
            window.advance(by: reader.takeConsumed())
            if window.hasShrunk {
                failure = .shrank(label, at: window.position)
                break reading
            }
            sink.publish(at: linux_realtime())
            reader.report(to: setting.report, position: window.position)
            switch stop {
            case .batch: break
            case .notDue(let time): reader.pacer?.wait(for: time)
            case .damaged: break reading
            case .needsMore(let count):
                do throws(IntakeError) {
                    if try window.fill(atLeast: count) { continue }
                } catch {
                    failure = IntakeError("\(label): \(error)")
                }
                if !setting.stop.isRaised {
                    setting.report.truncatedBytes = UInt64(window.front.byteCount)
                }
                break reading
            }
        }
        reader.finish(into: &sink)
        reader.reportSkipped(to: setting.report)
        if let failure { throw failure }
        if !setting.stop.isRaised, setting.directory.count == 0 { throw reader.noFeed(label) }
    }
}
