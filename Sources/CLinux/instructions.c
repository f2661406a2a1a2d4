#define _GNU_SOURCE
#include "instructions.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int linux_count_instructions(void) {
    struct perf_event_attr wanted;
    memset(&wanted, 0, sizeof wanted);
    wanted.type = PERF_TYPE_HARDWARE;
    wanted.size = sizeof wanted;
    wanted.config = PERF_COUNT_HW_INSTRUCTIONS;
    wanted.exclude_kernel = 1;
    wanted.exclude_hv = 1;
    wanted.inherit = 1;
#ifdef PERF_ATTR_SIZE_VER7
    wanted.inherit_thread = 1;  // not those of another program that the source is unpacked by
#endif
    wanted.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
    return (int)syscall(SYS_perf_event_open, &wanted, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

int linux_read_instructions(int descriptor, struct linux_instructions *instructions) {
    uint64_t values[3];
    ssize_t count = read(descriptor, values, sizeof values);
    if (count != (ssize_t)sizeof values) {
        if (count >= 0) errno = EIO;
        return -1;
    }
    instructions->count = values[0];
    instructions->wanted = values[1];
    instructions->counted = values[2];
    return 0;
}
