#pragma once

/// How many processor cores the calling thread may run on; 0 when the kernel does not tell.
int linux_allowed_cores(void);

/// The number of the `index`-th of them, from 0; -1 when there are not so many.
int linux_allowed_core(int index);

/// Lets the calling thread run on this core alone; 0, or -1 with `errno`.
/// Here because sets of cores are handled by macros.
int linux_pin_thread(int core);
