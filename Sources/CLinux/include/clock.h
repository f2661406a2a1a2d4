#pragma once
#include <errno.h>
#include <stdint.h>
#include <time.h>

/// Nanoseconds since some moment before the program began; nobody can set this clock.
static inline uint64_t linux_monotonic(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/// The host's clock: nanoseconds since the Unix epoch, UTC. One call without a system call (vDSO).
static inline uint64_t linux_realtime(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/// Sleeps so long, whatever signals come meanwhile. Here beside the clock that it goes by.
static inline void linux_sleep(uint64_t nanoseconds) {
    struct timespec left = {(time_t)(nanoseconds / 1000000000u), (long)(nanoseconds % 1000000000u)};
    while (clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR) {}
}
