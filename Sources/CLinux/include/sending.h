#pragma once
#include <stdint.h>

/// Datagrams that go to one address together, in buffers allocated once and reused.
/// Here because Swift does not see `sendmmsg`.
struct linux_send_batch;

/// `slots` buffers of `size` bytes; NULL when there is no memory.
struct linux_send_batch *_Nullable linux_send_batch_make(
    uint32_t slots, uint32_t size, const void *_Nonnull address, uint32_t address_size);
void linux_send_batch_free(struct linux_send_batch *_Nullable batch);

/// Where a datagram is written to.
uint8_t *_Nonnull linux_send_batch_slot(struct linux_send_batch *_Nonnull batch, uint32_t index);
/// How many bytes of a slot are its datagram.
void linux_send_batch_set(struct linux_send_batch *_Nonnull batch, uint32_t index, uint32_t count);

/// Sends `count` slots from `first` on: how many went, or -1 with `errno` when the first of them did not.
int linux_send_batch_send(
    struct linux_send_batch *_Nonnull batch, int socket, uint32_t first, uint32_t count);
