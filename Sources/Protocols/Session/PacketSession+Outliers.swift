public import OrderFlow

/// Packets that do not fit the sequence: strays, great gaps, new sessions, and other streams on the same group.
///
/// A step ahead that is implausible becomes a gap when the packets go on from there, and a stray when the sequence goes on
/// where it was. Another session becomes a reset when it goes on and the one before is silent, a stream of its own when both
/// go on, and a stray when it does not. Where nothing more comes, time and the end of the source decide, so that nothing is
/// lost in silence.
extension PacketSession where Codec: ~Copyable {
    /// Whether a packet is to be kept back until it is known what it is.
    @inlinable
    func isOutlier(_ header: PacketHeader, _ line: UInt8) -> Bool {
        if header.session == session {
            if header.sequence > front {
                return header.sequence &- front > Outliers.implausible && front > 0 && isJudgedHere(line)
            }
            return footing < Outliers.proof && isFarBehind(header, line)
        }
        return session != nil && !isOfFormer(header) && !(arbiter.isNeeded && arbiter.isAnswer(line))
    }

    /// What a request server answers is judged elsewhere, and so is a line that lags behind a restart.
    @inlinable
    func isJudgedHere(_ line: UInt8) -> Bool {
        !arbiter.isNeeded || !arbiter.isAnswer(line) && arbiter.lines[Int(line)].life == arbiter.life
    }

    /// The sequence has hardly begun, and may have begun with a stray.
    @inlinable @inline(never)
    func isFarBehind(_ header: PacketHeader, _ line: UInt8) -> Bool {
        guard header.sequence > 1, isJudgedHere(line) else { return false }
        let known = arbiter.isNeeded ? arbiter.lines[Int(line)].tracker.expected : front
        let next = header.sequence &+ UInt64(header.count)
        return known > next && known &- next > Outliers.implausible
    }

    /// Whether a packet of the session before this one tells nothing that was not known there.
    @inlinable
    func isOfFormer(_ header: PacketHeader) -> Bool {
        guard header.session == formerSession, !outliers.hasRun(of: header.session) else { return false }
        let next = header.sequence &+ UInt64(header.count)
        return next <= formerExpected && (header.sequence != 1 || header.count == 0)
    }

    @inlinable @inline(never)
    mutating func takeOutlier<Sink: EventSink & ~Copyable>(
        _ header: PacketHeader, _ datagram: RawSpan, _ context: PacketContext, isFirst: Bool,
        into sink: inout Sink
    ) {
        if disowned.contains(header.session) {
            return tellStray(header, datagram.byteCount, context, isFirst: isFirst, into: &sink)
        }
        if !outliers.hasRoom(for: datagram.byteCount) {
            concludeOutliers(into: &sink)
            guard isOutlier(header, context.line), outliers.hasRoom(for: datagram.byteCount) else {
                return process(header, datagram, context, isFirst: isFirst, into: &sink)
            }
        }
        let isSame = header.session == session
        if let index = outliers.crowded(by: header, isSame: isSame) { dropRun(index, into: &sink) }
        outliers.insert(
            header, datagram, context, isFirst: isFirst, isSame: isSame, at: context.moment)
        settleOutliers(at: context.moment, into: &sink)
    }

    /// A packet came that fits the sequence, while others are kept that do not.
    @inlinable @inline(never)
    mutating func noteReturn<Sink: EventSink & ~Copyable>(
        _ header: PacketHeader, _ context: PacketContext, into sink: inout Sink
    ) {
        if header.session == session, !(arbiter.isNeeded && arbiter.isAnswer(context.line)) {
            let known =
                arbiter.isNeeded
                ? arbiter.lines[Int(context.line)].tracker.expected : tracker.expected
            if header.kind == .heartbeat || header.sequence &+ UInt64(header.count) > known {
                outliers.noteReturn(on: context.line)
            }
        }
        settleOutliers(at: context.moment, into: &sink)
    }

    @inlinable @inline(never)
    mutating func settleOutliers<Sink: EventSink & ~Copyable>(at now: UInt64, into sink: inout Sink) {
        var index = 0
        while index < outliers.runs.count {
            switch verdict(outliers.runs[index], at: now) {
            case .open: index += 1
            case .isStray: dropRun(index, into: &sink)
            case .goesOn:
                accept(index, into: &sink)
                index = 0
            case .isApart:
                if disowned.count < Self.mostDisowned {
                    disowned.append(outliers.runs[index].session)
                    outliers.disown(index)
                    index += 1
                } else {
                    dropRun(index, into: &sink)
                }
            }
        }
    }

