#define _GNU_SOURCE
#include "listening.h"

#include <poll.h>
#include <stddef.h>
#include <sys/socket.h>
#include <time.h>

int linux_accept(int socket) { return accept4(socket, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK); }

int linux_poll(void *wanted, uint32_t count, uint64_t nanoseconds) {
    struct timespec limit = {(time_t)(nanoseconds / 1000000000u), (long)(nanoseconds % 1000000000u)};
    return ppoll(wanted, count, &limit, NULL);
}
