#define _GNU_SOURCE
#include "uring.h"
#include "datagrams.h"

#include <errno.h>
#include <linux/io_uring.h>
#include <linux/time_types.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// Newer than some installed headers.
enum { op_read_multishot = 49 };
#ifndef IORING_SETUP_DEFER_TASKRUN
#define IORING_SETUP_DEFER_TASKRUN (1U << 13)
#endif
#ifndef IORING_ASYNC_CANCEL_ANY
#define IORING_ASYNC_CANCEL_ANY (1U << 2)
#endif

struct group {
    struct io_uring_buf_ring *ring;
    uint32_t count;
    uint8_t *memory;
    uint32_t stride;
    uint32_t size;
    /// Given back so far; the kernel has seen up to `published`.
    uint16_t tail;
    uint16_t published;
};

struct linux_uring {
    int descriptor;
    int wake;
    uint8_t *rings;
    size_t rings_size;
    struct io_uring_sqe *entries;
    size_t entries_size;
    uint32_t *submission_tail, *submission_mask, *submission_array, *submission_flags;
    uint32_t *completion_head, *completion_tail, *completion_mask;
    struct io_uring_cqe *completions;
    uint32_t unsubmitted;
    uint64_t calls;
    int can_read_pipes;
    struct msghdr header;
    struct group groups[16];
};

static int set_up(uint32_t completions, struct io_uring_params *params) {
    // Completions are made when we ask for them, by one thread; before Linux 6.1 whenever we enter the kernel.
    // Older than 6.0 has no multishot receive, and does not know IORING_SETUP_SINGLE_ISSUER either.
    const uint32_t ways[] = {IORING_SETUP_DEFER_TASKRUN, IORING_SETUP_COOP_TASKRUN};
    int made = -1;
    for (int i = 0; i < 2 && made < 0; i++) {
        memset(params, 0, sizeof *params);
        params->flags = IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP | IORING_SETUP_SINGLE_ISSUER
                        | IORING_SETUP_TASKRUN_FLAG | ways[i];
        params->cq_entries = completions;
        made = (int)syscall(SYS_io_uring_setup, 64, params);
        if (made < 0 && errno != EINVAL) break;
    }
    return made;
}

static void probe(struct linux_uring *ring) {
    uint64_t space[(sizeof(struct io_uring_probe) + 64 * sizeof(struct io_uring_probe_op)) / 8 + 1];
    memset(space, 0, sizeof space);
    struct io_uring_probe *answer = (struct io_uring_probe *)space;
    if (syscall(SYS_io_uring_register, ring->descriptor, IORING_REGISTER_PROBE, answer, 64) < 0) return;
    ring->can_read_pipes = answer->last_op >= op_read_multishot
                           && (answer->ops[op_read_multishot].flags & IO_URING_OP_SUPPORTED) != 0;
}

static struct io_uring_sqe *next_entry(struct linux_uring *ring, uint8_t operation, int descriptor) {
    uint32_t tail = *ring->submission_tail, index = tail & *ring->submission_mask;
    struct io_uring_sqe *entry = &ring->entries[index];
    memset(entry, 0, sizeof *entry);
    entry->opcode = operation;
    entry->fd = descriptor;
    ring->submission_array[index] = index;
    __atomic_store_n(ring->submission_tail, tail + 1, __ATOMIC_RELEASE);
    ring->unsubmitted++;
    return entry;
}

static void arm_wake(struct linux_uring *ring) {
    struct io_uring_sqe *entry = next_entry(ring, IORING_OP_POLL_ADD, ring->wake);
    entry->poll32_events = POLLIN;
    entry->user_data = linux_uring_woken;
}

