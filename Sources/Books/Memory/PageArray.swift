internal import CLinux

/// A fixed run of integers-only elements in memory of its own: straight from the kernel, zeroed, real only
/// where it is touched, in huge pages where it is large. Growing keeps the elements and does not copy.
///
/// All zeros must be a value of `Element`. Every index is checked.
@safe
package struct PageArray<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
    @usableFromInline var base: UnsafeMutablePointer<Element>
    package private(set) var count: Int
    private var byteCount: Int { count * MemoryLayout<Element>.stride }

    /// An array of no elements, which takes no memory.
    package init() {
        // SAFETY: never dereferenced, since every index is refused while `count` is 0.
        unsafe base = UnsafeMutablePointer(bitPattern: MemoryLayout<Element>.alignment).unsafelyUnwrapped
        count = 0
    }

    deinit {
        // SAFETY: mapped here with this length, and given up only here.
        if count > 0 { unsafe linux_unmap_pages(base, byteCount) }
    }

    @inlinable
    package subscript(index: Int) -> Element {
        @inline(__always)
        unsafeAddress { unsafe UnsafePointer(address(of: index)) }
        @inline(__always)
        unsafeMutableAddress { unsafe address(of: index) }
    }

    /// Where an element lies, for accessors: it is good for as long as the access through which it was asked for.
    @inlinable @inline(__always)
    package func address(of index: Int) -> UnsafeMutablePointer<Element> {
        precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "element \(index) of \(count)")
        // SAFETY: within the mapping, which holds `count` elements.
        return unsafe base + index
    }

    /// Where the elements lie, until the array grows; of an array of none it is no place at all.
    @inlinable @inline(__always)
    package var start: UnsafeMutablePointer<Element> { unsafe base }

    /// Makes room for `wanted` elements; the new ones are zeros.
    ///
    /// - Returns: `false`, with nothing changed, when the kernel refuses.
    package mutating func grow(to wanted: Int) -> Bool {
        guard wanted > count else { return true }
        let bytes = wanted * MemoryLayout<Element>.stride
        // SAFETY: the mapping has `byteCount` bytes and is known only here, so it may move.
        let grown = unsafe count == 0 ? linux_map_pages(bytes) : linux_grow_pages(base, byteCount, bytes)
        guard let grown = unsafe grown else { return false }
        // SAFETY: pages are aligned for any element, and all zeros are a value.
        unsafe base = grown.assumingMemoryBound(to: Element.self)
        count = wanted
        return true
    }

    /// All zeros again, the memory given back to the kernel.
    package mutating func empty() {
        // SAFETY: mapped here with this length; elements of integers have nothing to destroy.
        if count > 0 { unsafe linux_empty_pages(base, byteCount) }
    }
}