    @inlinable
    func verdict(_ run: Outliers.Run, at now: UInt64) -> OutlierVerdict {
        if run.isDisowned { return .open }
        if run.session == session {
            if run.streak >= Outliers.proof { return .goesOn }
            if run.returnsSince >= Outliers.proof { return .isStray }
        } else if run.steps >= Outliers.proof, isBeside(run) || run.returns >= 2 {
            return .isApart
        } else if run.streak >= Outliers.proof, !isBeside(run),
            isEnded || now > heard && now &- heard >= Outliers.silence
        {
            return .goesOn
        }
        return now > run.heard && now &- run.heard >= Outliers.patience ? last(run) : .open
    }

    /// Its identity says that it is of another channel or unit.
    @inlinable
    func isBeside(_ run: Outliers.Run) -> Bool {
        guard let session else { return false }
        return framing.runBeside(run.session, session)
    }

    /// What a run is of which no more comes.
    @inlinable
    func last(_ run: Outliers.Run) -> OutlierVerdict {
        run.session != session && isBeside(run) || run.returns > 0 ? .isStray : .goesOn
    }

    /// Nothing comes any more that could tell.
    @inlinable @inline(never)
    mutating func concludeOutliers<Sink: EventSink & ~Copyable>(into sink: inout Sink) {
        settleOutliers(at: 0, into: &sink)
        var index = 0
        while index < outliers.runs.count {
            let run = outliers.runs[index]
            if run.isDisowned {
                index += 1
            } else if last(run) == .goesOn {
                accept(index, into: &sink)
                index = 0
            } else {
                dropRun(index, into: &sink)
            }
        }
    }

    /// The sequence goes on with a run: behind a gap, or in another session.
    @inlinable @inline(never)
    mutating func accept<Sink: EventSink & ~Copyable>(_ index: Int, into sink: inout Sink) {
        let run = outliers.runs[index]
        let packets = outliers.remove(index)
        guard let first = packets.first, let memory = outliers.memory else { return }
        if run.session != session {
            // A session that was left goes on where it was.
            let isFormer = run.session == formerSession && run.first >= formerExpected && formerExpected > 0
            sink.accept(first.context.stretch(sequence: first.header.sequence))
            startOver(
                run.session, at: isFormer ? formerExpected : 1, received: first.context.received, into: &sink)
        } else if run.next < front {
            // What it began with was the stray.
            sink.accept(first.context.stretch(sequence: first.header.sequence))
            startOver(run.session, at: run.first, received: first.context.received, into: &sink)
        }
        outliers.judgeAnew(after: run)
        for packet in packets {
            process(
                packet.header, memory.read(at: packet.start, count: packet.byteCount), packet.context,
                isFirst: packet.isFirst, into: &sink)
        }
        outliers.tidy()
    }

    /// The packets of a run are strays.
    @inlinable @inline(never)
    mutating func dropRun<Sink: EventSink & ~Copyable>(_ index: Int, into sink: inout Sink) {
        for packet in outliers.remove(index) {
            tellStray(
                packet.header, packet.byteCount, packet.context, isFirst: packet.isFirst, into: &sink)
        }
        outliers.tidy()
    }

    @inlinable
    func tellStray<Sink: EventSink & ~Copyable>(
        _ header: PacketHeader, _ byteCount: Int, _ context: PacketContext, isFirst: Bool,
        into sink: inout Sink
    ) {
        sink.accept(
            isFirst
                ? context.packet(sequence: header.sequence, messages: header.count, bytes: byteCount)
                : context.stretch(sequence: header.sequence, messages: header.count, bytes: byteCount))
        sink.accept(
            .stray(sequence: header.sequence, messages: header.count, received: context.received))
    }
}

/// Streams that another decoder is to take.
extension PacketSession where Codec: ~Copyable {
    /// So many at most; packets of further ones are strays.
    @inlinable static var mostDisowned: Int { 15 }

    @inlinable public var isUnsettled: Bool { !outliers.isEmpty }
    @inlinable public var hasDisowned: Bool { !disowned.isEmpty && outliers.hasDisowned }

    @inlinable
    public mutating func takeDisowned() -> [DisownedDatagram] {
        var taken: [DisownedDatagram] = []
        while let index = outliers.runs.firstIndex(where: { $0.isDisowned }), let memory = outliers.memory {
            for packet in outliers.remove(index) {
                taken.append(
                    DisownedDatagram(memory.read(at: packet.start, count: packet.byteCount), packet.context))
            }
        }
        outliers.tidy()
        return taken
    }

    @inlinable
    public mutating func conclude<Sink: EventSink & ~Copyable>(into sink: inout Sink) {
        if !outliers.isEmpty { concludeOutliers(into: &sink) }
    }

    @inlinable
    public func streamName(of datagram: RawSpan) -> String? {
        framing.header(of: datagram).map { framing.streamName($0.session) }
    }
}

/// What becomes of packets that do not fit the sequence.
@usableFromInline
enum OutlierVerdict {
    case open
    case isStray
    /// The sequence goes on with them.
    case goesOn
    /// They are another stream's.
    case isApart
}
