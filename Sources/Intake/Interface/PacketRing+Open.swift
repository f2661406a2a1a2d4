internal import CLinux
internal import Capture
internal import Glibc

/// From an interface's name to its ring.
extension PacketRing {
    /// Listens to an interface.
    ///
    /// - Parameter blocks: Blocks to ask for.
    static func open(_ address: InterfaceAddress, blocks: Int = mostBlocks) throws(IntakeError) -> PacketRing
    {
        let group = try address.groupEndpoint()
        let socket = linux_packet_socket()
        guard socket >= 0 else { throw address.noSocket(errno) }
        let interface: linux_interface
        do throws(IntakeError) {
            interface = try address.find(socket)
            // The filter comes before the binding, so that no frame passes without it.
            try address.attach(PacketFilter(port: address.port, group: group), to: socket)
        } catch {
            close(socket)
            throw error
        }
        guard let ring = map(socket, interface: interface.index, blocks: blocks) else {
            throw address.noRing(errno)
        }
        guard linux_packet_bind(ring.descriptor, interface.index) == 0 else {
            throw IntakeError("\(address.label): cannot listen there: \(IntakeError.reason())")
        }
        // Refused, it still hears what is for this host.
        if interface.flags & UInt32(IFF_LOOPBACK) == 0 {
            _ = linux_packet_promiscuous(ring.descriptor, interface.index)
        }
        return ring
    }

    /// What has become of the interface that `address` names.
    func state(of address: InterfaceAddress) -> InterfaceState {
        var found = linux_interface()
        // SAFETY: the structure outlives the call; the name is copied.
        let failed = unsafe linux_packet_interface(descriptor, address.interface, &found)
        guard failed == 0, found.index == interface else { return .gone }
        return found.flags & UInt32(IFF_UP) != 0 ? .up : .down
    }
}

enum InterfaceState {
    case up, down
    /// Deleted, moved away or renamed.
    case gone
}

/// A multicast group joined on an interface, so that switches and the network card deliver it. Left with its end.
struct GroupMembership: ~Copyable {
    /// It is bound to no port, so that nothing is ever queued on it.
    private let descriptor: Int32

    init(_ group: String, of address: InterfaceAddress) throws(IntakeError) {
        let family = group.contains(":") ? AF_INET6 : AF_INET
        descriptor = socket(family, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let failure =
            descriptor < 0
            ? errno
            : UDPSocket.join(
                descriptor, group, from: nil, on: unsafe if_nametoindex(address.interface), family)
        guard failure == 0 else {
            throw IntakeError(
                "\(address.label): cannot join \(group) there: \(IntakeError.reason(failure)); "
                    + "the interface needs an address of its own to join with, a mirror port needs no ?group="
            )
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}

extension InterfaceAddress {
    /// `nic://eth1`, as errors name it.
    var label: String { "nic://\(interface)" }

    /// Joins the group, where a multicast group is given.
    func join() throws(IntakeError) -> GroupMembership? {
        guard let group, try groupEndpoint()?.isMulticast == true else { return nil }
        return try GroupMembership(group, of: self)
    }

    /// The group as the filter has it; `nil`: any.
    func groupEndpoint() throws(IntakeError) -> Endpoint? {
        guard let group else { return nil }
        if let endpoint = Endpoint(address: group) { return endpoint }
        throw IntakeError(
            "\(label): ?group=\(group) is not an IP address; give one like 239.1.2.3 or ff15::7")
    }

    /// Why there is no packet socket, and what would do.
    func noSocket(_ code: Int32) -> IntakeError {
        switch code {
        case EPERM, EACCES:
            var host = group ?? "group"
            if host.contains(":") { host = "[\(host)]" }
            let port = port.map { "\($0)" } ?? "port"
            return IntakeError(
                "\(label): listening to an interface needs CAP_NET_RAW: run as root, or "
                    + "'setcap cap_net_raw+ep' the binary; "
                    + "udp://\(host):\(port)?interface=\(interface) needs no privilege")
        case EAFNOSUPPORT, EINVAL:
            return IntakeError(
                "\(label): this kernel has no packet sockets (CONFIG_PACKET); udp:// needs none")
        default: return IntakeError("\(label): no packet socket: \(IntakeError.reason(code))")
        }
    }

    /// Why a ring cannot be mapped.
    func noRing(_ code: Int32) -> IntakeError {
        switch code {
        case ENOMEM:
            let least = PacketRing.fewestBlocks * PacketRing.blockBytes >> 20
            return IntakeError(
                "\(label): the kernel has no memory for a packet ring, not even for \(least) MiB: free some, "
                    + "or raise the memory limit of this control group")
        case ENOPROTOOPT:
            return IntakeError(
                "\(label): this kernel's packet sockets are too old; Linux 4.20 or later is needed")
        default: return IntakeError("\(label): cannot map a packet ring: \(IntakeError.reason(code))")
        }
    }

    fileprivate func find(_ socket: Int32) throws(IntakeError) -> linux_interface {
        var found = linux_interface()
        // SAFETY: the structure outlives the call; the name is copied.
        guard unsafe linux_packet_interface(socket, interface, &found) == 0 else {
            let code = errno
            guard code == ENODEV || code == ENXIO else {
                throw IntakeError("\(label): \(IntakeError.reason(code))")
            }
            let names = Self.interfaces().joined(separator: ", ")
            throw IntakeError(
                "\(label): there is no such interface; there are \(names.isEmpty ? "none" : names)")
        }
        guard found.type == linux_interface_ethernet || found.type == linux_interface_loopback else {
            throw IntakeError(
                "\(label): its frames have no Ethernet header (interface type \(found.type)); "
                    + "listen to the interface below it, or with udp://")
        }
        guard found.flags & UInt32(IFF_UP) != 0 else {
            throw IntakeError("\(label): the interface is down; 'ip link set \(interface) up' brings it up")
        }
        return found
    }

    func attach(_ filter: PacketFilter, to socket: Int32) throws(IntakeError) {
        let failed = unsafe filter.program.withUnsafeBufferPointer { program in
            // SAFETY: the kernel copies the program.
            unsafe linux_packet_filter(socket, program.baseAddress!, UInt16(program.count))
        }
        guard failed == 0 else {
            throw IntakeError("\(label): the kernel refuses the filter: \(IntakeError.reason())")
        }
    }

    /// The names of all interfaces.
    private static func interfaces() -> [String] {
        guard let list = unsafe if_nameindex() else { return [] }
        defer { unsafe if_freenameindex(list) }
        var names: [String] = []
        // SAFETY: the list ends with an entry without a name.
        var next = unsafe list
        while let name = unsafe next.pointee.if_name {
            unsafe names.append(String(cString: name))
            unsafe next += 1
        }
        return names
    }
}

extension Endpoint {
    /// An IP address in text, port 0; `nil` when it is none.
    fileprivate init?(address text: String) {
        var bytes = [UInt8](repeating: 0, count: 16)
        let isIPv6 = text.contains(":")
        // SAFETY: sixteen bytes are enough for either family.
        guard unsafe inet_pton(isIPv6 ? AF_INET6 : AF_INET, text, &bytes) == 1 else { return nil }
        let halves = [0, 8].map { start in
            bytes[start..<start + 8].reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        }
        self =
            isIPv6
            ? Endpoint(high: halves[0], low: halves[1], port: 0)
            : Endpoint(ipv4: UInt32(halves[0] >> 32), port: 0)
    }
}
