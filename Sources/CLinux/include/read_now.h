#pragma once
#define linux_rwf_nowait 8
#include <sys/syscall.h>
#include <unistd.h>

/// `readv` (of `struct iovec`) that never sleeps, whatever the flags of the descriptor, which others may share: -1 with EAGAIN when nothing
/// is there, EOPNOTSUPP (or EINVAL, ENOSYS) where the kernel can only wait. Here because `syscall` is variadic.
static inline long linux_read_now(int descriptor, const void *_Nonnull vectors, int count) {
    return syscall(SYS_preadv2, descriptor, vectors, (unsigned long)count, -1L, -1L, linux_rwf_nowait);
}