struct linux_uring *linux_uring_make(uint32_t completions, int wake) {
    struct linux_uring *ring = calloc(1, sizeof *ring);
    if (!ring) return NULL;
    struct io_uring_params params;
    ring->wake = wake;
    ring->descriptor = set_up(completions + 64, &params);
    if (ring->descriptor < 0) goto refused;
    if (!(params.features & IORING_FEAT_SINGLE_MMAP) || !(params.features & IORING_FEAT_EXT_ARG)) {
        errno = EINVAL;
        goto refused;
    }
    size_t submissions = params.sq_off.array + params.sq_entries * sizeof(uint32_t);
    size_t all = params.cq_off.cqes + params.cq_entries * sizeof(struct io_uring_cqe);
    ring->rings_size = submissions > all ? submissions : all;
    ring->entries_size = params.sq_entries * sizeof(struct io_uring_sqe);
    void *rings = mmap(NULL, ring->rings_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring->descriptor,
                       IORING_OFF_SQ_RING);
    if (rings == MAP_FAILED) goto refused;
    ring->rings = rings;
    void *entries = mmap(NULL, ring->entries_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE,
                         ring->descriptor, IORING_OFF_SQES);
    if (entries == MAP_FAILED) goto refused;
    ring->entries = entries;
    ring->submission_tail = (uint32_t *)(ring->rings + params.sq_off.tail);
    ring->submission_mask = (uint32_t *)(ring->rings + params.sq_off.ring_mask);
    ring->submission_array = (uint32_t *)(ring->rings + params.sq_off.array);
    ring->submission_flags = (uint32_t *)(ring->rings + params.sq_off.flags);
    ring->completion_head = (uint32_t *)(ring->rings + params.cq_off.head);
    ring->completion_tail = (uint32_t *)(ring->rings + params.cq_off.tail);
    ring->completion_mask = (uint32_t *)(ring->rings + params.cq_off.ring_mask);
    ring->completions = (struct io_uring_cqe *)(ring->rings + params.cq_off.cqes);
    ring->header.msg_controllen = linux_datagram_prefix - 16;
    probe(ring);
    arm_wake(ring);
    return ring;
refused:;
    int reason = errno;
    linux_uring_free(ring);
    errno = reason;
    return NULL;
}

void linux_uring_free(struct linux_uring *ring) {
    if (!ring) return;
    // Where not all of it could be mapped, nothing was asked for yet.
    if (ring->entries) {
        // Without it the kernel would let go of sockets and buffers only some time after the descriptor is closed.
        struct io_uring_sync_cancel_reg cancel;
        memset(&cancel, 0, sizeof cancel);
        cancel.fd = -1;
        cancel.flags = IORING_ASYNC_CANCEL_ALL | IORING_ASYNC_CANCEL_ANY;
        cancel.timeout.tv_sec = 1;
        syscall(SYS_io_uring_register, ring->descriptor, IORING_REGISTER_SYNC_CANCEL, &cancel, 1);
        ring->unsubmitted = 0;
        linux_uring_enter(ring, 0);
        for (uint32_t i = 0; i < linux_uring_groups; i++) {
            struct group *group = &ring->groups[i];
            if (!group->ring) continue;
            struct io_uring_buf_reg registration;
            memset(&registration, 0, sizeof registration);
            registration.bgid = (uint16_t)i;
            syscall(SYS_io_uring_register, ring->descriptor, IORING_UNREGISTER_PBUF_RING, &registration, 1);
            munmap(group->ring, group->count * sizeof(struct io_uring_buf));
        }
    }
    if (ring->rings) munmap(ring->rings, ring->rings_size);
    if (ring->entries) munmap(ring->entries, ring->entries_size);
    if (ring->descriptor >= 0) close(ring->descriptor);
    free(ring);
}

int linux_uring_add_buffers(
    struct linux_uring *ring, uint32_t number, uint32_t count, uint8_t *memory, uint32_t stride, uint32_t size) {
    struct group *group = &ring->groups[number];
    size_t bytes = count * sizeof(struct io_uring_buf);
    void *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) return -1;
    struct io_uring_buf_reg registration;
    memset(&registration, 0, sizeof registration);
    registration.ring_addr = (uint64_t)(uintptr_t)pages;
    registration.ring_entries = count;
    registration.bgid = (uint16_t)number;
    if (syscall(SYS_io_uring_register, ring->descriptor, IORING_REGISTER_PBUF_RING, &registration, 1) < 0) {
        int reason = errno;
        munmap(pages, bytes);
        errno = reason;
        return -1;
    }
    *group = (struct group){.ring = pages, .count = count, .memory = memory, .stride = stride, .size = size};
    for (uint32_t i = 0; i < count; i++) linux_uring_give_back(ring, number, (uint16_t)i);
    return 0;
}

