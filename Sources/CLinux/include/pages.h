#pragma once
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

/// From here on memory is asked for in huge pages. Less would make the tables of a feed that hardly speaks large.
static const size_t linux_huge_from = 16u << 20;

/// Zeroed private memory that becomes real only where it is touched, in huge pages where it is large and the
/// kernel allows; `NULL` when refused. Here because `MAP_FAILED` is a cast.
static inline void *_Nullable linux_map_pages(size_t bytes) {
    void *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (pages == MAP_FAILED) return NULL;
    if (bytes >= linux_huge_from) madvise(pages, bytes, MADV_HUGEPAGE);
    return pages;
}

/// More of the same memory, possibly at another address; `NULL` (and nothing changed) when refused. Not copied, but
/// once: when it becomes large enough for huge pages. Here because `mremap` is variadic.
static inline void *_Nullable linux_grow_pages(void *_Nonnull pages, size_t bytes, size_t more) {
    if (bytes < linux_huge_from && more >= linux_huge_from) {
        void *large = linux_map_pages(more);
        if (!large) return NULL;
        memcpy(large, pages, bytes);
        munmap(pages, bytes);
        return large;
    }
    extern void *mremap(void *, size_t, size_t, int, ...);
    void *grown = mremap(pages, bytes, more, 1 /* MREMAP_MAYMOVE */);
    if (grown == MAP_FAILED) return NULL;
    if (more >= linux_huge_from) madvise(grown, more, MADV_HUGEPAGE);
    return grown;
}

/// Gives the memory back; it reads as zeros from now on.
static inline void linux_empty_pages(void *_Nonnull pages, size_t bytes) { madvise(pages, bytes, MADV_DONTNEED); }

static inline void linux_unmap_pages(void *_Nonnull pages, size_t bytes) { munmap(pages, bytes); }
