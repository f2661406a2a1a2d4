internal import CLinux
internal import Capture
internal import Glibc

/// A UDP socket that sends datagrams to one address, singly or in batches.
@safe
struct UDPSender: ~Copyable, @unchecked Sendable {
    /// How a multicast group is reached.
    enum Reach: Sendable, Equatable {
        /// Through 127.0.0.1, and never further.
        case thisHost
        /// The local network, this host included; `nil`: the interface is the kernel's choice.
        case network(interface: String?)
    }

    let destination: Endpoint
    private let descriptor: Int32
    private let batch: OpaquePointer
    /// Datagrams in the batch.
    private(set) var waiting = 0
    /// Bytes a datagram may have.
    private let slotBytes: Int

    /// Datagrams sent by one system call at most.
    static let batchCount = 64

    /// - Parameter longest: Bytes of the longest datagram sent in a batch.
    init(to destination: Endpoint, reach: Reach = .thisHost, longest: Int = 2_048) throws(LiveSenderError) {
        self.destination = destination
        slotBytes = longest
        let family = destination.isIPv6 ? AF_INET6 : AF_INET
        descriptor = socket(family, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let address = SocketAddress(destination)
        // SAFETY: the address is copied before the call returns; the batch is freed in deinit.
        let made = unsafe withUnsafeBytes(of: address.storage) { bytes in
            unsafe linux_send_batch_make(
                UInt32(Self.batchCount), UInt32(longest), bytes.baseAddress!, address.size)
        }
        guard let made = unsafe made else {
            unsafe linux_end_for_want("memory for a batch of datagrams", ENOMEM)
        }
        unsafe batch = made
        if descriptor < 0 { throw .system("socket", destination, errno) }
        if destination.isMulticast { try setMulticast(reach) }
    }

    deinit {
        unsafe linux_send_batch_free(batch)
        if descriptor >= 0 { _ = close(descriptor) }
    }

    /// 0, or the system's error number.
    func send(_ bytes: RawSpan) -> Int32 {
        let address = SocketAddress(destination)
        // SAFETY: the span lends the bytes for the time of the call, and the address is whole.
        let sent = unsafe bytes.withUnsafeBytes { buffer in
            unsafe address.withSocketAddress { name in
                unsafe sendto(
                    descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL), name, address.size)
            }
        }
        return sent < 0 ? errno : 0
    }

    var isFull: Bool { waiting == Self.batchCount }

    /// Puts a datagram into the batch, which must not be full; returns its byte count.
    mutating func add(_ bytes: RawSpan) -> Int {
        precondition(waiting < Self.batchCount && bytes.byteCount <= slotBytes, "no room in the batch")
        // SAFETY: the slot has `slotBytes`, no fewer than the span.
        unsafe bytes.withUnsafeBytes { source in
            guard let start = source.baseAddress else { return }
            unsafe memcpy(linux_send_batch_slot(batch, UInt32(waiting)), start, source.count)
        }
        unsafe linux_send_batch_set(batch, UInt32(waiting), UInt32(bytes.byteCount))
        waiting += 1
        return bytes.byteCount
    }

    /// Sends the batch, and calls `refused` with the place and the system's error number of each datagram that the
    /// system does not take.
    mutating func flush(_ refused: (Int, Int32) -> Void) {
        var done = 0
        while done < waiting {
            let count = unsafe linux_send_batch_send(
                batch, descriptor, UInt32(done), UInt32(waiting - done))
            if count > 0 {
                done += Int(count)
            } else if errno != EINTR {
                refused(done, errno)
                done += 1
            }
        }
        waiting = 0
    }

    private func setMulticast(_ reach: Reach) throws(LiveSenderError) {
        let (level, interface, loop, hops) =
            destination.isIPv6
            ? (Int32(IPPROTO_IPV6), IPV6_MULTICAST_IF, IPV6_MULTICAST_LOOP, IPV6_MULTICAST_HOPS)
            : (Int32(IPPROTO_IP), IP_MULTICAST_IF, IP_MULTICAST_LOOP, IP_MULTICAST_TTL)
        try set(level, loop, Int32(1))
        switch reach {
        case .thisHost:
            try set(level, hops, Int32(0))
            try setInterface("lo", level, interface)
        case .network(let name):
            try set(level, hops, Int32(1))
            if let name { try setInterface(name, level, interface) }
        }
    }

    /// - Parameter name: Of an interface, or its IPv4 address.
    private func setInterface(_ name: String, _ level: Int32, _ option: Int32) throws(LiveSenderError) {
        let index = unsafe if_nametoindex(name)
        if destination.isIPv6 {
            guard index != 0 else { throw .noInterface(name, destination) }
            return try set(level, option, index)
        }
        var request = ip_mreqn()
        request.imr_ifindex = Int32(bitPattern: index)
        // Else the kernel takes another interface's address: it has none for groups on this one.
        if name == "lo" { request.imr_address.s_addr = UInt32(0x7F00_0001).bigEndian }
        // SAFETY: an address of that family is what the call writes.
        if index == 0, unsafe inet_pton(AF_INET, name, &request.imr_address) != 1 {
            throw .noInterface(name, destination)
        }
        try set(level, option, request)
    }

    private func set<Value: BitwiseCopyable>(
        _ level: Int32, _ option: Int32, _ value: Value
    ) throws(LiveSenderError) {
        // SAFETY: the pointer is to a whole value of the size given.
        let result = unsafe withUnsafePointer(to: value) {
            unsafe setsockopt(descriptor, level, option, $0, socklen_t(MemoryLayout<Value>.size))
        }
        if result < 0 { throw .system("setsockopt", destination, errno) }
    }
}
