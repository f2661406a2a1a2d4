#define _GNU_SOURCE
#include "datagrams.h"

#include <linux/io_uring.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#ifndef SOL_UDP
#define SOL_UDP 17
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif

enum {
    control_size = 128,
    // A buffer more than a power of two, or the heads of all datagrams would compete for the same few cache lines.
    stride = 65536 + 2304,
};

struct linux_datagram_pool {
    uint32_t slots;
    uint32_t copies;
    struct mmsghdr *messages;
    struct iovec *vectors;
    uint8_t *control;
    uint8_t *bytes;
    /// Where the copies go, if there are any: `copies` times as many buffers.
    uint8_t *copied;
};

_Static_assert(sizeof(struct io_uring_recvmsg_out) + control_size == 16 + 128, "linux_datagram_prefix");

static uint8_t *buffers(size_t count) { return aligned_alloc(4096, (count * stride + 4095) & ~(size_t)4095); }

struct linux_datagram_pool *linux_datagram_pool_make(uint32_t slots, uint32_t copies) {
    struct linux_datagram_pool *pool = calloc(1, sizeof *pool);
    if (!pool) return NULL;
    pool->slots = slots;
    pool->copies = copies;
    pool->messages = calloc(slots, sizeof *pool->messages);
    pool->vectors = calloc(slots, sizeof *pool->vectors);
    pool->control = calloc(slots, control_size);
    pool->bytes = buffers(slots);
    if (copies) pool->copied = buffers((size_t)slots * copies);
    if (!pool->messages || !pool->vectors || !pool->control || !pool->bytes || (copies && !pool->copied)) {
        linux_datagram_pool_free(pool);
        return NULL;
    }
    for (uint32_t i = 0; i < slots; i++) {
        pool->vectors[i].iov_base = pool->bytes + (size_t)i * stride;
        pool->vectors[i].iov_len = linux_datagram_size;
        pool->messages[i].msg_hdr.msg_iov = &pool->vectors[i];
        pool->messages[i].msg_hdr.msg_iovlen = 1;
        pool->messages[i].msg_hdr.msg_control = pool->control + (size_t)i * control_size;
    }
    return pool;
}

void linux_datagram_pool_free(struct linux_datagram_pool *pool) {
    if (!pool) return;
    free(pool->messages);
    free(pool->vectors);
    free(pool->control);
    free(pool->bytes);
    free(pool->copied);
    free(pool);
}

/// What the kernel told, and the datagrams that one buffer holds.
static uint32_t hand_out(
    struct msghdr *header, struct linux_datagram datagram, struct linux_datagram *into, uint64_t *truncated) {
    if (header->msg_flags & MSG_TRUNC) {
        ++*truncated;
        return 0;
    }
    uint32_t segment = 0;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(header); c; c = CMSG_NXTHDR(header, c)) {
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
            struct timespec when;
            if (c->cmsg_len < CMSG_LEN(sizeof when)) continue;
            memcpy(&when, CMSG_DATA(c), sizeof when);
            datagram.received = (uint64_t)when.tv_sec * 1000000000u + (uint64_t)when.tv_nsec;
        } else if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_RXQ_OVFL) {
            if (c->cmsg_len < CMSG_LEN(sizeof datagram.drops)) continue;
            memcpy(&datagram.drops, CMSG_DATA(c), sizeof datagram.drops);
            datagram.flags |= linux_datagram_has_drops;
        } else if (c->cmsg_level == SOL_UDP && c->cmsg_type == UDP_GRO) {
            int size = 0;
            if (c->cmsg_len < CMSG_LEN(sizeof size)) continue;
            memcpy(&size, CMSG_DATA(c), sizeof size);
            if (size > 0) segment = (uint32_t)size;
        }
    }
    uint32_t left = datagram.count;
    if (segment == 0 || segment > left) segment = left;
    uint32_t handed = 0;
    do {
        datagram.count = left < segment ? left : segment;
        into[handed++] = datagram;
        datagram.bytes += datagram.count;
        left -= datagram.count;
    } while (left > 0 && handed < linux_datagram_segments);
    // The kernel joins no more; were it otherwise, they are not to go in silence.
    if (left > 0) *truncated += (left + segment - 1) / segment;
    into[handed - 1].flags |= linux_datagram_ends_buffer;
    return handed;
}

/// Where the datagrams of a buffer are parsed: in place, or behind a copy or two.
static const uint8_t *settle(struct linux_datagram_pool *pool, uint32_t slot, uint32_t count) {
    const uint8_t *from = pool->bytes + (size_t)slot * stride;
    for (uint32_t copy = 0; copy < pool->copies; copy++) {
        uint8_t *to = pool->copied + ((size_t)slot * pool->copies + copy) * stride;
        memcpy(to, from, count);
        from = to;
    }
    return from;
}

int linux_datagram_pool_receive(
    struct linux_datagram_pool *pool, int socket, uint8_t line, struct linux_datagram *into, uint32_t *taken,
    uint64_t *truncated) {
    *taken = 0;
    for (uint32_t i = 0; i < pool->slots; i++) pool->messages[i].msg_hdr.msg_controllen = control_size;
    int count;
    if (pool->slots == 1) {
        ssize_t got = recvmsg(socket, &pool->messages[0].msg_hdr, MSG_DONTWAIT);
        if (got >= 0) pool->messages[0].msg_len = (unsigned)got;
        count = got >= 0 ? 1 : -1;
    } else {
        count = recvmmsg(socket, pool->messages, pool->slots, MSG_DONTWAIT, NULL);
    }
    if (count < 0) return -1;
    *taken = (uint32_t)count;
    uint32_t handed = 0;
    for (uint32_t i = 0; i < (uint32_t)count; i++) {
        uint32_t length = pool->messages[i].msg_len;
        struct linux_datagram datagram = {
            .bytes = settle(pool, i, length), .count = length, .buffer = (uint16_t)i, .line = line};
        handed += hand_out(&pool->messages[i].msg_hdr, datagram, into + handed, truncated);
    }
    return (int)handed;
}

int linux_datagram_unpack(
    const uint8_t *bytes, uint32_t count, uint16_t buffer, uint8_t line, struct linux_datagram *into,
    uint64_t *truncated) {
    struct io_uring_recvmsg_out told;
    if (count < linux_datagram_prefix) {
        ++*truncated;
        return 0;
    }
    memcpy(&told, bytes, sizeof told);
    struct msghdr header = {
        .msg_control = (void *)(bytes + sizeof told),
        .msg_controllen = told.controllen < control_size ? told.controllen : control_size,
        .msg_flags = (int)told.flags,
    };
    uint32_t there = count - linux_datagram_prefix;
    if (told.payloadlen > there) header.msg_flags |= MSG_TRUNC;
    struct linux_datagram datagram = {
        .bytes = bytes + linux_datagram_prefix, .count = told.payloadlen, .buffer = buffer, .line = line};
    return (int)hand_out(&header, datagram, into, truncated);
}

int linux_datagram_join(int socket) {
    int one = 1;
    return setsockopt(socket, SOL_UDP, UDP_GRO, &one, sizeof one);
}
