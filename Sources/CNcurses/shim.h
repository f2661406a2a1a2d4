#pragma once
#define NCURSES_WIDECHAR 1
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* Linux's own; _GNU_SOURCE, which would declare them, changes structures that Swift's Glibc has seen. */
extern int memfd_create(const char *_Nonnull name, unsigned flags);
extern int pipe2(int descriptors[_Nonnull 2], int flags);
enum { CNCURSES_MEMORY_CLOEXEC = 1 };

/* From term.h, which cannot be included: it makes a macro of every common word (columns, lines, tab, ...). */
extern char *_Nullable tigetstr(const char *_Nonnull name);
extern int tigetflag(const char *_Nonnull name);

/// Macros made of macros do not come through; constants do.
static const attr_t cncurses_bold = A_BOLD;
static const attr_t cncurses_dim = A_DIM;
static const attr_t cncurses_reverse = A_REVERSE;
static const attr_t cncurses_underline = A_UNDERLINE;

/// Makes stdscr draw with attributes and a colour pair of any number. Here because Swift refuses the global
/// `stdscr`.
static inline void cncurses_style(attr_t attributes, int pair) {
    wattr_set(stdscr, attributes, (short)(pair & 0x7FFF), &pair);
}
/// Writes `count` bytes of text at a place of stdscr.
static inline void cncurses_text(int row, int column, const char *_Nonnull text, int count) {
    mvwaddnstr(stdscr, row, column, text, count);
}
/// The next refresh clears the terminal and draws everything.
static inline void cncurses_repaint(void) { clearok(curscr, TRUE); }
/// Sends what has changed to the output file.
static inline void cncurses_refresh(void) {
    wnoutrefresh(stdscr);
    doupdate();
}
/// No waiting for input, no cursor to place after a refresh.
static inline void cncurses_settle(void) {
    typeahead(-1);
    leaveok(stdscr, TRUE);
    idlok(stdscr, FALSE);
    scrollok(stdscr, FALSE);
}
static inline int cncurses_colours(void) { return COLORS; }
static inline int cncurses_pairs(void) { return COLOR_PAIRS; }

/// An ability of the terminal that is a string; NULL when it has none. Here because tigetstr answers -1 for
/// that.
static inline const char *_Nullable cncurses_ability(const char *_Nonnull name) {
    char *text = tigetstr(name);
    return text == (char *)-1 ? NULL : text;
}

/// Rows and columns of a terminal, 0 when it does not tell. Here because ioctl is variadic.
static inline void cncurses_window_size(int terminal, int *_Nonnull rows, int *_Nonnull columns) {
    struct winsize size = {0};
    if (ioctl(terminal, TIOCGWINSZ, &size) != 0) memset(&size, 0, sizeof size);
    *rows = size.ws_row;
    *columns = size.ws_col;
}
/// A file in memory, closed when another program is started.
static inline int cncurses_memory_file(void) {
    return memfd_create("feedtop-screen", CNCURSES_MEMORY_CLOEXEC);
}
/// Opens a terminal without waiting for it, ever.
static inline int cncurses_open_terminal(const char *_Nonnull path) {
    return open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}
static inline int cncurses_is_utf8(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

/* ---- Signals ----------------------------------------------------------------------------------------------
   The handlers are C because they may use nothing but async-signal-safe calls. What they share is a weak symbol:
   each object file into which the compiler puts one of these functions has it, and the linker makes them one.
   (A static would exist once in each of them.) */

struct cncurses_guard {
    int terminal;
    int pipe[2];
    /// The terminal as it was found, and the bytes that bring it back.
    struct termios original;
    char restore[512];
    size_t restore_count;
    /// Standard error is kept in memory while the screen is open, and comes out afterwards.
    int error_output;
    int error_memory;
    volatile sig_atomic_t is_open;
    struct sigaction previous[65];
    /// Our own, to know it again.
    void (*_Nullable on_crash)(int);
    char stack[65536];
};
__attribute__((weak)) struct cncurses_guard cncurses_guard = {
    .terminal = -1, .pipe = {-1, -1}, .error_output = -1, .error_memory = -1};

static inline void cncurses_release_error_output(void) {
    struct cncurses_guard *guard = &cncurses_guard;
    if (guard->error_output < 0) return;
    dup2(guard->error_output, 2);
    char text[1024];
    off_t offset = 0;
    ssize_t count;
    while ((count = pread(guard->error_memory, text, sizeof text, offset)) > 0) {
        if (write(2, text, (size_t)count) < 0) break;
        offset += count;
    }
    if (ftruncate(guard->error_memory, 0) == 0) lseek(guard->error_memory, 0, SEEK_SET);
}
/// Set where the program maps files: mends a fault that is no crash (a mapped file shrank) and answers 1.
extern int linux_mapping_mend(void *_Nullable address) __attribute__((weak));

/// Set where the program may have to end at once for want of memory or descriptors: called before it says so.
extern void (*_Nullable linux_before_end)(void) __attribute__((weak));

/// The terminal as it was found. Only write, tcsetattr, dup2, pread, ftruncate and lseek, and below sigaction and
/// raise: all async-signal-safe (POSIX 2.4.3).
static inline void cncurses_restore(void) {
    struct cncurses_guard *guard = &cncurses_guard;
    if (!guard->is_open) return;
    guard->is_open = 0;
    // CAN ends an escape sequence that was cut.
    (void)!write(guard->terminal, "\x18", 1);
    (void)!write(guard->terminal, guard->restore, guard->restore_count);
    tcsetattr(guard->terminal, TCSANOW, &guard->original);
    cncurses_release_error_output();
}
static inline void cncurses_on_crash(int number, siginfo_t *_Nonnull information, void *_Nullable context) {
    (void)context;
    if (number == SIGBUS && information->si_code > 0 && linux_mapping_mend
        && linux_mapping_mend(information->si_addr))
        return;
    cncurses_restore();
    struct sigaction standard;
    memset(&standard, 0, sizeof standard);
    standard.sa_handler = SIG_DFL;
    sigaction(number, &standard, NULL);
    raise(number);
}
static inline void cncurses_on_notice(int number) {
    int saved = errno;
    unsigned char byte = (unsigned char)number;
    (void)!write(cncurses_guard.pipe[1], &byte, 1);
    errno = saved;
}
static inline void cncurses_catch(int number, void (*_Nonnull handler)(int), int flags) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = flags;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, &cncurses_guard.previous[number]);
}
static const int cncurses_crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGQUIT};
static const int cncurses_notices[] = {SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT, SIGWINCH};

