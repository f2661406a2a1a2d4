internal import CLinux
internal import Glibc
internal import Synchronization

/// A thread of its own, for one end of a ring. It is joined or let go, and cannot be copied.
public struct WorkerThread: ~Copyable, Sendable {
    private let handle: pthread_t

    private init(_ handle: pthread_t) { self.handle = handle }

    /// Starts `body` on a new thread that leaves signals to the main thread, all but those of its own faults, and is
    /// scheduled as usual, whatever the calling thread is. Where no thread is to be had the program ends with a line that
    /// says so.
    ///
    /// - Parameters:
    ///   - name: As `top -H` shows it; at most 15 bytes.
    ///   - cargo: Handed over to the thread. It may be noncopyable: an escaping closure could not consume it.
    public init<Cargo: ~Copyable & Sendable>(
        name: String, carrying cargo: consuming Cargo, body: @escaping @Sendable (consuming Cargo) -> Void
    ) {
        do throws(ThreadShortage) {
            self = try Self.start(name: name, carrying: cargo, body: body)
        } catch {
            unsafe linux_end_for_want("thread '\(name)'", error.code)
        }
    }

    /// The same for who can do without.
    public static func start<Cargo: ~Copyable & Sendable>(
        name: String, carrying cargo: consuming Cargo, body: @escaping @Sendable (consuming Cargo) -> Void
    ) throws(ThreadShortage) -> WorkerThread {
        let box = OneShot(cargo)
        let start = ThreadStart(name: name) { body(box.take()) }
        var handle = pthread_t()
        var all = sigset_t()
        var before = sigset_t()
        // SAFETY: plain libc calls on local storage; the start object is retained here and released by the thread.
        unsafe sigfillset(&all)
        for fault in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP] { unsafe sigdelset(&all, fault) }
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        let kept = unsafe Unmanaged.passRetained(start)
        let failure = unsafe pthread_create(
            &handle, nil,
            { argument in
                let start = unsafe Unmanaged<ThreadStart>.fromOpaque(argument!).takeRetainedValue()
                unsafe linux_name_thread(start.name)
                linux_schedule_normally()
                start.body()
                return nil
            }, kept.toOpaque())
        unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
        guard failure == 0 else {
            unsafe kept.release()
            throw ThreadShortage(code: linux_why_no_thread(failure))
        }
        return WorkerThread(handle)
    }

    /// Waits until the thread has ended.
    public consuming func join() {
        pthread_join(handle, nil)
    }

    /// Lets it run on by itself, until the program ends.
    public consuming func detach() {
        pthread_detach(handle)
    }
}

/// No thread is to be had.
public struct ThreadShortage: Error, CustomStringConvertible {
    /// The system's error number.
    public let code: Int32

    public var description: String {
        // SAFETY: static text, or strerror's; it is copied at once.
        unsafe String(cString: linux_reason(code))
    }
}

private final class ThreadStart: Sendable {
    let name: String
    let body: @Sendable () -> Void
    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = String(name.prefix(15))
        self.body = body
    }
}

/// A box for a value that is taken out once.
private final class OneShot<Value: ~Copyable & Sendable>: Sendable {
    private let value: Mutex<Value?>
    init(_ value: consuming Value) { self.value = Mutex(value) }
    func take() -> Value {
        value.withLock { (stored: inout Value?) -> sending Value in
            guard let taken = stored.take() else { preconditionFailure("the thread's cargo was taken twice") }
            return taken
        }
    }
}
