import CNcurses
import Glibc

/// The terminal, as long as the program has it.
///
/// curses writes into a file in memory, from where its bytes are sent to the terminal without ever waiting
/// for it: a terminal that has stopped reading holds back nothing but pictures. Modes are set here and keys
/// read here, so curses never touches the terminal itself.
@safe
struct Terminal: ~Copyable {
    /// For keys and pictures; it never blocks.
    let descriptor: Int32
    let isASCII: Bool
    let memory: Int32
    private let signals: SignalGuard
    private let screen: OpaquePointer
    private let output: UnsafeMutablePointer<FILE>
    private let input: UnsafeMutablePointer<FILE>
    private let entering: [UInt8]
    private let leaving: [UInt8]
    var inks: Inks
    var pen: PenStream
    var shown: Grid?
    var pending: [UInt8] = []
    var sent = 0

    /// Finds the terminal and what it can do; ``enter()`` then takes it over.
    init(_ options: ScreenOptions) throws(ScreenError) {
        do throws(ScreenError) { try self.init(opening: options) } catch { throw .orShortage(error) }
    }

    private init(opening options: ScreenOptions) throws(ScreenError) {
        // SAFETY: an empty name takes the locale from the environment.
        unsafe setlocale(LC_ALL, "")
        guard let name = environment("TERM") else { throw .unknownTerminal(name: "") }
        let descriptor = try Self.open(options.device)
        let memory = cncurses_memory_file()
        guard memory >= 0 else { throw .failed("memfd_create") }
        // Before newterm, which takes over only such signals as nobody has.
        let signals = try SignalGuard(terminal: descriptor)
        // SAFETY: both files stay open until after delscreen; the modes are constants.
        guard let output = unsafe fdopen(memory, "w"), let input = unsafe fopen("/dev/null", "r") else {
            throw .failed("fdopen")
        }
        guard let screen = unsafe Self.newTerminal(name, output, input) else {
            throw .unknownTerminal(name: name)
        }
        guard !Ability.bytes("cup").isEmpty else { throw .cannotMoveCursor(name: name) }
        start_color()
        use_default_colors()
        cncurses_settle()
        // What curses begins with is nothing for the terminal: margins for the size that terminfo has, and its own page,
        // which `enter()` asks for. The first picture tells everything else.
        cncurses_refresh()
        ftruncate(memory, 0)
        lseek(memory, 0, SEEK_SET)
        let depth = ColourDepth.choose(
            options.colour, colours: Int(cncurses_colours()), isDirect: Ability.flag("RGB"),
            noColour: environment("NO_COLOR") != nil, colourTerm: environment("COLORTERM") ?? "")
        self.descriptor = descriptor
        isASCII = options.isASCII || cncurses_is_utf8() == 0
        self.memory = memory
        self.signals = signals
        unsafe self.screen = screen
        unsafe self.output = output
        unsafe self.input = input
        entering = Ability.entering + (options.hasMouse ? Ability.mouseOn : [])
        leaving = (options.hasMouse ? Ability.mouseOff : []) + Ability.leaving
        inks = Inks(theme: options.theme, depth: depth, pairLimit: Int(cncurses_pairs()))
        // "op" puts both colours back; SGR 39 and 49 came with 22 to 27.
        pen = PenStream(canEnd: Ability.bytes("op").elementsEqual("\u{1B}[39;49m".utf8))
    }

    /// Draws with other looks from the next picture on, which is drawn in full.
    mutating func use(_ theme: Theme) {
        guard theme != inks.theme else { return }
        inks = Inks(theme: theme, depth: inks.depth, pairLimit: inks.pairLimit)
        repaint()
    }

    /// `nil`: the name is unknown. Tried a second time, for curses does not tell that it merely lacked a descriptor, which
    /// another thread may have closed meanwhile.
    private static func newTerminal(
        _ name: String, _ output: UnsafeMutablePointer<FILE>, _ input: UnsafeMutablePointer<FILE>
    ) -> OpaquePointer? {
        for _ in 0..<2 {
            // SAFETY: both files stay open until after delscreen; curses copies the name.
            let screen = unsafe name.withCString {
                unsafe newterm(UnsafeMutablePointer(mutating: $0), output, input)
            }
            if let screen = unsafe screen { return unsafe screen }
        }
        return nil
    }

