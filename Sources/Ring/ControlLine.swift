/// Atomics that stand alone on two cache lines (x86 fetches lines in pairs), at an address that a futex can take.
@usableFromInline
enum ControlLine {
    static let byteCount = 128

    static func make<Value: ~Copyable>(_ value: consuming Value) -> UnsafeMutablePointer<Value> {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: byteCount)
        // SAFETY: fresh memory, large and aligned enough for any atomic.
        let line = unsafe memory.bindMemory(to: Value.self, capacity: 1)
        unsafe line.initialize(to: value)
        return unsafe line
    }

    static func free<Value: ~Copyable>(_ line: UnsafeMutablePointer<Value>) {
        // SAFETY: the caller made it with `make` and gives it up.
        unsafe line.deinitialize(count: 1)
        unsafe UnsafeMutableRawPointer(line).deallocate()
    }
}
