import OrderFlow

/// What the kinds about orders have in common, as masks: all ones or zeros.
struct KindMasks: BitwiseCopyable {
    /// A new order: `add`, `replace`.
    var joins: UInt64
    /// A new order, or one that is there and changes: `update`.
    var sets: UInt64
    /// A part of the order goes: `execute`, `executeAtPrice`, `reduce`.
    var shrinks: UInt64
    /// The order is remembered for the `replace` behind it: `replacing`.
    var leaves: UInt64

    @safe
    struct Table: @unchecked Sendable {
        fileprivate let masks: UnsafeMutablePointer<KindMasks>

        /// - Parameter kind: Any of the 32.
        @inline(__always)
        subscript(kind: EventKind) -> KindMasks {
            // SAFETY: there are as many as kinds, and the table is never freed.
            unsafe masks[Int(kind.rawValue)]
        }
    }

    /// By kind.
    static let all: Table = {
        func mask(_ kinds: EventKind..., for kind: EventKind) -> UInt64 { kinds.contains(kind) ? .max : 0 }
        let masks = UnsafeMutablePointer<KindMasks>.allocate(capacity: 32)
        for kind in EventKind.allCases {
            unsafe (masks + Int(kind.rawValue)).initialize(
                to: KindMasks(
                    joins: mask(.add, .replace, for: kind), sets: mask(.update, for: kind),
                    shrinks: mask(.execute, .executeAtPrice, .reduce, for: kind),
                    leaves: mask(.replacing, for: kind)))
        }
        return unsafe Table(masks: masks)
    }()
}