    /// `/dev/tty`, so that keys come from the keyboard whatever standard input is.
    private static func open(_ device: String?) throws(ScreenError) -> Int32 {
        // SAFETY: Swift lends the path as a string that ends with a zero, for the time of the call.
        let terminal = unsafe cncurses_open_terminal(device ?? "/dev/tty")
        if terminal >= 0 { return terminal }
        let code = errno
        guard !ScreenError.isShortage(code) else { throw .failed("open", code) }
        let reason = systemMessage(code)
        // Without a controlling terminal standard output may still be one; opened anew, it has its own modes
        // of waiting.
        let other = isatty(STDOUT_FILENO) != 0 ? unsafe cncurses_open_terminal("/proc/self/fd/1") : -1
        guard other >= 0 else { throw .noTerminal(reason: reason) }
        return other
    }

    /// Rows and columns; 24×80 when the terminal does not tell.
    var size: (rows: Int, columns: Int) {
        var rows: Int32 = 0
        var columns: Int32 = 0
        // SAFETY: both are written during the call only.
        unsafe cncurses_window_size(descriptor, &rows, &columns)
        guard rows > 0, columns > 0 else { return (24, 80) }
        return (min(500, Int(rows)), min(1000, Int(columns)))
    }

    /// Signals that came since the last call; poll ``signalDescriptor`` for them.
    func takeSignals() -> [Int32] { signals.take() }
    var signalDescriptor: Int32 { signals.descriptor }

    /// Bytes of a picture wait for the terminal; the next picture has to wait as well.
    var isBusy: Bool { sent < pending.count }
}

extension Terminal {
    /// Takes the terminal over. The next picture is drawn in full.
    mutating func enter() throws(ScreenError) {
        try signals.open(restore: leaving)
        pending = entering
        sent = 0
        pen.forget()
        repaint()
    }

    /// Gives the terminal back as it was found, waiting at most 300 ms for it to take the bytes.
    mutating func leave() {
        if isBusy, !drain(milliseconds: 300) {
            // It has stopped reading: what is on its way is lost, and CAN ends an escape sequence that was
            // cut.
            tcflush(descriptor, TCOFLUSH)
            pending = [0x18]
        } else {
            pending = []
        }
        pending += leaving
        sent = 0
        _ = drain(milliseconds: 300)
        pending = []
        sent = 0
        signals.close()
    }

    /// Leaves, stops the process, and comes back when it is continued.
    mutating func suspend() throws(ScreenError) {
        leave()
        signals.stop()
        try enter()
    }

    /// Nothing of what the terminal shows is taken for granted at the next picture.
    mutating func repaint() { shown = nil }

    /// Rings the bell, after whatever is on its way.
    mutating func ring() {
        if !isBusy {
            pending = []
            sent = 0
        }
        pending.append(0x07)
    }

    /// Frees what curses holds. The terminal must have been left.
    consuming func close() {
        // SAFETY: made in init, and used no more after this.
        unsafe delscreen(screen)
        unsafe fclose(output)
        unsafe fclose(input)
        Glibc.close(descriptor)
    }

    /// Sends what waits, as far as the terminal takes it.
    ///
    /// - Returns: `false` when the terminal is gone.
    mutating func pump() -> Bool {
        while isBusy {
            // SAFETY: the buffer is the array's own, for the time of the call.
            let count = unsafe pending.withUnsafeBytes { bytes in
                unsafe write(descriptor, bytes.baseAddress! + sent, bytes.count - sent)
            }
            if count > 0 {
                sent += count
            } else if count < 0, errno == EINTR {
                continue
            } else {
                return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)
            }
        }
        return true
    }

    private mutating func drain(milliseconds: Int32) -> Bool {
        let end = monotonicNanoseconds() + UInt64(milliseconds) * 1_000_000
        while pump(), isBusy {
            let now = monotonicNanoseconds()
            guard now < end else { return false }
            var poller = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            // SAFETY: one entry, for the time of the call.
            _ = unsafe poll(&poller, 1, Int32((end - now) / 1_000_000 + 1))
        }
        return !isBusy
    }

    /// Keys' bytes; `nil` when the terminal is gone.
    func read() -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 1024)
        // SAFETY: the buffer is the array's own, for the time of the call.
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
        }
        if count > 0 { return Array(bytes.prefix(count)) }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? [] : nil
    }
}

/// A clock that never steps, in ns.
func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    // SAFETY: the time is written during the call only.
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
