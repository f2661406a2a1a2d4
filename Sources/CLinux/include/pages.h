#pragma once
#include <stddef.h>
#include <sys/mman.h>

/// Zeroed private memory that becomes real only where it is touched, in huge pages where it is large and the
/// kernel allows; `NULL` when refused. Here because `MAP_FAILED` is a cast.
static inline void *_Nullable linux_map_pages(size_t bytes) {
    void *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (pages == MAP_FAILED) return NULL;
    if (bytes >= 4u << 20) madvise(pages, bytes, MADV_HUGEPAGE);
    return pages;
}

/// More of the same memory, possibly at another address, without copying; `NULL` (and nothing changed) when
/// refused. Here because `mremap` is variadic and hidden behind `_GNU_SOURCE`.
static inline void *_Nullable linux_grow_pages(void *_Nonnull pages, size_t bytes, size_t more) {
    extern void *mremap(void *, size_t, size_t, int, ...);
    void *grown = mremap(pages, bytes, more, 1 /* MREMAP_MAYMOVE */);
    if (grown == MAP_FAILED) return NULL;
    if (more >= 4u << 20) madvise(grown, more, MADV_HUGEPAGE);
    return grown;
}

/// Gives the memory back; it reads as zeros from now on.
static inline void linux_empty_pages(void *_Nonnull pages, size_t bytes) { madvise(pages, bytes, MADV_DONTNEED); }

static inline void linux_unmap_pages(void *_Nonnull pages, size_t bytes) { munmap(pages, bytes); }
