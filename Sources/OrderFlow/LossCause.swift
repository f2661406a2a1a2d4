/// Where messages were lost.
@frozen
public enum LossCause: UInt8, Sendable, CaseIterable {
    /// Between the sender and this host: a sequence gap on every line.
    case wire
    /// In this host's kernel, for want of buffer.
    case kernel
    /// In this program: its ring was full.
    case here
    /// On one line only; another had them.
    case line
    /// In the capture: cut by its snap length, filtered out, or fragments that cannot be joined. They may have been on
    /// the wire.
    case capture

    public var name: String {
        switch self {
        case .wire: "wire"
        case .kernel: "kernel"
        case .here: "here"
        case .line: "line"
        case .capture: "capture"
        }
    }
}

/// How messages that were missing came after all.
@frozen
public enum FillSource: UInt8, Sendable {
    /// Too late for the books: overtaken by others, or on a line that lags.
    case late
    /// Asked for and sent again, in time for the books.
    case request
    /// One line's own late messages, which another line had brought: only that line's loss is taken back.
    case lineOnly
}

/// Why messages that came are dropped.
@frozen
public enum DuplicateKind: UInt8, Sendable {
    /// They had come before.
    case repeated
    /// One packet that fits no sequence: damaged, or sent to the wrong group.
    case stray
}

/// Facts of the sequence as events. `first ... last` are sequence numbers, both included; `received` is the packet's
/// own time, ns since the epoch (0: not known).
extension OrderEvent {
    @inlinable
    public static func gap(
        from first: UInt64, through last: UInt64, cause: LossCause, received: UInt64
    ) -> OrderEvent {
        OrderEvent(
            .gap, type: cause.rawValue, reference: first, price: Int64(bitPattern: last), timestamp: received)
    }

    /// - Parameter cause: `wire`, `kernel` or `capture`.
    @inlinable
    public static func lineGap(
        line: UInt8, from first: UInt64, through last: UInt64, cause: LossCause, received: UInt64
    ) -> OrderEvent {
        OrderEvent(
            .lineGap, type: cause.rawValue, instrument: UInt16(line), reference: first,
            price: Int64(bitPattern: last), timestamp: received)
    }

    @inlinable
    public static func filled(
        line: UInt8, from first: UInt64, through last: UInt64, source: FillSource, received: UInt64
    ) -> OrderEvent {
        OrderEvent(
            .filled, type: source.rawValue, instrument: UInt16(line), reference: first,
            price: Int64(bitPattern: last), timestamp: received)
    }

    /// `count` messages came on `first`, and `nanoseconds` later on `second`.
    @inlinable
    public static func lead(first: UInt8, second: UInt8, nanoseconds: UInt64, count: Int) -> OrderEvent {
        OrderEvent(
            .lead, type: first, instrument: UInt16(second), quantity: UInt32(clamping: count),
            timestamp: nanoseconds)
    }

    /// `messages` messages of the current packet's feed were dropped here; `first` 0: they are not numbered.
    @inlinable
    public static func shed(from first: UInt64, through last: UInt64, messages: UInt32) -> OrderEvent {
        OrderEvent(.shed, reference: first, price: Int64(bitPattern: last), quantity: messages)
    }

    @inlinable
    public static func kernelDrop(_ datagrams: UInt64, line: UInt8) -> OrderEvent {
        OrderEvent(.kernelDrop, instrument: UInt16(line), reference: datagrams)
    }

    /// Of `gap`, `lineGap`, `filled` and `shed`: the last sequence number.
    @inlinable public var lastSequence: UInt64 { UInt64(bitPattern: price) }
    /// Of `gap` and `lineGap`.
    @inlinable public var lossCause: LossCause { LossCause(rawValue: messageType) ?? .wire }
    /// Of `duplicate`.
    @inlinable public var isStray: Bool { messageType == DuplicateKind.stray.rawValue }
    /// Of `filled`.
    @inlinable public var fillSource: FillSource { FillSource(rawValue: messageType) ?? .late }
    /// Of `lineGap`, `filled`, `kernelDrop`; of `lead`: the second line.
    @inlinable public var line: UInt8 { UInt8(truncatingIfNeeded: instrument) }
}
