import Capture
import OrderFlow
import Testing
import Wire

@testable import Intake

extension InterfaceTests {
    @Suite(
        "Feeds over a cable between two network namespaces",
        .enabled(if: Cable.isPossible, "namespaces need privileges, and 'ip' of iproute2"))
    struct NamespaceTests {
        let cable: Cable
        let flow = testFlow(messages: 3000)
        let port: UInt16 = 26_477

        init() throws { cable = try #require(Cable()) }

        /// A multicast group, how the kernel's tables of memberships and of sources write it, and its senders.
        struct Group: Sendable, CustomTestStringConvertible {
            let address: String
            let memberships: String
            let written: String
            /// `nil`: the kernel's table for IPv6 shows an interface's sources only while its newest group has some.
            let sourceTable: String?
            let writtenInSources: String
            let sources: [String]
            var testDescription: String { address }
        }

        static let groups = [
            Group(
                address: "239.9.8.7", memberships: "igmp", written: "070809EF", sourceTable: "mcfilter",
                writtenInSources: "0xef090807", sources: Cable.sources),
            Group(
                address: "ff15::987", memberships: "igmp6", written: "ff150000000000000000000000000987",
                sourceTable: nil, writtenInSources: "",
                sources: Cable.sources6),
        ]

        @Test("a group is joined, heard from every sender, and left", arguments: groups)
        func anySource(group: Group) throws {
            let listener = cable.listen(
                .udp([UDPAddress(group: group.address, port: port, interface: "feed0")]))
            try #require(listener.isListening())
            for source in group.sources { try #require(cable.isReady(for: group.address, from: source)) }
            #expect(cable.inside.table(group.memberships).contains(group.written))
            for source in group.sources {
                #expect(cable.send(flow, to: group.address, port, from: source))
            }
            #expect(listener.wait { $0.report.packets >= flow.count * 2 })
            _ = listener.stop()
            #expect(listener.setting.report.packets == UInt64(flow.count * 2))
            #expect(!cable.inside.table(group.memberships).contains(group.written))
        }

        @Test("a group joined from one sender is heard from no other, and left", arguments: groups)
        func oneSource(group: Group) throws {
            var address = UDPAddress(group: group.address, port: port, interface: "feed0")
            address.source = group.sources[0]
            let listener = cable.listen(.udp([address]))
            try #require(listener.isListening())
            for source in group.sources { try #require(cable.isReady(for: group.address, from: source)) }
            #expect(cable.inside.table(group.memberships).contains(group.written))
            if let sources = group.sourceTable {
                #expect(cable.inside.table(sources).contains(group.writtenInSources))
            }
            // The other one first: what it sent would have come by the time the last of ours has.
            #expect(cable.send(Array(flow.prefix(5)), to: group.address, port, from: group.sources[1]))
            #expect(cable.send(flow, to: group.address, port, from: group.sources[0]))
            #expect(listener.wait { $0.report.packets >= flow.count })
            let events = listener.stop()
            #expect(events.count { $0.isMessage } == 3000)
            #expect(!events.contains { $0.kind == .gap || $0.kind == .duplicate })
            #expect(listener.setting.report.packets == UInt64(flow.count))
            #expect(!cable.inside.table(group.memberships).contains(group.written))
            if let sources = group.sourceTable {
                #expect(!cable.inside.table(sources).contains(group.writtenInSources))
            }
        }

        @Test("an interface shows the same as a socket there, and joins the group itself", arguments: groups)
        func interface(group: Group) throws {
            let wire = cable.listen(
                .interface(InterfaceAddress(interface: "feed0", port: port, group: group.address)))
            try #require(wire.isListening())
            #expect(cable.inside.table(group.memberships).contains(group.written))
            let socket = cable.listen(
                .udp([UDPAddress(group: group.address, port: port, interface: "feed0")]))
            try #require(socket.isListening())
            try #require(cable.isReady(for: group.address, from: group.sources[0]))
            #expect(cable.send(flow, to: group.address, port, from: group.sources[0]))
            for listener in [wire, socket] { #expect(listener.wait { $0.report.packets >= flow.count }) }
            let received = socket.stop()
            #expect(received.count { $0.isMessage } == 3000)
            #expect(cable.inside.table(group.memberships).contains(group.written))
            let seen = wire.stop()
            #expect(seen == received)
            #expect(wire.feedNames == socket.feedNames)
            #expect(wire.setting.report.bytes == socket.setting.report.bytes)
            #expect(!cable.inside.table(group.memberships).contains(group.written))
        }

        @Test("datagrams that come in fragments are the same as at a socket there", arguments: groups)
        func fragments(group: Group) throws {
            let flow = testFlow(messages: 3000, maximumBytes: 9000)
            #expect(flow.contains { $0.count > 8000 })
            let wire = cable.listen(
                .interface(InterfaceAddress(interface: "feed0", port: port, group: group.address)))
            let socket = cable.listen(
                .udp([UDPAddress(group: group.address, port: port, interface: "feed0")]))
            for listener in [wire, socket] { try #require(listener.isListening()) }
            try #require(cable.isReady(for: group.address, from: group.sources[0]))
            for datagram in flow {
                // What goes to another port passes the filter in fragments too, and is none of ours.
                for port in [port, port + 1] {
                    #expect(cable.send([datagram], to: group.address, port, from: group.sources[0]))
                }
            }
            for listener in [wire, socket] { #expect(listener.wait { $0.report.packets >= flow.count }) }
            let (received, seen) = (socket.stop(), wire.stop())
            #expect(received.count { $0.isMessage } == 3000 && seen == received)
            #expect(wire.setting.report.bytes == socket.setting.report.bytes)
            #expect(wire.setting.report.packets == UInt64(flow.count))
            #expect(wire.setting.report.skipped.isEmpty)
        }

        @Test("an interface shows what is for other hosts, and what has VLAN tags")
        func mirrored() throws {
            #expect(cable.outside.ip("neighbour add 10.99.0.77 lladdr 02:00:00:00:00:77 dev exchange0"))
            let wire = cable.listen(.interface(InterfaceAddress(interface: "feed0", port: port)))
            try #require(wire.isListening())
            #expect(cable.send(flow, to: "10.99.0.77", port, from: "10.99.0.2"))
            // The kernel takes one tag out of the frame.
            #expect(cable.inject(Self.frames(of: flow, to: 0xEF05_0505, port, tags: 1)))
            #expect(cable.inject(Self.frames(of: flow, to: 0xEF05_0506, port, tags: 2)))
            #expect(cable.inject(Self.frames(of: flow, to: 0xEF05_0507, port + 1, tags: 1)))
            #expect(cable.inject(Self.frames(of: flow, to: 0xEF05_0508, port, tags: 0)))
            #expect(wire.wait { $0.report.packets >= flow.count * 4 })
            let events = wire.stop()
            #expect(wire.setting.report.packets == UInt64(flow.count * 4))
            #expect(events.count { $0.isMessage } == 12_000)
            let names = ["10.99.0.77", "239.5.5.5", "239.5.5.6", "239.5.5.8"].map { "\($0):\(port)" }
            #expect(wire.feedNames == names)
        }

        /// Ethernet frames with up to two VLAN tags.
        private static func frames(of flow: [[UInt8]], to group: UInt32, _ port: UInt16, tags: Int)
            -> [[UInt8]]
        {
            let writer = CaptureWriter(.pcap, vlan: tags > 0 ? 5 : nil)
            return flow.map { datagram in
                var bytes: [UInt8] = []
                writer.packet(
                    timestamp: 0, source: Endpoint(ipv4: 0x0A63_0002, port: 9),
                    destination: Endpoint(ipv4: group, port: port), payload: datagram.rawBytes, into: &bytes)
                let frame = Array(bytes.dropFirst(16))
                return tags > 1 ? frame[..<12] + [0x81, 0, 0, 7] + frame[12...] : frame
            }
        }

        @Test(
            "an interface that is down is refused; one that goes down comes back; one that is gone ends the source"
        )
        func goesAway() throws {
            #expect(cable.inside.ip("link set feed0 down"))
            let refused = cable.listen(.interface(InterfaceAddress(interface: "feed0", port: port)))
            _ = refused.finish()
            #expect(
                refused.setting.report.failure?.description
                    == "nic://feed0: the interface is down; 'ip link set feed0 up' brings it up")
            #expect(cable.inside.ip("link set feed0 up"))
            let wire = cable.listen(.interface(InterfaceAddress(interface: "feed0", port: port)))
            try #require(wire.isListening())
            #expect(cable.inside.ip("link set feed0 down"))
            #expect(wire.wait { !$0.report.notes.isEmpty })
            #expect(wire.setting.report.notes.first?.contains("reading goes on when it is up again") == true)
            #expect(cable.inside.ip("link set feed0 up"))
            #expect(cable.send(flow, to: "239.5.5.5", port, from: "10.99.0.2"))
            #expect(wire.wait { $0.report.packets >= flow.count })
            #expect(cable.inside.ip("link delete feed0"))
            let events = wire.finish()
            #expect(events.count { $0.isMessage } == 3000)
            #expect(wire.setting.report.failure?.description.contains("feed0: the interface is gone") == true)
        }

        @Test(
            "an interface that is gone is told of over udp:// too, and its group joined again when it is back",
            arguments: groups)
        func comesBack(group: Group) throws {
            let listener = cable.listen(
                .udp([UDPAddress(group: group.address, port: port, interface: "feed0")]))
            try #require(listener.isListening())
            try #require(cable.isReady(for: group.address, from: group.sources[0]))
            #expect(cable.send(flow, to: group.address, port, from: group.sources[0]))
            #expect(listener.wait { $0.report.packets >= flow.count })
            #expect(cable.inside.ip("link set feed0 down"))
            #expect(listener.wait { $0.report.state == "waiting for interface feed0, which is down" })
            #expect(cable.inside.ip("link delete feed0"))
            #expect(listener.wait { $0.report.state == "waiting for interface feed0, which is gone" })
            let gone =
                "the interface feed0 is gone; what came before counts; the group is joined again when it is back"
            #expect(listener.setting.report.notes.contains { $0.contains(gone) })
            try #require(cable.connect())
            #expect(listener.wait { $0.report.state.isEmpty })
            #expect(
                listener.setting.report.notes.contains { $0.hasSuffix("is back; the group is joined again") })
            try #require(cable.isReady(for: group.address, from: group.sources[0]))
            #expect(cable.inside.table(group.memberships).contains(group.written))
            #expect(cable.send(flow, to: group.address, port, from: group.sources[0]))
            #expect(listener.wait { $0.report.packets >= flow.count * 2 })
            #expect(listener.setting.report.failure == nil)
            _ = listener.stop()
        }
    }
}
