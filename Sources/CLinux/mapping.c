#define _GNU_SOURCE
#include "mapping.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static _Atomic uintptr_t guarded_base;
static _Atomic uintptr_t guarded_end;
static _Atomic int has_shrunk;

int linux_mapping_has_shrunk(void) { return atomic_load_explicit(&has_shrunk, memory_order_relaxed); }

int linux_mapping_mend(void *address) {
    uintptr_t base = guarded_base, end = guarded_end, fault = (uintptr_t)address;
    if (fault < base || fault >= end) return 0;
    uintptr_t page = fault & ~((uintptr_t)sysconf(_SC_PAGESIZE) - 1);
    void *zeros = mmap((void *)page, end - page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (zeros == MAP_FAILED) return 0;
    has_shrunk = 1;
    return 1;
}

static void on_bus_error(int number, siginfo_t *information, void *context) {
    (void)context;
    if (linux_mapping_mend(information->si_addr)) return;
    signal(number, SIG_DFL);  // the access faults again, and takes its course
}

void linux_unguard_mapping(void) { guarded_end = 0; }

void linux_guard_mapping(const void *base, size_t size) {
    guarded_end = 0;
    guarded_base = (uintptr_t)base;
    guarded_end = (uintptr_t)base + size;
    struct sigaction present;
    // The screen's own handler asks `linux_mapping_mend` itself.
    if (sigaction(SIGBUS, NULL, &present) != 0 || present.sa_handler != SIG_DFL) return;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_bus_error;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, NULL);
}