int linux_uring_can(const struct linux_uring *ring, enum linux_uring_kind kind) {
    return kind != linux_uring_pipe || ring->can_read_pipes;
}

void linux_uring_arm(struct linux_uring *ring, uint32_t group, int descriptor, enum linux_uring_kind kind) {
    const uint8_t operations[] = {IORING_OP_RECV, IORING_OP_RECVMSG, op_read_multishot};
    struct io_uring_sqe *entry = next_entry(ring, operations[kind], descriptor);
    entry->flags = IOSQE_BUFFER_SELECT;
    entry->buf_group = (uint16_t)group;
    entry->user_data = group;
    if (kind == linux_uring_pipe) {
        entry->off = UINT64_MAX;
    } else {
        entry->ioprio = IORING_RECV_MULTISHOT;
    }
    if (kind == linux_uring_datagrams) {
        entry->addr = (uint64_t)(uintptr_t)&ring->header;
        entry->len = 1;
    }
}

int linux_uring_is_pending(const struct linux_uring *ring) {
    return (__atomic_load_n(ring->submission_flags, __ATOMIC_RELAXED) & (IORING_SQ_TASKRUN | IORING_SQ_CQ_OVERFLOW))
           != 0;
}

static int is_empty(const struct linux_uring *ring) {
    return *ring->completion_head == __atomic_load_n(ring->completion_tail, __ATOMIC_ACQUIRE);
}

int linux_uring_enter(struct linux_uring *ring, int64_t nanoseconds) {
    for (uint32_t i = 0; i < linux_uring_groups; i++) {
        struct group *group = &ring->groups[i];
        if (group->tail == group->published) continue;
        __atomic_store_n(&group->ring->tail, group->tail, __ATOMIC_RELEASE);
        group->published = group->tail;
    }
    int waits = nanoseconds != 0 && is_empty(ring);
    if (!waits && ring->unsubmitted == 0 && !linux_uring_is_pending(ring)) return 0;
    struct __kernel_timespec limit = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
    struct io_uring_getevents_arg argument;
    memset(&argument, 0, sizeof argument);
    if (waits && nanoseconds > 0) argument.ts = (uint64_t)(uintptr_t)&limit;
    ring->calls++;
    long submitted = syscall(SYS_io_uring_enter, ring->descriptor, ring->unsubmitted, waits ? 1 : 0,
                             IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG, &argument, sizeof argument);
    if (submitted >= 0) {
        ring->unsubmitted -= (uint32_t)submitted;
        return 0;
    }
    return errno == ETIME ? 0 : -1;
}

int linux_uring_next(struct linux_uring *ring, struct linux_uring_completion *completion) {
    if (is_empty(ring)) return 0;
    uint32_t head = *ring->completion_head;
    const struct io_uring_cqe *entry = &ring->completions[head & *ring->completion_mask];
    completion->result = entry->res;
    completion->group = (uint32_t)entry->user_data;
    completion->buffer = (uint16_t)(entry->flags >> IORING_CQE_BUFFER_SHIFT);
    completion->has_buffer = (entry->flags & IORING_CQE_F_BUFFER) != 0;
    completion->has_more = (entry->flags & IORING_CQE_F_MORE) != 0;
    __atomic_store_n(ring->completion_head, head + 1, __ATOMIC_RELEASE);
    return 1;
}

void linux_uring_give_back(struct linux_uring *ring, uint32_t number, uint16_t buffer) {
    struct group *group = &ring->groups[number];
    struct io_uring_buf *slot = &group->ring->bufs[group->tail & (group->count - 1)];
    // Not `resv`: in the first slot that is the ring's tail.
    slot->addr = (uint64_t)(uintptr_t)(group->memory + (size_t)buffer * group->stride);
    slot->len = group->size;
    slot->bid = buffer;
    group->tail++;
}

uint64_t linux_uring_calls(const struct linux_uring *ring) { return ring->calls; }
