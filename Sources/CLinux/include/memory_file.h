#pragma once
#include <linux/memfd.h>
#include <sys/syscall.h>
#include <unistd.h>

/// A file in memory alone, for a child process to write into; -1 with `errno`. Here because `syscall` is variadic.
static inline int linux_memory_file(const char *_Nonnull name) {
    return (int)syscall(SYS_memfd_create, name, MFD_CLOEXEC);
}
