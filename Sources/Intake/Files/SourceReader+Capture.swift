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
        let groups = try lineGroups(&window)
        do throws(CaptureError) {
            reader = CaptureReader<Sink>(try CaptureParser(head: window.front), setting, groups: groups)
        } catch {
            throw IntakeError("\(label): \(error)")
        }
        let end = readCapture(&window, &reader)
        reader.finish(into: &sink)
        reader.reportSkipped(to: setting.report)
        if !setting.stop.isRaised {
            switch end {
            case .stopped: break
            case .ended: setting.report.truncatedBytes = UInt64(window.front.byteCount)
            case .failed(let error):
                setting.report.truncatedBytes = UInt64(window.front.byteCount)
                throw IntakeError("\(label): \(error)")
            case .malformed(let words): throw IntakeError("\(label): \(words)")
            }
        }
        if window.hasShrunk { throw .shrank(label, at: window.position) }
        if !setting.stop.isRaised, setting.directory.knownCount == 0 { throw reader.noFeed(label) }
    }

    /// Which destinations are lines of one feed. What a pipe has not brought soon is not waited for.
    private func lineGroups<Window: ByteWindow & ~Copyable>(_ window: inout Window) throws(IntakeError)
        -> LineGroups
    {
        guard setting.captureLines == .found else { return setting.captureLines.groups }
        _ = try window.fill(atLeast: LineSearch.byteCount, milliseconds: 200)
        return LineSearch.groups(in: window.front)
    }

    /// Reads records until the window ends.
    mutating func readCapture<Window: ByteWindow & ~Copyable>(
        _ window: inout Window, _ reader: inout CaptureReader<Sink>
    ) -> WindowEnd {
        while !setting.stop.isRaised, !sink.isAbandoned {
            var damage: String?
            let stop: CaptureStop
            do throws(CaptureError) {
                stop = try reader.read(
                    window.front, atMost: Self.batch, intake: linux_realtime(), into: &sink)
            } catch {
                damage = "\(error)"
                stop = .damaged
            }
            window.advance(by: reader.takeConsumed())
            if window.hasShrunk { return .stopped }
            sink.publish(at: linux_realtime())
            reader.report(to: setting.report, position: window.position)
            switch stop {
            case .batch: break
            case .notDue(let time): reader.wait(for: time)
            case .damaged: return .malformed(damage ?? "")
            case .needsMore(let count):
                do throws(IntakeError) {
                    guard try !window.fill(atLeast: count) else { continue }
                } catch { return .failed(error) }
                return setting.stop.isRaised ? .stopped : .ended
            }
        }
        return .stopped
    }
}
