#pragma once
#include <stdint.h>

/// How often the calling thread has asked for memory (malloc, calloc, realloc, aligned_alloc, posix_memalign,
/// memalign) since it began.
uint64_t allocation_count(void);

/// 1; or 0 under a sanitizer, where nothing is counted.
int allocation_counts(void);
