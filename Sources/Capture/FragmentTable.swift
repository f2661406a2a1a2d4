internal import Wire

/// Puts IP datagrams together of their fragments, in whatever order those come.
///
/// A fragment that came twice counts once; fragments that overlap and differ spoil their datagram, of which nothing is
/// taken then (RFC 5722). A datagram of which no more came for long, and the oldest when there are too many, is given
/// up; so memory stays bounded whatever comes. Without fragments nothing is allocated.
///
/// Source: RFC 791, section 3.2; RFC 8200, section 4.5; RFC 5722.
public struct FragmentTable: ~Copyable {
    /// Datagrams in progress.
    public static let mostDatagrams = 256
    /// Bytes in progress, with what is needed to keep them in order.
    public static let mostBytes = 4 << 20
    /// Packet time that a datagram has from its first fragment on to become whole, ns.
    public static let patience: UInt64 = 30_000_000_000
    /// Identifications come again: a fragment belongs to no datagram that began so many datagrams before.
    static let mostDistance: UInt64 = 1024

    /// In the order of their beginning.
    private var open: [OpenDatagram] = []
    /// What is in progress takes of ``mostBytes``.
    public private(set) var byteCount = 0
    private var begun: UInt64 = 0
    /// Datagrams in progress of which ``explainsGap(to:before:at:)`` has not told.
    private var untold = 0
    /// Where datagrams went that were given up before that, and when they began.
    private var losses: [(destination: Endpoint, began: UInt64)] = []
    /// The bytes of the last datagram, for the next.
    private var spare: [UInt8] = []
    /// Fragments of datagrams that were given up.
    private var refused: UInt64 = 0

    public init() {}

    /// Whether a gap may be due to a datagram that is not whole.
    public var isUntold: Bool { untold > 0 || !losses.isEmpty }

    /// Takes a fragment in.
    ///
    /// - Parameters:
    ///   - bytes: The fragment's own.
    ///   - time: When it was seen, ns since the epoch.
    /// - Returns: The datagram that it makes whole. Give it back with ``recycle(_:)``.
    public mutating func take(_ fragment: Fragment, _ bytes: RawSpan, at time: UInt64) -> JoinedDatagram? {
        expire(at: time)
        var index = open.firstIndex { $0.isOf(fragment) }
        if let found = index, begun - open[found].order > Self.mostDistance {
            giveUp(at: found)
            index = nil
        }
        if index == nil {
            if open.count == Self.mostDatagrams { giveUp(at: 0) }
            let datagram = OpenDatagram(fragment, order: begun, at: time)
            if !datagram.isTold { untold += 1 }
            open.append(datagram)
            begun += 1
        }
        let position = index ?? open.count - 1
        byteCount -= open[position].cost
        open[position].take(fragment, bytes)
        byteCount += open[position].cost
        if open[position].isWhole { return join(position) }
        while byteCount > Self.mostBytes { giveUp(at: 0) }
        return nil
    }

    /// Gives a joined datagram's memory back.
    public mutating func recycle(_ datagram: JoinedDatagram) { spare = datagram.bytes }

    /// Whether a datagram to that destination that is not whole yet, or never will be, can be what is missing right before
    /// one that is. Each is told once.
    ///
    /// - Parameters:
    ///   - order: Of the datagram that is whole, where it was joined itself: what began later explains nothing.
    ///   - time: When it came, ns since the epoch.
    public mutating func explainsGap(
        to destination: Endpoint, before order: UInt64 = .max, at time: UInt64
    ) -> Bool {
        expire(at: time)
        var explains = false
        losses.removeAll { loss in
            let isThere = loss.destination.covers(destination)
            explains = explains || isThere
            return isThere
        }
        guard untold > 0 else { return explains }
        for index in open.indices where !open[index].isTold && open[index].order < order {
            guard open[index].destination.covers(destination) else { continue }
            open[index].isTold = true
            untold -= 1
            explains = true
        }
        return explains
    }

    /// Fragments of datagrams that were given up since the last call.
    public mutating func takeRefused() -> UInt64 {
        defer { refused = 0 }
        return refused
    }

    /// At the end of the source: nothing more comes.
    public mutating func finish() {
        while !open.isEmpty { giveUp(at: open.count - 1) }
    }

    /// Gives up what did not become whole in time, and forgets the losses of destinations to which nothing came since.
    private mutating func expire(at time: UInt64) {
        func isPast(_ began: UInt64, _ patience: UInt64) -> Bool {
            time > began.addingReportingOverflow(patience).partialValue
        }
        while let oldest = open.first, isPast(oldest.began, Self.patience) { giveUp(at: 0) }
        while let oldest = losses.first, isPast(oldest.began, 10 * Self.patience) { losses.removeFirst() }
    }

    private mutating func giveUp(at index: Int) {
        let datagram = open.remove(at: index)
        byteCount -= datagram.cost
        refused += datagram.fragments
        guard !datagram.isTold else { return }
        untold -= 1
        if losses.count == Self.mostDatagrams { losses.removeFirst() }
        if !losses.contains(where: { $0.destination == datagram.destination }) {
            losses.append((datagram.destination, datagram.began))
        }
    }

