#pragma once
#include <stddef.h>

/// Makes files that shrink while they are mapped harmless: what is gone reads as zeros, instead of ending the process by
/// SIGBUS. Faults anywhere else go to whatever handler was there before. Here because a signal handler may call nothing
/// of Swift's.

/// \returns What stands for the mapping in the calls below; -1 when too many are guarded at once.
int linux_guard_mapping(const void *_Nonnull base, size_t size);

/// Before it is unmapped.
void linux_unguard_mapping(int guard);

/// Whether the mapping was found to have shrunk.
int linux_mapping_has_shrunk(int guard);

/// For other handlers of SIGBUS: 1 when the fault was a guarded mapping's and has been mended.
int linux_mapping_mend(void *_Nullable address);
