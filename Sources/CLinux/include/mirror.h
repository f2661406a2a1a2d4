#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>
#include "memory_file.h"

/// Memory of `bytes` bytes (whole pages) that lies twice in a row: what is written past its end stands at its beginning,
/// so that no range up to that length is ever cut. NULL with `errno` when refused.
/// Here because `MAP_FAILED` is a cast.
static inline uint8_t *_Nullable linux_mirror_make(size_t bytes) {
    int file = linux_memory_file("ring");
    if (file < 0) return NULL;
    uint8_t *base = (uint8_t *)MAP_FAILED;
    if (ftruncate(file, (off_t)bytes) == 0) {
        base = (uint8_t *)mmap(NULL, 2 * bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    }
    for (int half = 0; half < 2 && base != (uint8_t *)MAP_FAILED; half++) {
        void *mapped = mmap(base + (size_t)half * bytes, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file, 0);
        if (mapped != MAP_FAILED) continue;
        munmap(base, 2 * bytes);
        base = (uint8_t *)MAP_FAILED;
    }
    close(file);
    return base == (uint8_t *)MAP_FAILED ? NULL : base;
}

static inline void linux_mirror_free(uint8_t *_Nonnull base, size_t bytes) { munmap(base, 2 * bytes); }
