#pragma once
#include <stdint.h>

/// An io_uring that only receives: multishot requests that fill registered buffers, one group of buffers a descriptor.
/// By the kernel's own header; here because its structures are shared memory with acquire and release.
struct linux_uring;

enum linux_uring_kind {
    /// A connected socket.
    linux_uring_stream,
    /// A socket of datagrams; each buffer begins with `linux_datagram_prefix` bytes of what the kernel told.
    linux_uring_datagrams,
    /// A pipe.
    linux_uring_pipe,
};

struct linux_uring_completion {
    /// Bytes received; 0: the end; negative: `-errno`.
    int32_t result;
    /// Which descriptor, by its group; `linux_uring_woken`: the descriptor to wake by became readable.
    uint32_t group;
    /// Its buffer, if `has_buffer`.
    uint16_t buffer;
    uint8_t has_buffer;
    /// The request goes on. If not, it wants arming again.
    uint8_t has_more;
};

static const uint32_t linux_uring_woken = UINT32_MAX;
static const uint32_t linux_uring_groups = 16;

/// \param completions Buffers of all groups together.
/// \param wake Readable when a wait is to end.
/// \returns NULL with `errno` where the kernel refuses.
struct linux_uring *_Nullable linux_uring_make(uint32_t completions, int wake);

/// Cancels what is under way, and gives everything back before it returns.
void linux_uring_free(struct linux_uring *_Nullable ring);

/// Registers `count` (a power of two) buffers of `size` bytes, the first at `memory`, `stride` apart; 0, or -1.
int linux_uring_add_buffers(
    struct linux_uring *_Nonnull ring, uint32_t group, uint32_t count, uint8_t *_Nonnull memory, uint32_t stride,
    uint32_t size);

/// Whether the kernel knows a multishot request of that kind.
int linux_uring_can(const struct linux_uring *_Nonnull ring, enum linux_uring_kind kind);

/// Asks for whatever comes at a descriptor; goes to the kernel with the next `linux_uring_enter`.
void linux_uring_arm(
    struct linux_uring *_Nonnull ring, uint32_t group, int descriptor, enum linux_uring_kind kind);

/// One system call, if there is reason for it: hands over buffers and requests, and collects completions.
///
/// \param nanoseconds Waits so long for a completion; 0: not at all; negative: for ever.
/// \returns 0, or -1 with `errno` (EINTR included).
int linux_uring_enter(struct linux_uring *_Nonnull ring, int64_t nanoseconds);

/// The kernel may have completions that a further `linux_uring_enter` would collect; it may also have none.
int linux_uring_is_pending(const struct linux_uring *_Nonnull ring);

/// 1 with the next completion, or 0.
int linux_uring_next(struct linux_uring *_Nonnull ring, struct linux_uring_completion *_Nonnull completion);

/// A buffer may be filled again. The kernel sees it at the next `linux_uring_enter`.
void linux_uring_give_back(struct linux_uring *_Nonnull ring, uint32_t group, uint16_t buffer);

/// System calls made by `linux_uring_enter`.
uint64_t linux_uring_calls(const struct linux_uring *_Nonnull ring);