    private mutating func join(_ index: Int) -> JoinedDatagram {
        let datagram = open.remove(at: index)
        byteCount -= datagram.cost
        if !datagram.isTold { untold -= 1 }
        var bytes: [UInt8] = []
        swap(&bytes, &spare)
        datagram.copy(into: &bytes)
        return JoinedDatagram(
            source: datagram.source, destination: datagram.address, kind: datagram.kind, bytes: bytes,
            order: datagram.order)
    }
}

/// The payload of an IP datagram that came in fragments.
public struct JoinedDatagram: Sendable {
    /// Addresses, port 0.
    public let source: Endpoint
    public let destination: Endpoint
    /// The payload's protocol.
    public let kind: UInt8
    public var bytes: [UInt8]
    /// Rises from one datagram that begins to the next.
    public let order: UInt64
}

/// A datagram of which not every fragment has come.
private struct OpenDatagram {
    /// A stretch of the datagram's payload, and where it lies among the bytes kept.
    private struct Piece {
        var position: Int
        var count: Int
        var start: Int
        var end: Int { position + count }
    }

    let source: Endpoint
    /// The destination, port 0.
    let address: Endpoint
    private let identification: UInt32
    /// The payload's protocol: that of the first fragment, once it is there.
    private(set) var kind: UInt8
    let order: UInt64
    /// When its first fragment came, ns since the epoch.
    let began: UInt64
    /// With the port once the first fragment is there and tells one.
    private(set) var destination: Endpoint
    private(set) var fragments: UInt64 = 0
    /// It explains no gap, or did.
    var isTold: Bool
    /// It never will be whole.
    private var isSpoilt = false
    /// How long the payload is; `nil`: the last fragment is not there yet.
    private var total: Int?
    /// Bytes of the payload that are there.
    private var there = 0
    /// By position, apart from each other.
    private var pieces: [Piece] = []
    private var bytes: [UInt8] = []

    init(_ fragment: Fragment, order: UInt64, at time: UInt64) {
        source = fragment.source
        address = fragment.destination
        identification = fragment.identification
        kind = fragment.kind
        self.order = order
        began = time
        destination = fragment.destination
        isTold = !FrameDissector.mayBeUDP(fragment.kind)
    }

    /// What it takes of the memory for all.
    var cost: Int { 256 + bytes.count + pieces.count * MemoryLayout<Piece>.stride }

    var isWhole: Bool { !isSpoilt && total == there && there > 0 }

    /// IPv4 counts for each protocol by itself; of IPv6, only the first fragment tells the protocol.
    func isOf(_ fragment: Fragment) -> Bool {
        identification == fragment.identification && address == fragment.destination
            && source == fragment.source && (source.isIPv6 || kind == fragment.kind)
    }

    mutating func take(_ fragment: Fragment, _ content: RawSpan) {
        fragments += 1
        let end = fragment.position + content.byteCount
        if fragment.position == 0 {
            kind = fragment.kind
            if kind == FrameDissector.NextHeader.udp || kind == FrameDissector.NextHeader.tcp,
                content.byteCount >= 4
            {
                destination.port = content.bigEndian(at: 2)
            }
        }
        guard !isSpoilt else { return }
        // All but the last end at a multiple of eight, none ends behind the last, and no datagram is longer.
        let isSound =
            !fragment.isCut && content.byteCount > 0 && end <= 0xFFFF
            && (fragment.isLast
                ? total == end || total == nil && (pieces.last?.end ?? 0) < end
                : content.byteCount & 7 == 0 && end < total ?? .max)
        guard isSound else { return spoil() }
        if fragment.isLast { total = end }
        add(content, at: fragment.position)
    }

    /// Adds what of a fragment is not there yet.
    private mutating func add(_ content: RawSpan, at position: Int) {
        let end = position + content.byteCount
        // Almost always behind all that is there.
        var index = pieces.count
        while index > 0, pieces[index - 1].end > position { index -= 1 }
        var next = position
        while next < end {
            let gapEnd = index < pieces.count ? min(end, pieces[index].position) : end
            if next < gapEnd {
                pieces.insert(Piece(position: next, count: gapEnd - next, start: bytes.count), at: index)
                append(content.bytes(at: next - position, count: gapEnd - next))
                there += gapEnd - next
                next = gapEnd
                index += 1
                continue
            }
            let piece = pieces[index]
            let same = min(end, piece.end)
            for offset in next..<same
            where bytes[piece.start + offset - piece.position] != content.byte(at: offset - position) {
                return spoil()
            }
            next = same
            index += 1
        }
    }

    private mutating func append(_ content: RawSpan) {
        // SAFETY: the buffer is read within the closure that lends it.
        unsafe content.withUnsafeBytes { buffer in unsafe bytes.append(contentsOf: buffer) }
    }

    /// It is kept in mind, so that what still comes of it is known, but no byte of it.
    private mutating func spoil() {
        isSpoilt = true
        pieces = []
        bytes = []
    }

    /// Puts the payload together.
    func copy(into joined: inout [UInt8]) {
        joined.removeAll(keepingCapacity: true)
        for piece in pieces { joined += bytes[piece.start..<piece.start + piece.count] }
    }
}

extension Endpoint {
    /// Whether `other` is the same, or is so but for a port that is not known here.
    public func covers(_ other: Endpoint) -> Bool {
        low == other.low && high == other.high && isIPv6 == other.isIPv6 && (port == 0 || port == other.port)
    }
}
