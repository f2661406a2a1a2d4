public import Capture
internal import Glibc
internal import Synchronization
internal import Wire

/// The UDP socket at which MoldUDP64 requests arrive.
public struct RequestServer: ~Copyable, Sendable {
    private let descriptor: Int32
    private let answers: Retransmission
    /// Where it listens.
    public let address: Endpoint
    public let counters = RequestCounters()

    /// - Parameter address: One of this host's; port 0 is any free one.
    public init(at address: Endpoint, _ answers: Retransmission) throws(LiveSenderError) {
        self.answers = answers
        let family = address.isIPv6 ? AF_INET6 : AF_INET
        let descriptor = socket(family, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let name = SocketAddress(address)
        let failed = unsafe name.withSocketAddress { unsafe bind(descriptor, $0, name.size) }
        let code = errno
        var bound = address
        bound.port = SocketAddress.port(of: descriptor)
        self.descriptor = descriptor
        self.address = bound
        if descriptor < 0 || failed != 0 { throw .listen(address, code) }
    }

    deinit {
        if descriptor >= 0 { _ = close(descriptor) }
    }

    /// Answers until told to stop.
    public func run(until stop: StopFlag) {
        var request = [UInt8](repeating: 0, count: 64)
        var reply = answers.buffer()
        var asker = SocketAddress()
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while !stop.isStopped {
            guard unsafe poll(&wanted, 1, 20) > 0 else { continue }
            let descriptor = descriptor
            // SAFETY: the array has as many bytes as are asked for.
            let count = unsafe asker.fill { name, size in
                unsafe recvfrom(descriptor, &request, request.count, Int32(MSG_DONTWAIT), name, size)
            }
            guard count >= 0 else { continue }
            counters.requests.add(1, ordering: .relaxed)
            let messages = answers.answer(request.rawBytes.extracting(0..<count), into: &reply)
            guard messages > 0 else { continue }
            counters.answers.add(1, ordering: .relaxed)
            counters.messages.add(messages, ordering: .relaxed)
            let bytes = reply.bytes
            // SAFETY: the span lends the bytes for the time of the call.
            _ = unsafe bytes.withUnsafeBytes { buffer in
                unsafe asker.withSocketAddress { name in
                    unsafe sendto(
                        descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL), name, asker.size)
                }
            }
        }
    }
}

/// What was asked for, to be read from any thread.
public final class RequestCounters: Sendable {
    fileprivate let requests = Atomic<Int>(0)
    fileprivate let answers = Atomic<Int>(0)
    fileprivate let messages = Atomic<Int>(0)

    public var requestCount: Int { requests.load(ordering: .relaxed) }
    /// Requests that were answered; the others were for what nobody has.
    public var answerCount: Int { answers.load(ordering: .relaxed) }
    /// Messages sent again.
    public var messageCount: Int { messages.load(ordering: .relaxed) }
}
