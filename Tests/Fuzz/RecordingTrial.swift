import CLinux
import Capture
import Glibc
import Protocols
import Wire

@testable import Simulator

/// Any file to be sent, and any requests for what was sent of it.
enum RecordingTrial {
    static func run(_ input: inout FuzzInput) {
        let choice = input.byte()
        var requests = FuzzInput(input.chunk())
        guard let recording = recording(input.rest(), choice) else { return }
        var cursor = MessageCursor(recording, 0..<recording.count)
        var messages: [RecordedMessage] = []
        while let message = cursor.next() {
            precondition(message.number == messages.count && message.count <= recording.longest)
            messages.append(message)
        }
        precondition(messages.count == recording.count, "\(messages.count) of \(recording.count) messages")
        precondition(recording.sessions.reduce(0) { $0 + $1.count } == recording.count)
        if recording.isCapture { datagrams(recording) } else { pack(recording) }
        answer(&requests, recording, messages)
    }

    private static func recording(_ bytes: [UInt8], _ choice: UInt8) -> Recording? {
        // SAFETY: the name is terminated, and not kept.
        let descriptor = unsafe linux_memory_file("fuzz")
        precondition(descriptor >= 0, "no memory file")
        defer { close(descriptor) }
        // SAFETY: the array has as many bytes as are told.
        let count = unsafe write(descriptor, bytes, bytes.count)
        precondition(count == bytes.count, "not written")
        let content = choice & 4 == 0 ? nil : FeedProtocol.allCases[Int(choice & 3)]
        do throws(RecordingError) {
            return try Recording(descriptor, label: "fuzz", forced: content)
        } catch {
            _ = error.description
            return nil
        }
    }

    private static func datagrams(_ recording: Recording) {
        var flow = RecordedDatagrams(recording, pace: .recorded(speed: 2))
        var (time, count): (UInt64, Int) = (0, 0)
        while let facts = flow.next() {
            precondition(facts.time >= time, "time steps back")
            precondition(facts.sequences.count == facts.messages)
            precondition(flow.bytes.byteCount <= recording.longestDatagram, "longer than it was said to be")
            time = facts.time
            count += 1
        }
        precondition(count == recording.datagrams, "\(count) of \(recording.datagrams) datagrams")
    }

    private static func pack(_ recording: Recording) {
        var flow = recording.packed(at: .unpaced, faults: .none)
        var count = 0
        while let facts = flow.next() {
            precondition(flow.bytes.byteCount <= recording.longestDatagram, "longer than it was said to be")
            count += facts.messages
        }
        precondition(count == recording.count, "\(count) of \(recording.count) messages are packed")
    }

    private static func answer(
        _ requests: inout FuzzInput, _ recording: Recording, _ messages: [RecordedMessage]
    ) {
        guard recording.hasMessages else { return }
        let progress = SendProgress()
        progress.advance(to: requests.byte() & 1 == 0 ? .max : requests.number())
        let answers = Retransmission(recording, progress)
        var reply = answers.buffer()
        while !requests.isEmpty {
            let choice = requests.byte()
            var request = requests.bytes(20)
            if choice & 1 == 0, request.count == 20 {
                let session = recording.sessions[Int(choice >> 1) % recording.sessions.count]
                request.replaceSubrange(
                    0..<10, with: session.id ?? MoldSession.digits(1 + UInt64(choice >> 5)))
                if choice & 2 == 0 { request.replaceSubrange(10..<17, with: repeatElement(0, count: 7)) }
            }
            let count = answers.answer(request.rawBytes, into: &reply)
            guard count > 0 else { continue }
            let header = MoldUDP64().header(of: reply.bytes)
            precondition(header?.count == count, "the answer does not say what it has")
            var offset = MoldUDP64.headerByteCount
            for _ in 0..<count { offset += 2 + MoldUDP64().blockLength(reply.bytes, at: offset) }
            precondition(offset == reply.count, "the blocks do not fill the answer")
        }
    }
}