/// Takes the signals over. Answers the end of the pipe that tells them, a byte each; -1 with errno on
/// failure.
static inline int cncurses_guard_install(int terminal) {
    struct cncurses_guard *guard = &cncurses_guard;
    if (guard->pipe[0] < 0 && pipe2(guard->pipe, O_NONBLOCK | O_CLOEXEC) != 0) return -1;
    unsigned char byte;
    while (read(guard->pipe[0], &byte, 1) == 1) {}
    guard->terminal = terminal;
    if (tcgetattr(terminal, &guard->original) != 0) return -1;
    stack_t stack = {.ss_sp = guard->stack, .ss_size = sizeof guard->stack};
    sigaltstack(&stack, NULL);
    guard->on_crash = (void (*)(int))(void *)cncurses_on_crash;
    for (size_t i = 0; i < sizeof cncurses_crashes / sizeof *cncurses_crashes; i++)
        cncurses_catch(cncurses_crashes[i], guard->on_crash, SA_ONSTACK | SA_RESTART | SA_SIGINFO);
    for (size_t i = 0; i < sizeof cncurses_notices / sizeof *cncurses_notices; i++)
        cncurses_catch(cncurses_notices[i], cncurses_on_notice, SA_RESTART);
    return guard->pipe[0];
}
/// Gives the signals back.
static inline void cncurses_guard_remove(void) {
    struct cncurses_guard *guard = &cncurses_guard;
    for (size_t i = 0; i < sizeof cncurses_crashes / sizeof *cncurses_crashes; i++) {
        struct sigaction present;
        // Somebody who has come on top since stays there, and passes on to ours, which lets a crash take its course.
        int is_ours = sigaction(cncurses_crashes[i], NULL, &present) == 0 && present.sa_handler == guard->on_crash;
        if (is_ours) sigaction(cncurses_crashes[i], &guard->previous[cncurses_crashes[i]], NULL);
    }
    for (size_t i = 0; i < sizeof cncurses_notices / sizeof *cncurses_notices; i++)
        sigaction(cncurses_notices[i], &guard->previous[cncurses_notices[i]], NULL);
    stack_t stack = {.ss_flags = SS_DISABLE};
    sigaltstack(&stack, NULL);
}
/// Keys come one by one and are not shown; output goes out as it is. Signal keys stay. From here a crash
/// restores.
static inline int cncurses_guard_open(const char *_Nonnull restore, size_t count) {
    struct cncurses_guard *guard = &cncurses_guard;
    struct termios mode = guard->original;
    mode.c_iflag &= ~(tcflag_t)(IXON | ICRNL | INLCR | IGNCR | ISTRIP);
    mode.c_oflag &= ~(tcflag_t)OPOST;
    mode.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | IEXTEN);
    mode.c_cc[VMIN] = 1;
    mode.c_cc[VTIME] = 0;
    if (tcsetattr(guard->terminal, TCSANOW, &mode) != 0) return -1;
    guard->restore_count = count < sizeof guard->restore ? count : sizeof guard->restore;
    memcpy(guard->restore, restore, guard->restore_count);
    if (isatty(2)) {
        if (guard->error_memory < 0)
            guard->error_memory = memfd_create("feedtop-stderr", CNCURSES_MEMORY_CLOEXEC);
        if (guard->error_output < 0) guard->error_output = fcntl(2, F_DUPFD_CLOEXEC, 3);
        if (guard->error_memory >= 0 && guard->error_output >= 0) dup2(guard->error_memory, 2);
    }
    guard->is_open = 1;
    if (&linux_before_end) linux_before_end = cncurses_restore;
    return 0;
}
/// The terminal's modes as they were found; its picture is the caller's to restore before.
static inline void cncurses_guard_close(void) {
    struct cncurses_guard *guard = &cncurses_guard;
    if (!guard->is_open) return;
    guard->is_open = 0;
    tcsetattr(guard->terminal, TCSANOW, &guard->original);
    cncurses_release_error_output();
}
/// Stops the process as the keyboard would have; comes back when it is continued.
static inline void cncurses_guard_stop(void) {
    struct sigaction standard;
    memset(&standard, 0, sizeof standard);
    standard.sa_handler = SIG_DFL;
    sigaction(SIGTSTP, &standard, NULL);
    raise(SIGTSTP);
    struct sigaction notice;
    memset(&notice, 0, sizeof notice);
    notice.sa_handler = cncurses_on_notice;
    notice.sa_flags = SA_RESTART;
    sigaction(SIGTSTP, &notice, NULL);
}
