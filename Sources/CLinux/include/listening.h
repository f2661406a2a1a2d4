#pragma once
#include <stdint.h>

/// Takes a waiting client of a listening socket, as a descriptor that never blocks and no child inherits; -1 with
/// `errno`. Here because Swift does not see `accept4`.
int linux_accept(int socket);

/// Waits until one of `count` descriptors (`struct pollfd`) is ready, at most so long. Here because Swift does not see `ppoll`.
int linux_poll(void *_Nonnull wanted, uint32_t count, uint64_t nanoseconds);
