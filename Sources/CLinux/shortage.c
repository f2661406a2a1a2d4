#define _GNU_SOURCE
#include "shortage.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <unistd.h>

void (*linux_before_end)(void);

const char *linux_reason(int code) {
    struct rlimit space;
    switch (code) {
    case EMFILE: return "too many open files; raise their limit (ulimit -n)";
    case ENFILE: return "the host has too many open files; end programs that hold many, or raise fs.file-max";
    case ENOMEM:
        return getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY
            ? "cannot allocate memory; raise the limit of address space (ulimit -v)"
            : "cannot allocate memory; free some, or raise the memory limit of this control group";
    default: return strerror(code);
    }
}

void linux_end_for_want(const char *of, int code) {
    if (linux_before_end) linux_before_end();
    const char *words[] = {"feedtop: no ", of, ": ", linux_reason(code), "\n"};
    struct iovec line[5];
    for (int i = 0; i < 5; i++) line[i] = (struct iovec){(void *)words[i], strlen(words[i])};
    (void)!writev(2, line, 5);
    _exit(1);
}

void *linux_memory(size_t bytes, size_t alignment, const char *what) {
    void *memory = NULL;
    if (posix_memalign(&memory, alignment, bytes > 0 ? bytes : alignment) != 0 || !memory)
        linux_end_for_want(what, ENOMEM);
    return memory;
}

void linux_share_heap(void) {
    static const rlim_t ample = (rlim_t)4 << 30;
    struct rlimit space;
    if (getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur < ample) mallopt(M_ARENA_MAX, 1);
}

static int has_space(size_t bytes) {
    void *space = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (space == MAP_FAILED) return 0;
    munmap(space, bytes);
    return 1;
}

void linux_require_space(size_t bytes) {
    if (!has_space(bytes)) linux_end_for_want("memory to work in", ENOMEM);
}

int linux_why_no_thread(int code) {
    struct rlimit stack;
    if (code != EAGAIN || getrlimit(RLIMIT_STACK, &stack) != 0) return code;
    // Where it is unlimited glibc takes this much.
    size_t bytes = stack.rlim_cur == RLIM_INFINITY ? (size_t)2 << 20 : (size_t)stack.rlim_cur;
    return has_space(bytes) ? code : ENOMEM;
}

void linux_keep_standard_streams(void) {
    static const int harmless[] = {O_WRONLY, O_RDONLY, O_RDWR};
    for (int stream = 0; stream < 3; stream++) {
        // In this order each takes the lowest number that is free: its own.
        if (fcntl(stream, F_GETFD) < 0 && errno == EBADF) (void)!open("/dev/null", harmless[stream]);
    }
}
