#pragma once

/// Asks the processor to bring the cache line of `address`, which will be written soon. Any address is allowed.
static inline void linux_prefetch(const void *_Nonnull address) { __builtin_prefetch(address, 1, 3); }

/// The same for one that will only be read.
static inline void linux_prefetch_read(const void *_Nullable address) { __builtin_prefetch(address, 0, 3); }
