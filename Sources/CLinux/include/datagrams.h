#pragma once
#include <stdint.h>

/// Buffers for a batch of datagrams, allocated once and reused, with what the kernel told of each.
/// Here because Swift sees neither `recvmmsg` nor the control message macros.
struct linux_datagram_pool;

struct linux_datagram {
    const uint8_t *_Nonnull bytes;
    uint32_t count;
    /// The kernel's receive time stamp, ns since the epoch; 0: none.
    uint64_t received;
    /// Datagrams the kernel has dropped on this socket so far, for want of buffer (`SO_RXQ_OVFL`); wraps.
    uint32_t drops;
    uint8_t has_drops;
};

/// `slots` buffers of `size` bytes; NULL when there is no memory.
struct linux_datagram_pool *_Nullable linux_datagram_pool_make(uint32_t slots, uint32_t size);
void linux_datagram_pool_free(struct linux_datagram_pool *_Nullable pool);

/// Takes what is there without waiting: how many datagrams, or -1 with `errno`.
int linux_datagram_pool_receive(struct linux_datagram_pool *_Nonnull pool, int socket);
struct linux_datagram linux_datagram_pool_get(const struct linux_datagram_pool *_Nonnull pool, uint32_t index);
