#pragma once
#include <sys/eventfd.h>

/// A descriptor that becomes readable when eight bytes are written to it; -1 with `errno`.
/// Here because the flags are an enumeration that Swift takes apart.
static inline int linux_event_descriptor(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
