/// Something for each of the 256 bytes, so that no index needs a check. It is filled where it is made, and never freed.
@safe
struct ByteTable<Element: BitwiseCopyable>: @unchecked Sendable {
    private let elements: UnsafeMutablePointer<Element>

    init(filledWith element: Element) {
        unsafe elements = UnsafeMutablePointer<Element>.allocate(capacity: 256)
        unsafe elements.initialize(repeating: element, count: 256)
    }

    @inline(__always)
    subscript(byte: UInt8) -> Element {
        // SAFETY: there is an element for every byte.
        get { unsafe elements[Int(byte)] }
        nonmutating set { unsafe elements[Int(byte)] = newValue }
    }
}
