#pragma once
#include <stdint.h>

/// Buffers for a batch of datagrams, allocated once and reused, with what the kernel told of each.
/// Here because Swift sees neither `recvmmsg` nor the control message macros.
struct linux_datagram_pool;

struct linux_datagram {
    const uint8_t *_Nonnull bytes;
    /// The kernel's receive time stamp, ns since the epoch; 0: none.
    uint64_t received;
    uint32_t count;
    /// Datagrams the kernel has dropped on this socket so far, for want of buffer (`SO_RXQ_OVFL`); wraps.
    uint32_t drops;
    /// The buffer of an io_uring buffer ring that holds it.
    uint16_t buffer;
    uint8_t line;
    /// `linux_datagram_has_drops`, `linux_datagram_ends_buffer`.
    uint8_t flags;
};

static const uint8_t linux_datagram_has_drops = 1;
/// No further datagram lies in its buffer.
static const uint8_t linux_datagram_ends_buffer = 2;

/// Datagrams that the kernel hands over in one buffer at most (`UDP_MAX_SEGMENTS`; `UDP_GRO` joins 64).
static const uint32_t linux_datagram_segments = 128;

/// Room for any datagram, or as many joined ones as the kernel hands over at once.
static const uint32_t linux_datagram_size = 65536;

/// `slots` buffers taken by one call (`recvmmsg`, or `recvmsg` where it is one), each datagram then copied so many
/// times before it is handed out (0 to 2); NULL when there is no memory.
struct linux_datagram_pool *_Nullable linux_datagram_pool_make(uint32_t slots, uint32_t copies);
void linux_datagram_pool_free(struct linux_datagram_pool *_Nullable pool);

/// Takes what is there without waiting, and takes apart what the kernel joined (`UDP_GRO`).
///
/// \param into `slots * linux_datagram_segments` of them.
/// \param taken Buffers filled.
/// \param truncated Raised by those that had to be cut, which are not handed out.
/// \returns how many datagrams, or -1 with `errno`.
int linux_datagram_pool_receive(
    struct linux_datagram_pool *_Nonnull pool, int socket, uint8_t line, struct linux_datagram *_Nonnull into,
    uint32_t *_Nonnull taken, uint64_t *_Nonnull truncated);

/// Room before the payload in the buffers of a multishot `recvmsg`.
static const uint32_t linux_datagram_prefix = 16 + 128;

/// What a multishot `recvmsg` left in a buffer: as `linux_datagram_pool_receive`.
int linux_datagram_unpack(
    const uint8_t *_Nonnull bytes, uint32_t count, uint16_t buffer, uint8_t line,
    struct linux_datagram *_Nonnull into, uint64_t *_Nonnull truncated);

/// Asks for equally sized datagrams of one sender to be handed over in one buffer; 0, or -1 where the kernel cannot.
int linux_datagram_join(int socket);
