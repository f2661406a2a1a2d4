#pragma once
#include <stddef.h>

/// Makes a file that shrinks while it is mapped harmless: what is gone reads as zeros, instead of ending the process by
/// SIGBUS. One mapping at a time. Here because a signal handler may call nothing of Swift's.
void linux_guard_mapping(const void *_Nonnull base, size_t size);

/// Before it is unmapped.
void linux_unguard_mapping(void);

/// Whether the guarded mapping was found to have shrunk; once set it stays.
int linux_mapping_has_shrunk(void);

/// For other handlers of SIGBUS: 1 when the fault was the guarded mapping's and has been mended.
int linux_mapping_mend(void *_Nullable address);
