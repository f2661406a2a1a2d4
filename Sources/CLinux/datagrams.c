#define _GNU_SOURCE
#include "datagrams.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { control_size = 128 };

struct linux_datagram_pool {
    uint32_t slots;
    uint32_t size;
    struct mmsghdr *messages;
    struct iovec *vectors;
    uint8_t *control;
    uint8_t *bytes;
};

struct linux_datagram_pool *linux_datagram_pool_make(uint32_t slots, uint32_t size) {
    struct linux_datagram_pool *pool = calloc(1, sizeof *pool);
    if (!pool) return NULL;
    pool->slots = slots;
    pool->size = size;
    pool->messages = calloc(slots, sizeof *pool->messages);
    pool->vectors = calloc(slots, sizeof *pool->vectors);
    pool->control = calloc(slots, control_size);
    pool->bytes = aligned_alloc(4096, ((size_t)slots * size + 4095) & ~(size_t)4095);
    if (!pool->messages || !pool->vectors || !pool->control || !pool->bytes) {
        linux_datagram_pool_free(pool);
        return NULL;
    }
    for (uint32_t i = 0; i < slots; i++) {
        pool->vectors[i].iov_base = pool->bytes + (size_t)i * size;
        pool->vectors[i].iov_len = size;
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
    free(pool);
}

int linux_datagram_pool_receive(struct linux_datagram_pool *pool, int socket) {
    for (uint32_t i = 0; i < pool->slots; i++) pool->messages[i].msg_hdr.msg_controllen = control_size;
    return recvmmsg(socket, pool->messages, pool->slots, MSG_DONTWAIT, NULL);
}

struct linux_datagram linux_datagram_pool_get(const struct linux_datagram_pool *pool, uint32_t index) {
    struct msghdr *header = &pool->messages[index].msg_hdr;
    struct linux_datagram datagram = {
        .bytes = pool->bytes + (size_t)index * pool->size,
        .count = pool->messages[index].msg_len,
    };
    for (struct cmsghdr *c = CMSG_FIRSTHDR(header); c; c = CMSG_NXTHDR(header, c)) {
        if (c->cmsg_level != SOL_SOCKET) continue;
        if (c->cmsg_type == SCM_TIMESTAMPNS) {
            struct timespec when;
            memcpy(&when, CMSG_DATA(c), sizeof when);
            datagram.received = (uint64_t)when.tv_sec * 1000000000u + (uint64_t)when.tv_nsec;
        } else if (c->cmsg_type == SO_RXQ_OVFL) {
            memcpy(&datagram.drops, CMSG_DATA(c), sizeof datagram.drops);
            datagram.has_drops = 1;
        }
    }
    return datagram;
}
