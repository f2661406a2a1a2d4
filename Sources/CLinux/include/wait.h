#pragma once
#include <errno.h>
#include <linux/futex.h>
#include <linux/membarrier.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/// Sleeps while `*word == expected`, at most `nanoseconds`. Here because `syscall` is variadic.
static inline void linux_futex_wait(const void *_Nonnull word, uint32_t expected, int64_t nanoseconds) {
    struct timespec limit = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, &limit, NULL, 0);
}

/// Wakes one sleeper on `word`.
static inline void linux_futex_wake(const void *_Nonnull word) {
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

/// Makes `linux_membarrier` usable in this process; 0, or -1 where the kernel refuses.
static inline int linux_membarrier_register(void) {
    return (int)syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0);
}

/// A full memory barrier in every running thread of this process, paid for by the caller alone; 0, or -1.
static inline int linux_membarrier(void) {
    return (int)syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
}

/// Keeps the compiler, not the processor, from moving memory accesses across. Swift has no such fence.
static inline void linux_compiler_barrier(void) { __asm__ volatile("" ::: "memory"); }

/// Tells the processor that this is a spin loop.
static inline void linux_spin_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}
