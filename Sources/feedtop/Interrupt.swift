internal import Glibc
internal import Ring

/// ^C and TERM end a live source the soft way: what came is reported.
enum Interrupt {
    /// Lets a thread of its own wait for either signal and then run `action`. A second ^C ends the program at once.
    /// Call it before other threads start, or from the main thread: the others never take these signals.
    static func onInterrupt(_ action: @escaping @Sendable () -> Void) {
        let signals = interrupts()
        var before = sigset_t()
        // SAFETY: plain libc calls on local storage.
        unsafe withUnsafePointer(to: signals) { pointer in
            _ = unsafe pthread_sigmask(SIG_BLOCK, pointer, &before)
        }
        let waiter = WorkerThread(name: "interrupt", carrying: ()) { _ in
            let signals = interrupts()
            var caught: Int32 = 0
            _ = unsafe withUnsafePointer(to: signals) { pointer in unsafe sigwait(pointer, &caught) }
            signal(SIGINT, SIG_DFL)
            signal(SIGTERM, SIG_DFL)
            unsafe withUnsafePointer(to: signals) { pointer in
                _ = unsafe pthread_sigmask(SIG_UNBLOCK, pointer, nil)
            }
            action()
        }
        waiter.detach()
    }

    private static func interrupts() -> sigset_t {
        var signals = sigset_t()
        // SAFETY: plain libc calls on local storage.
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGINT)
        unsafe sigaddset(&signals, SIGTERM)
        return signals
    }
}
