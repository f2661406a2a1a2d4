#pragma once
#include <stdint.h>

/// What a counter of instructions has come to.
struct linux_instructions {
    uint64_t count;
    /// How long it was wanted, and how long it really counted, ns: others may share the processor's counters.
    uint64_t wanted;
    uint64_t counted;
};

/// Counts from now on the instructions of the calling thread outside the kernel, and of the threads that it will begin;
/// a descriptor to close, or -1 with `errno` where the kernel or the machine does not allow it.
/// Here because `syscall` is variadic and the structure is full of bit fields.
int linux_count_instructions(void);

/// Reads a counter; 0, or -1 with `errno`.
int linux_read_instructions(int descriptor, struct linux_instructions *_Nonnull instructions);
