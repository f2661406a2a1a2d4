#define _GNU_SOURCE
#include "mapping.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { most_guards = 64 };

/// Looked through by the handler without a lock: a slot counts as long as its end is not 0.
static struct {
    _Atomic int is_taken;
    _Atomic uintptr_t base;
    _Atomic uintptr_t end;
    _Atomic int has_shrunk;
} guards[most_guards];

static _Atomic int is_installed;
/// What handled SIGBUS before: the crash reporter of Swift's runtime, or a screen.
static struct sigaction before;

int linux_mapping_has_shrunk(int guard) {
    return guard >= 0 && atomic_load_explicit(&guards[guard].has_shrunk, memory_order_relaxed);
}

int linux_mapping_mend(void *address) {
    uintptr_t fault = (uintptr_t)address;
    for (int guard = 0; guard < most_guards; guard++) {
        uintptr_t end = guards[guard].end, base = guards[guard].base;
        if (fault < base || fault >= end) continue;
        uintptr_t page = fault & ~((uintptr_t)sysconf(_SC_PAGESIZE) - 1);
        void *zeros =
            mmap((void *)page, end - page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        if (zeros == MAP_FAILED) return 0;
        guards[guard].has_shrunk = 1;
        return 1;
    }
    return 0;
}

static void on_bus_error(int number, siginfo_t *information, void *context) {
    // Only the kernel's own signal (a positive code) tells an address.
    if (information->si_code > 0 && linux_mapping_mend(information->si_addr)) return;
    if (before.sa_flags & SA_SIGINFO) {
        before.sa_sigaction(number, information, context);
    } else if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) {
        before.sa_handler(number);
    } else {
        // The access faults again, and takes its course; what somebody sent comes again after this handler.
        signal(number, SIG_DFL);
        if (information->si_code <= 0) raise(number);
    }
}

/// Once, on top of whatever handler there is. A screen that comes later puts its own on top of this one and asks
/// `linux_mapping_mend` itself.
static void install(void) {
    if (atomic_exchange(&is_installed, 1)) return;
    if (sigaction(SIGBUS, NULL, &before) != 0) return;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_bus_error;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, NULL);
}

void linux_unguard_mapping(int guard) {
    if (guard < 0) return;
    guards[guard].end = 0;
    guards[guard].base = 0;
    guards[guard].is_taken = 0;
}

int linux_guard_mapping(const void *base, size_t size) {
    install();
    for (int guard = 0; guard < most_guards; guard++) {
        if (atomic_exchange(&guards[guard].is_taken, 1)) continue;
        guards[guard].has_shrunk = 0;
        guards[guard].base = (uintptr_t)base;
        guards[guard].end = (uintptr_t)base + size;
        return guard;
    }
    return -1;
}
