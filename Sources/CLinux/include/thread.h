#pragma once
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>

/// Names the calling thread, at most 15 bytes. Here because `prctl` is variadic.
static inline void linux_name_thread(const char *_Nonnull name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

/// Lets the calling thread's sleeps end on time, within a microsecond, instead of up to 50 µs late.
static inline void linux_sleep_on_time(void) { prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0); }

/// The calling thread is one among all (`SCHED_OTHER`): a thread begins as the one that made it was scheduled.
static inline void linux_schedule_normally(void) {
    struct sched_param parameters;
    memset(&parameters, 0, sizeof parameters);
    if (sched_getscheduler(0) != SCHED_OTHER) sched_setscheduler(0, SCHED_OTHER, &parameters);
}
