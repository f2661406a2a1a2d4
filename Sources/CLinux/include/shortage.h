#pragma once
#include <stddef.h>

/// What the system says about an error number; for what the host or a limit has no more of, what to do about it too.
/// Static text, or as `strerror` keeps it.
const char *_Nonnull linux_reason(int code);

/// Ends the program with one line on standard error and exit code 1: for want of what it cannot go on without, such as
/// memory, where no error could be told in any other way. Here because it may neither allocate nor fail.
_Noreturn void linux_end_for_want(const char *_Nonnull of, int code);

/// Called before that line is written, to give the terminal back.
extern void (*_Nullable linux_before_end)(void);

/// Memory for good or for `free`; without it the program ends as above. `what` says what it is for.
void *_Nonnull linux_memory(size_t bytes, size_t alignment, const char *_Nonnull what);

/// Where address space is limited, all threads take memory from one heap. Else each would have one of its own, for which
/// glibc takes 128 MB of addresses and gives half of them back, so that a larger limit could leave less than a smaller one.
/// To be called before the first thread is started.
void linux_share_heap(void);

/// Ends the program as above where there is no address space for so many bytes more, which are not taken: asked before
/// work begins that has no way to tell that it lacks memory.
void linux_require_space(size_t bytes);

/// `pthread_create` has failed with this error number. What it lacked: it answers EAGAIN for too many threads, and also where
/// there is no address space for another stack, for which this is ENOMEM.
int linux_why_no_thread(int code);

/// Opens what does nothing in place of each standard stream that is closed, so that no file or socket of ours takes its
/// number: reading from the one and writing to the other still fail as they would have.
void linux_keep_standard_streams(void);
