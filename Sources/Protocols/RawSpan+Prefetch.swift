internal import CLinux

extension RawSpan {
    /// So far ahead of what is read now the rest of a file is asked for: processors do that of themselves, but stop at
    /// the end of each page.
    private static var ahead: Int { 1024 }

    /// Brings close what comes some way behind `offset`, whether the span has it or not.
    @inline(__always)
    func prefetch(behind offset: Int) {
        // SAFETY: a prefetch reads nothing; it may be given any address.
        unsafe withUnsafeBytes { bytes in
            let start = UInt(bitPattern: bytes.baseAddress)
            unsafe linux_prefetch_read(UnsafeRawPointer(bitPattern: start &+ UInt(offset &+ Self.ahead)))
        }
    }
}
