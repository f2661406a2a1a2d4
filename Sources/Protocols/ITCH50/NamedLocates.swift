/// Which of the 65,536 locates have a name: a byte each, so that to look is one load without a check.
@safe
public struct NamedLocates: ~Copyable {
    @usableFromInline static var count: Int { 1 << 16 }
    @usableFromInline let marks: UnsafeMutablePointer<UInt8>

    @inlinable
    init() {
        unsafe marks = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.count)
        unsafe marks.initialize(repeating: .max, count: Self.count)
    }

    @inlinable
    deinit { unsafe marks.deallocate() }

    /// 0, or all ones where it has none.
    @inlinable @inline(__always)
    subscript(locate: UInt16) -> UInt8 { look[locate] }

    /// For a loop: good as long as what it was asked of, and no longer.
    @inlinable @inline(__always)
    var look: Look { unsafe Look(marks: marks) }

    @safe @frozen
    @usableFromInline
    struct Look {
        @usableFromInline let marks: UnsafeMutablePointer<UInt8>
        @inlinable @inline(__always)
        init(marks: UnsafeMutablePointer<UInt8>) { unsafe self.marks = marks }

        @inlinable @inline(__always)
        subscript(locate: UInt16) -> UInt8 {
            // SAFETY: there is a mark for every number of sixteen bits.
            unsafe marks[Int(locate)]
        }
    }

    @inlinable
    mutating func insert(_ locate: UInt16) { unsafe marks[Int(locate)] = 0 }

    mutating func removeAll() { unsafe marks.update(repeating: .max, count: Self.count) }
}
