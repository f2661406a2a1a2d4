#define _GNU_SOURCE
#include "sending.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct linux_send_batch {
    uint32_t size;
    struct sockaddr_storage address;
    struct mmsghdr *messages;
    struct iovec *vectors;
    uint8_t *bytes;
};

struct linux_send_batch *linux_send_batch_make(
    uint32_t slots, uint32_t size, const void *address, uint32_t address_size) {
    struct linux_send_batch *batch = calloc(1, sizeof *batch);
    if (!batch) return NULL;
    batch->size = size;
    batch->messages = calloc(slots, sizeof *batch->messages);
    batch->vectors = calloc(slots, sizeof *batch->vectors);
    batch->bytes = malloc((size_t)slots * size);
    if (!batch->messages || !batch->vectors || !batch->bytes || address_size > sizeof batch->address) {
        linux_send_batch_free(batch);
        return NULL;
    }
    memcpy(&batch->address, address, address_size);
    for (uint32_t i = 0; i < slots; i++) {
        batch->vectors[i].iov_base = batch->bytes + (size_t)i * size;
        batch->messages[i].msg_hdr.msg_iov = &batch->vectors[i];
        batch->messages[i].msg_hdr.msg_iovlen = 1;
        batch->messages[i].msg_hdr.msg_name = &batch->address;
        batch->messages[i].msg_hdr.msg_namelen = address_size;
    }
    return batch;
}

void linux_send_batch_free(struct linux_send_batch *batch) {
    if (!batch) return;
    free(batch->messages);
    free(batch->vectors);
    free(batch->bytes);
    free(batch);
}

uint8_t *linux_send_batch_slot(struct linux_send_batch *batch, uint32_t index) {
    return batch->bytes + (size_t)index * batch->size;
}

void linux_send_batch_set(struct linux_send_batch *batch, uint32_t index, uint32_t count) {
    batch->vectors[index].iov_len = count;
}

int linux_send_batch_send(struct linux_send_batch *batch, int socket, uint32_t first, uint32_t count) {
    return sendmmsg(socket, batch->messages + first, count, MSG_NOSIGNAL);
}
