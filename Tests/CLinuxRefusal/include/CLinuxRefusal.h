#pragma once

/// From here on the kernel answers the calling thread's `io_uring_setup` with this error, as a container's filter does;
/// 0, or -1 where filters are refused. Here because a filter is an array of macros.
int refuse_io_uring(int code);

/// The same, but the ring is made, and only the memory of its requests is refused, as by a limit of address space.
int refuse_io_uring_entries(int code);
