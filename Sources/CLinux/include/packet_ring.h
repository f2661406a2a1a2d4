#pragma once
#include <linux/filter.h>
#include <stdint.h>

/// A receive ring of an `AF_PACKET` socket, mapped into this process (TPACKET_V3): the kernel fills a block with
/// frames, hands it over whole, and gets it back when it has been read. Here because the block's owner is a word
/// shared with the kernel, its headers are unions, and `ioctl` is variadic.
struct linux_packet_ring {
    uint8_t *_Nullable blocks;
    uint32_t block_size;
    uint32_t block_count;
};

/// A frame in a block, link layer header first.
struct linux_packet_frame {
    /// Where in the block.
    uint32_t start;
    uint32_t count;
    /// Bytes on the wire; more than `count` when the frame was cut.
    uint32_t length;
    /// When the kernel took it, ns since the epoch.
    uint64_t received;
    /// Payload bytes of each UDP datagram where the frame stands for several (the cutting is left to a card); 0: one.
    uint32_t segment;
    /// Where the next frame of the block begins.
    uint32_t next;
};

/// A network interface.
struct linux_interface {
    int32_t index;
    /// `IFF_UP`, `IFF_LOOPBACK`, …
    uint32_t flags;
    /// `ARPHRD_ETHER`, `ARPHRD_LOOPBACK`, …
    uint16_t type;
};

/// The interface types that have Ethernet headers.
static const uint16_t linux_interface_ethernet = 1;
static const uint16_t linux_interface_loopback = 772;

/// A packet socket that receives nothing until it is bound; -1 with `errno`.
int linux_packet_socket(void);
/// What an interface is; 0, or -1 with `errno`.
int linux_packet_interface(int socket, const char *_Nonnull name, struct linux_interface *_Nonnull found);
/// Only frames that `program` lets through; 0, or -1 with `errno`.
int linux_packet_filter(int socket, const struct sock_filter *_Nonnull program, uint16_t count);
/// Makes and maps a ring of blocks, each handed over when full or so many milliseconds after it was opened; 0, or -1
/// with `errno`. Frames that this host sends are left out, so that the loopback shows each once.
int linux_packet_map(
    int socket, uint32_t block_size, uint32_t block_count, uint32_t retire, struct linux_packet_ring *_Nonnull ring);
void linux_packet_unmap(struct linux_packet_ring *_Nonnull ring);
/// Begins to receive; 0, or -1 with `errno`.
int linux_packet_bind(int socket, int32_t interface);
/// Also frames to other hosts, as on a mirror port, until the socket is closed; 0, or -1 with `errno`.
int linux_packet_promiscuous(int socket, int32_t interface);
/// Frames dropped for want of room since the last call.
uint32_t linux_packet_drops(int socket);
/// The error that waits on a socket (0: none); it is taken away.
int linux_packet_error(int socket);

/// Whether the kernel has handed the block over.
int linux_packet_block_is_ready(const uint8_t *_Nonnull block);
/// Frames were dropped before the block was closed, and nobody had asked for their number yet.
int linux_packet_block_is_losing(const uint8_t *_Nonnull block);
uint32_t linux_packet_block_frames(const uint8_t *_Nonnull block);
/// Where the first frame begins.
uint32_t linux_packet_block_first(const uint8_t *_Nonnull block);
/// The frame that begins at `offset`; 0 when it does not lie within the block.
int linux_packet_block_frame(
    const uint8_t *_Nonnull block, uint32_t size, uint32_t offset, struct linux_packet_frame *_Nonnull frame);
/// Gives the block back to the kernel.
void linux_packet_block_return(uint8_t *_Nonnull block);
