internal import CLinux
internal import Glibc

/// Multicast membership.
extension UDPSocket {
    /// Joins the group, from any sender or from the one named; nothing for a unicast address.
    func join(_ address: UDPAddress, _ family: Int32) throws(IntakeError) {
        guard address.isMulticast else {
            guard address.source == nil else {
                throw IntakeError(
                    "udp://\(address.name): only a multicast group can have a source before the @")
            }
            return
        }
        let index = try interfaceIndex(address)
        let failure = Self.join(descriptor, address.group, from: address.source, on: index, family)
        guard failure == 0 else {
            throw IntakeError(
                "udp://\(address.name): cannot join the group: \(IntakeError.reason(failure)); "
                    + "name the interface that the feed arrives on with ?interface=")
        }
    }

    /// Joins a group on an interface (0: the kernel's choice). The membership ends with the descriptor.
    ///
    /// - Returns: 0, or the error number.
    static func join(
        _ descriptor: Int32, _ group: String, from source: String?, on index: UInt32, _ family: Int32
    ) -> Int32 {
        change(
            source == nil ? MCAST_JOIN_GROUP : MCAST_JOIN_SOURCE_GROUP, descriptor, group, from: source,
            on: index,
            family)
    }

    /// Joins again on an interface that was gone and has another index now; nothing for a unicast address.
    ///
    /// - Returns: 0, or the error number.
    static func rejoin(_ descriptor: Int32, _ address: UDPAddress, from old: UInt32, to new: UInt32) -> Int32
    {
        guard address.isMulticast else { return 0 }
        let family = address.isIPv6 ? AF_INET6 : AF_INET
        // The membership of the interface that is gone is of no more use, and may be in the way.
        let leave = address.source == nil ? MCAST_LEAVE_GROUP : MCAST_LEAVE_SOURCE_GROUP
        for index in [old, address.interface == nil ? 0 : old] {
            _ = change(leave, descriptor, address.group, from: address.source, on: index, family)
        }
        let failure = join(descriptor, address.group, from: address.source, on: new, family)
        return failure == EADDRINUSE ? 0 : failure
    }

    /// One change of membership.
    private static func change(
        _ option: Int32, _ descriptor: Int32, _ group: String, from source: String?, on index: UInt32,
        _ family: Int32
    ) -> Int32 {
        let failed: Int32
        if let source {
            var request = group_source_req()
            request.gsr_interface = index
            fill(&request.gsr_group, group, family)
            fill(&request.gsr_source, source, family)
            failed = unsafe withUnsafeBytes(of: &request) { bytes in
                // SAFETY: the option takes exactly this structure.
                unsafe setsockopt(
                    descriptor, level(family), option, bytes.baseAddress, socklen_t(bytes.count))
            }
        } else {
            var request = group_req()
            request.gr_interface = index
            fill(&request.gr_group, group, family)
            failed = unsafe withUnsafeBytes(of: &request) { bytes in
                // SAFETY: the option takes exactly this structure.
                unsafe setsockopt(
                    descriptor, level(family), option, bytes.baseAddress, socklen_t(bytes.count))
            }
        }
        return failed == 0 ? 0 : errno
    }

    static func level(_ family: Int32) -> Int32 {
        family == AF_INET ? Int32(IPPROTO_IP) : Int32(IPPROTO_IPV6)
    }

    /// The interface that datagrams to an address arrive on; 0: it is not known, or there is more than one.
    static func arrivalInterface(of address: UDPAddress) -> UInt32 {
        if let interface = address.interface {
            let index = unsafe if_nametoindex(interface)
            return index != 0 ? index : Self.interface(withAddress: interface) ?? 0
        }
        guard address.isMulticast else { return Self.interface(withAddress: address.group) ?? 0 }
        // Where the kernel would send to the group is where it joins it.
        let family = address.isIPv6 ? AF_INET6 : AF_INET
        let probe = socket(family, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard probe >= 0 else { return 0 }
        defer { close(probe) }
        var name = sockaddr_storage()
        fill(&name, address.group, family, port: address.port)
        var size = socklen_t(
            family == AF_INET ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size)
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let isKnown = unsafe withUnsafeMutableBytes(of: &name) { bytes in
            // SAFETY: the storage holds an address of the family, of that size, and has room for the answer.
            let pointer = unsafe bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            return unsafe connect(probe, pointer, size) == 0 && getsockname(probe, pointer, &size) == 0
                && getnameinfo(pointer, size, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST) == 0
        }
        guard isKnown else { return 0 }
        let own = String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return Self.interface(withAddress: own) ?? 0
    }

    private func interfaceIndex(_ address: UDPAddress) throws(IntakeError) -> UInt32 {
        guard let interface = address.interface else { return 0 }
        let index = unsafe if_nametoindex(interface)
        guard index == 0 else { return index }
        guard let byAddress = Self.interface(withAddress: interface) else {
            throw IntakeError(
                "udp://\(address.name): there is no interface '\(interface)'; `ip address` lists them")
        }
        return byAddress
    }

    /// The index of the interface that has an IP address.
    private static func interface(withAddress text: String) -> UInt32? {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard unsafe getifaddrs(&list) == 0 else { return nil }
        defer { unsafe freeifaddrs(list) }
        var next = unsafe list
        while let entry = unsafe next {
            unsafe next = entry.pointee.ifa_next
            guard let address = unsafe entry.pointee.ifa_addr else { continue }
            var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let size: Int
            switch Int32(unsafe address.pointee.sa_family) {
            case AF_INET: size = MemoryLayout<sockaddr_in>.size
            case AF_INET6: size = MemoryLayout<sockaddr_in6>.size
            default: continue
            }
            // SAFETY: the list's own address, of the size its family has.
            let failed = unsafe getnameinfo(
                address, socklen_t(size), &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST)
            let name = String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if failed == 0, name == text { return unsafe if_nametoindex(entry.pointee.ifa_name) }
        }
        return nil
    }

    /// Writes an address as the C library has it. The text was checked when it was parsed.
    static func fill(_ storage: inout sockaddr_storage, _ text: String, _ family: Int32, port: UInt16 = 0) {
        unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            // SAFETY: sockaddr_storage is large and aligned enough for either family.
            if family == AF_INET {
                let name = unsafe bytes.baseAddress!.assumingMemoryBound(to: sockaddr_in.self)
                unsafe name.pointee.sin_family = sa_family_t(AF_INET)
                unsafe name.pointee.sin_port = port.bigEndian
                unsafe inet_pton(AF_INET, text, &name.pointee.sin_addr)
            } else {
                let name = unsafe bytes.baseAddress!.assumingMemoryBound(to: sockaddr_in6.self)
                unsafe name.pointee.sin6_family = sa_family_t(AF_INET6)
                unsafe name.pointee.sin6_port = port.bigEndian
                unsafe inet_pton(AF_INET6, text, &name.pointee.sin6_addr)
            }
        }
    }
}

extension UDPAddress {
    /// 224.0.0.0/4 or ff00::/8.
    var isMulticast: Bool {
        if isIPv6 {
            return group.lowercased().prefix { $0 != ":" }.count == 4 && group.lowercased().hasPrefix("ff")
        }
        let first = group.split(separator: ".").first.flatMap { UInt8($0) } ?? 0
        return first >= 224 && first < 240
    }
}
