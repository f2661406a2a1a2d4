internal import CLinux
internal import Glibc
internal import Wire

/// The receive ring of a packet socket: memory that the kernel writes frames into, block by block, and that is read
/// there. It owns the socket and the mapping.
@safe
struct PacketRing: ~Copyable {
    let descriptor: Int32
    /// The interface's number: another one may come to have its name.
    let interface: Int32
    private var ring: linux_packet_ring
    /// The block that comes next.
    private var cursor = 0

    /// Bytes of a block: room for the largest frame, and little enough to stay in a processor's cache.
    static let blockBytes = 128 << 10
    /// Blocks asked for. Each is handed over a millisecond after its first frame at the latest, so however little
    /// comes, half a second is in hand.
    static let mostBlocks = 512
    static let fewestBlocks = 8
    /// Milliseconds after which a block is handed over that is not full: the least the kernel offers.
    static let retireMilliseconds = 1

    /// Takes a packet socket over, and maps a ring for it; of fewer blocks where memory is refused.
    ///
    /// - Returns: `nil` with `errno` when that is not possible; the socket is closed then.
    static func map(_ descriptor: Int32, interface: Int32, blocks: Int) -> PacketRing? {
        var ring = unsafe linux_packet_ring()
        var blocks = blocks
        while true {
            // SAFETY: the structure is filled in only when the mapping is made.
            let failed = unsafe linux_packet_map(
                descriptor, UInt32(blockBytes), UInt32(blocks), UInt32(retireMilliseconds), &ring)
            if failed == 0 { return unsafe PacketRing(descriptor, interface, ring) }
            guard errno == ENOMEM, blocks / 2 >= fewestBlocks else { break }
            blocks /= 2
        }
        let code = errno
        close(descriptor)
        errno = code
        return nil
    }

    private init(_ descriptor: Int32, _ interface: Int32, _ ring: linux_packet_ring) {
        self.descriptor = descriptor
        self.interface = interface
        unsafe self.ring = unsafe ring
    }

    deinit {
        var ring = unsafe ring
        unsafe linux_packet_unmap(&ring)
        close(descriptor)
    }

    /// The next block that the kernel has filled; `nil`: none is yet. It goes back when the value ends.
    @_lifetime(&self)
    mutating func next() -> PacketBlock? {
        // SAFETY: `cursor` stays below the number of blocks.
        let block = unsafe ring.blocks! + cursor * Self.blockBytes
        guard unsafe linux_packet_block_is_ready(block) != 0 else { return nil }
        cursor += 1
        if cursor == Int(unsafe ring.block_count) { cursor = 0 }
        let taken = unsafe PacketBlock(block, byteCount: Self.blockBytes, socket: descriptor)
        return unsafe _overrideLifetime(taken, mutating: &self)
    }

    /// Frames that the kernel had no room for since the last call.
    func takeDrops() -> UInt64 { UInt64(linux_packet_drops(descriptor)) }

    /// The error that waits on the socket, taken away; 0: none.
    func takeError() -> Int32 { linux_packet_error(descriptor) }
}

/// A block of frames that the kernel has handed over. While this value lives the kernel does not write to it; with its
/// end it goes back, and nothing that was borrowed from it is left.
@safe
struct PacketBlock: ~Copyable, ~Escapable {
    private let base: UnsafeMutablePointer<UInt8>
    private let byteCount: Int
    private let socket: Int32

    @_lifetime(immortal)
    init(_ base: UnsafeMutablePointer<UInt8>, byteCount: Int, socket: Int32) {
        unsafe self.base = base
        self.byteCount = byteCount
        self.socket = socket
    }

    deinit { unsafe linux_packet_block_return(base) }

    var frameCount: Int { Int(unsafe linux_packet_block_frames(base)) }
    /// Where the first frame begins.
    var firstOffset: Int { Int(unsafe linux_packet_block_first(base)) }
    /// Frames were dropped before it was closed, whose number nobody had asked for then.
    var isLosing: Bool { unsafe linux_packet_block_is_losing(base) != 0 }
    /// Their number, and of those since; taken away.
    func takeDrops() -> UInt64 { UInt64(linux_packet_drops(socket)) }

    /// The frame that begins at `offset`; `nil` when it does not lie within the block.
    func frame(at offset: Int) -> PacketFrame? {
        var frame = linux_packet_frame()
        let found = unsafe linux_packet_block_frame(base, UInt32(byteCount), UInt32(clamping: offset), &frame)
        return found != 0 ? PacketFrame(frame) : nil
    }

    /// Its bytes, in place. Traps outside the block.
    @_lifetime(borrow self)
    borrowing func bytes(of frame: PacketFrame) -> RawSpan {
        // SAFETY: the mapping has so many bytes here, and they stay ours as long as the span is borrowed from the block.
        let all = unsafe RawSpan(_unsafeStart: base, byteCount: byteCount)
        let frame = all.bytes(at: frame.start, count: frame.count)
        return unsafe _overrideLifetime(frame, borrowing: self)
    }
}

/// What the kernel told of one frame.
struct PacketFrame {
    /// Where in the block.
    fileprivate let start: Int
    let count: Int
    let isCut: Bool
    /// When the kernel took it, ns since the epoch.
    let received: UInt64
    /// Payload bytes of each datagram where the frame stands for several; 0: it is one.
    let segmentBytes: Int
    /// Where the next frame begins.
    let nextOffset: Int

    fileprivate init(_ frame: linux_packet_frame) {
        start = Int(frame.start)
        count = Int(frame.count)
        isCut = frame.count < frame.length
        received = frame.received
        segmentBytes = Int(frame.segment)
        nextOffset = Int(frame.next)
    }
}
