#define _GNU_SOURCE
#include "packet_ring.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>

// Newer than some headers.
#ifndef PACKET_IGNORE_OUTGOING
#define PACKET_IGNORE_OUTGOING 23
#endif
#ifndef VIRTIO_NET_HDR_GSO_UDP_L4
#define VIRTIO_NET_HDR_GSO_UDP_L4 5
#endif

int linux_packet_socket(void) { return socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0); }

int linux_packet_interface(int socket, const char *name, struct linux_interface *found) {
    struct ifreq request;
    memset(&request, 0, sizeof request);
    if (strlen(name) >= sizeof request.ifr_name) {
        errno = ENODEV;
        return -1;
    }
    strcpy(request.ifr_name, name);
    if (ioctl(socket, SIOCGIFINDEX, &request) != 0) return -1;
    found->index = request.ifr_ifindex;
    if (ioctl(socket, SIOCGIFFLAGS, &request) != 0) return -1;
    found->flags = (uint16_t)request.ifr_flags;
    if (ioctl(socket, SIOCGIFHWADDR, &request) != 0) return -1;
    found->type = request.ifr_hwaddr.sa_family;
    return 0;
}

int linux_packet_filter(int socket, const struct sock_filter *program, uint16_t count) {
    struct sock_fprog filter = {.len = count, .filter = (struct sock_filter *)program};
    return setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
}

int linux_packet_map(
    int socket, uint32_t block_size, uint32_t block_count, uint32_t retire, struct linux_packet_ring *ring) {
    int version = TPACKET_V3, yes = 1;
    if (setsockopt(socket, SOL_PACKET, PACKET_VERSION, &version, sizeof version) != 0) return -1;
    if (setsockopt(socket, SOL_PACKET, PACKET_IGNORE_OUTGOING, &yes, sizeof yes) != 0) return -1;
    // Tells how a frame is to be cut into datagrams when that is left to a card; the loopback never does it.
    if (setsockopt(socket, SOL_PACKET, PACKET_VNET_HDR, &yes, sizeof yes) != 0) return -1;
    struct tpacket_req3 request = {
        .tp_block_size = block_size,
        .tp_block_nr = block_count,
        .tp_frame_size = 2048,  // only their number must be right: frames lie behind each other, whatever their size
        .tp_frame_nr = block_size / 2048 * block_count,
        .tp_retire_blk_tov = retire,
    };
    if (setsockopt(socket, SOL_PACKET, PACKET_RX_RING, &request, sizeof request) != 0) return -1;
    size_t size = (size_t)block_size * block_count;
    void *blocks = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, socket, 0);
    if (blocks == MAP_FAILED) return -1;
    *ring = (struct linux_packet_ring){.blocks = blocks, .block_size = block_size, .block_count = block_count};
    return 0;
}

void linux_packet_unmap(struct linux_packet_ring *ring) {
    if (ring->blocks) munmap(ring->blocks, (size_t)ring->block_size * ring->block_count);
    ring->blocks = NULL;
}

int linux_packet_bind(int socket, int32_t interface) {
    struct sockaddr_ll name = {
        .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = interface};
    return bind(socket, (struct sockaddr *)&name, sizeof name);
}

int linux_packet_promiscuous(int socket, int32_t interface) {
    struct packet_mreq request = {.mr_ifindex = interface, .mr_type = PACKET_MR_PROMISC};
    return setsockopt(socket, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &request, sizeof request);
}

uint32_t linux_packet_drops(int socket) {
    struct tpacket_stats_v3 statistics;
    socklen_t size = sizeof statistics;
    if (getsockopt(socket, SOL_PACKET, PACKET_STATISTICS, &statistics, &size) != 0) return 0;
    return statistics.tp_drops;
}

int linux_packet_error(int socket) {
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

static const struct tpacket_hdr_v1 *header(const uint8_t *block) {
    return &((const struct tpacket_block_desc *)block)->hdr.bh1;
}

int linux_packet_block_is_ready(const uint8_t *block) {
    // Everything that the kernel wrote before it handed the block over is read after this.
    return (__atomic_load_n(&header(block)->block_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER) != 0;
}

int linux_packet_block_is_losing(const uint8_t *block) {
    return (header(block)->block_status & TP_STATUS_LOSING) != 0;
}

uint32_t linux_packet_block_frames(const uint8_t *block) { return header(block)->num_pkts; }
uint32_t linux_packet_block_first(const uint8_t *block) { return header(block)->offset_to_first_pkt; }

int linux_packet_block_frame(
    const uint8_t *block, uint32_t size, uint32_t offset, struct linux_packet_frame *frame) {
    struct tpacket3_hdr header;
    if (offset > size || size - offset < sizeof header) return 0;
    memcpy(&header, block + offset, sizeof header);
    uint32_t room = size - offset;
    if (header.tp_mac < sizeof header || header.tp_mac > room || header.tp_snaplen > room - header.tp_mac) return 0;
    frame->start = offset + header.tp_mac;
    frame->count = header.tp_snaplen;
    frame->length = header.tp_len;
    frame->received = (uint64_t)header.tp_sec * 1000000000u + header.tp_nsec;
    frame->next = header.tp_next_offset > room ? size : offset + header.tp_next_offset;
    frame->segment = 0;
    struct virtio_net_hdr offload;
    if (header.tp_mac < sizeof header + sizeof offload) return 1;
    memcpy(&offload, block + frame->start - sizeof offload, sizeof offload);
    if ((offload.gso_type & ~VIRTIO_NET_HDR_GSO_ECN) == VIRTIO_NET_HDR_GSO_UDP_L4) frame->segment = offload.gso_size;
    return 1;
}

void linux_packet_block_return(uint8_t *block) {
    struct tpacket_block_desc *description = (struct tpacket_block_desc *)block;
    // Every read of the block is done before the kernel may write to it.
    __atomic_store_n(&description->hdr.bh1.block_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
}
